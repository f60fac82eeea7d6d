package io.cresset.collectors.node.storage;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.collectors.linux.Directories;
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.source.SubCollector;
import io.cresset.collectors.node.source.Survey;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.DoubleUnaryOperator;
import java.util.regex.Pattern;

/**
 * Transfers of tape drives, of /sys/class/scsi_tape/&lt;drive&gt;/stats
 * (Documentation/scsi/st.rst).
 *
 * <pre>
 * node_tape_written_bytes_total{device="st0"} 1.496246784e+12
 * </pre>
 */
public final class Tapes implements SubCollector {
  private static final DoubleUnaryOperator AS_IT_IS = value -> value;
  private static final DoubleUnaryOperator NANOSECONDS = value -> value * 0.000000001;

  /** A file, and what it becomes. */
  private record Counter(String file, MetricSpec spec, DoubleUnaryOperator unit) {}

  private static final List<Counter> COUNTERS =
      List.of(
          new Counter(
              "in_flight",
              MetricSpec.gauge(
                  "node_tape_io_now",
                  "The number of I/Os currently outstanding to this device.",
                  "device"),
              AS_IT_IS),
          counter(
              "io_ns",
              "io_time_seconds",
              "The amount of time spent waiting for all I/O to complete (including read and"
                  + " write). This includes tape movement commands such as seeking between file or"
                  + " set marks and implicit tape movement such as when rewind on close tape"
                  + " devices are used.",
              NANOSECONDS),
          counter(
              "other_cnt",
              "io_others",
              "The number of I/Os issued to the tape drive other than read or write commands. The"
                  + " time taken to complete these commands uses the following calculation"
                  + " io_time_seconds_total-read_time_seconds_total-write_time_seconds_total",
              AS_IT_IS),
          counter(
              "read_byte_cnt",
              "read_bytes",
              "The number of bytes read from the tape drive.",
              AS_IT_IS),
          counter(
              "read_cnt",
              "reads_completed",
              "The number of read requests issued to the tape drive.",
              AS_IT_IS),
          counter(
              "read_ns",
              "read_time_seconds",
              "The amount of time spent waiting for read requests to complete.",
              NANOSECONDS),
          counter(
              "write_byte_cnt",
              "written_bytes",
              "The number of bytes written to the tape drive.",
              AS_IT_IS),
          counter(
              "write_cnt",
              "writes_completed",
              "The number of write requests issued to the tape drive.",
              AS_IT_IS),
          counter(
              "write_ns",
              "write_time_seconds",
              "The amount of time spent waiting for write requests to complete.",
              NANOSECONDS),
          counter(
              "resid_cnt",
              "residual",
              "The number of times during a read or write we found the residual amount to be"
                  + " non-zero. This should mean that a program is issuing a read larger thean the"
                  + " block size on tape. For write not all data made it to tape.",
              AS_IT_IS));

  public static final List<MetricSpec> SPECS = COUNTERS.stream().map(Counter::spec).toList();

  /** Each drive has several names: {@code st0}, {@code nst0}, {@code st0l}, ... */
  private static final Pattern DRIVE = Pattern.compile("st\\d+");

  private final String folder;
  private final TapeOptions options;
  private final Survey survey = new Survey();

  public Tapes(Host host, TapeOptions options) {
    this.folder = host.sys("class/scsi_tape");
    this.options = options;
  }

  private static Counter counter(String file, String name, String help, DoubleUnaryOperator unit) {
    return new Counter(
        file, MetricSpec.counter("node_tape_" + name + "_total", help, "device"), unit);
  }

  @Override
  public void collect(Consumer<MetricFamily> out) throws CollectFailure {
    for (String name : Directories.source(folder)) {
      if (DRIVE.matcher(name).matches() && !options.ignoredDevices().isIn(name)) {
        for (Counter counter : COUNTERS) {
          String path = folder + "/" + name + "/stats/" + counter.file;
          survey.addFile(counter.spec, path, counter.unit, "device", name);
        }
      }
    }
    survey.finish(out);
  }
}
