package io.cresset.collectors.node.system;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.model.Labels;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.api.model.NumberPoint;
import io.cresset.collectors.linux.Scan;
import io.cresset.collectors.linux.SmallFiles;
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.source.SubCollector;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

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

  private static final MetricSpec SOFTIRQS =
      MetricSpec.counter("node_softirqs_total", "Number of softirq calls.", "vector");

  public static final List<MetricSpec> SPECS =
      Stream.concat(LINES.stream().map(Line::spec), Stream.of(SOFTIRQS)).toList();

  /** Of the line {@code softirq} behind its total, in the kernel's order. */
  private static final List<Labels> VECTORS =
      Stream.of(
              "hi",
              "timer",
              "net_tx",
              "net_rx",
              "block",
              "block_iopoll",
              "tasklet",
              "sched",
              "hrtimer",
              "rcu")
          .map(vector -> Labels.of("vector", vector))
          .toList();

  private final Host host;
  private final boolean softirqs;
  private final SmallFiles files = new SmallFiles();

  public KernelStat(Host host, StatOptions options) {
    this.host = host;
    this.softirqs = options.softirq();
  }

  @Override
  public void collect(Consumer<MetricFamily> out) throws CollectFailure {
    parse(files.source(host.proc("stat")), softirqs).forEach(out);
  }

  static List<MetricFamily> parse(Scan in, boolean softirqs) throws CollectFailure {
    List<MetricFamily> families = new ArrayList<>();
    while (in.nextLine()) {
      if (in.nextField()) {
        if (softirqs && in.is("softirq")) {
          families.add(softirqs(in));
        }
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

  private static MetricFamily softirqs(Scan in) throws CollectFailure {
    in.field();
    List<NumberPoint> points = new ArrayList<>();
    for (Labels vector : VECTORS) {
      points.add(new NumberPoint(vector, in.field().count()));
    }
    return SOFTIRQS.family(points);
  }
}
