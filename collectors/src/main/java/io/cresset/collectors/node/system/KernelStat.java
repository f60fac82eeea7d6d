package io.cresset.collectors.node.system;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.collectors.linux.Scan;
import io.cresset.collectors.linux.SmallFiles;
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.source.SubCollector;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What /proc/stat counts besides CPU time. A line that this kernel does not have is left out. */
public final class KernelStat implements SubCollector {

  /** A line's first word, and what its first number is. */
  private record Line(String word, MetricSpec spec) {}

  private static final List<Line> LINES =
      List.of(
          new Line(
              "intr",
              MetricSpec.counter("node_intr_total", "Total number of interrupts serviced.")),
          new Line(
              "ctxt",
              MetricSpec.counter(
                  "node_context_switches_total", "Total number of context switches.")),
          new Line("processes", MetricSpec.counter("node_forks_total", "Total number of forks.")),
          new Line(
              "btime", MetricSpec.gauge("node_boot_time_seconds", "Node boot time, in unixtime.")),
          new Line(
              "procs_running",
              MetricSpec.gauge("node_procs_running", "Number of processes in runnable state.")),
          new Line(
              "procs_blocked",
              MetricSpec.gauge(
                  "node_procs_blocked",
                  "Number of processes blocked waiting for I/O to complete.")));

  public static final List<MetricSpec> SPECS = LINES.stream().map(Line::spec).toList();

  private final Host host;
  private final SmallFiles files = new SmallFiles();

  public KernelStat(Host host) {
    this.host = host;
  }

  @Override
  public void collect(Consumer<MetricFamily> out) throws CollectFailure {
    parse(files.source(host.proc("stat"))).forEach(out);
  }

  static List<MetricFamily> parse(Scan in) throws CollectFailure {
    List<MetricFamily> families = new ArrayList<>();
    while (in.nextLine()) {
      if (in.nextField()) {
        for (Line line : LINES) {
          if (in.is(line.word)) {
            families.add(line.spec.family(in.field().count()));
            break;
          }
        }
      }
    }
    return families;
  }
}
