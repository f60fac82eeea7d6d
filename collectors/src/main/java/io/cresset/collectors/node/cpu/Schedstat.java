package io.cresset.collectors.node.cpu;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.model.Labels;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.collectors.linux.Scan;
import io.cresset.collectors.linux.SmallFiles;
import io.cresset.collectors.node.source.Families;
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.source.LivingLabels;
import io.cresset.collectors.node.source.SubCollector;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What the scheduler counts of each CPU, of /proc/schedstat: {@code cpu0 0 0 0 0 0 0 2045936778163
 * 343796328169 2767488}, of which the last three are nanoseconds run, nanoseconds waited for, and
 * slices of time.
 */
public final class Schedstat implements SubCollector {
  private static final MetricSpec RUNNING =
      MetricSpec.counter(
          "node_schedstat_running_seconds_total",
          "Number of seconds CPU spent running a process.",
          "cpu");
  private static final MetricSpec WAITING =
      MetricSpec.counter(
          "node_schedstat_waiting_seconds_total",
          "Number of seconds spent by processing waiting for this CPU.",
          "cpu");
  private static final MetricSpec TIMESLICES =
      MetricSpec.counter(
          "node_schedstat_timeslices_total", "Number of timeslices executed by CPU.", "cpu");

  public static final List<MetricSpec> SPECS = List.of(RUNNING, WAITING, TIMESLICES);

  /** Fields before those that are reported. */
  private static final int FIELDS_BEFORE = 6;

  private static final double NANOS = 1e9;

  private final Host host;
  private final SmallFiles files = new SmallFiles();
  private final LivingLabels<String> labels = new LivingLabels<>(cpu -> Labels.of("cpu", cpu));

  public Schedstat(Host host) {
    this.host = host;
  }

  @Override
  public void collect(Consumer<MetricFamily> out) throws CollectFailure {
    Families families = new Families();
    for (Cpu cpu : parse(files.source(host.proc("schedstat")))) {
      Labels series = labels.get(cpu.number);
      families.add(RUNNING, series, Scan.asDouble(cpu.runningNanos) / NANOS);
      families.add(WAITING, series, Scan.asDouble(cpu.waitingNanos) / NANOS);
      families.add(TIMESLICES, series, Scan.asDouble(cpu.timeslices));
    }
    labels.endRun();
    families.emit(out);
  }

  record Cpu(String number, long runningNanos, long waitingNanos, long timeslices) {}

  static List<Cpu> parse(Scan in) throws CollectFailure {
    List<Cpu> cpus = new ArrayList<>();
    while (in.nextLine()) {
      if (in.nextField() && in.startsWith("cpu")) {
        String number = in.text().substring("cpu".length());
        for (int i = 0; i < FIELDS_BEFORE; i++) {
          in.field();
        }
        cpus.add(
            new Cpu(number, in.field().unsigned(), in.field().unsigned(), in.field().unsigned()));
      }
    }
    return cpus;
  }
}
