package io.cresset.collectors.node.cpu;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.model.Labels;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.collectors.linux.Scan;
import io.cresset.collectors.linux.SmallFiles;
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.source.LivingLabels;
import io.cresset.collectors.node.source.Points;
import io.cresset.collectors.node.source.SubCollector;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Soft interrupts by kind and CPU, of /proc/softirqs: {@code NET_RX: 6214 8124}. */
public final class Softirqs implements SubCollector {
  private static final MetricSpec TOTAL =
      MetricSpec.counter("node_softirqs_functions_total", "Softirq counts per CPU.", "cpu", "type");

  public static final List<MetricSpec> SPECS = List.of(TOTAL);

  private record Series(int cpu, String type) {}

  private final Host host;
  private final SmallFiles files = new SmallFiles();
  private final LivingLabels<Series> labels =
      new LivingLabels<>(
          series -> Labels.of("cpu", Integer.toString(series.cpu), "type", series.type));

  public Softirqs(Host host) {
    this.host = host;
  }

  @Override
  public void collect(Consumer<MetricFamily> out) throws CollectFailure {
    Points points = new Points(TOTAL);
    for (Kind kind : parse(files.source(host.proc("softirqs")))) {
      for (int cpu = 0; cpu < kind.counts.size(); cpu++) {
        points.add(labels.get(new Series(cpu, kind.type)), kind.counts.get(cpu));
      }
    }
    labels.endRun();
    points.emit(out);
  }

  record Kind(String type, List<Double> counts) {}

  /** The first line names the CPUs, which stand in the order of their numbers. */
  static List<Kind> parse(Scan in) throws CollectFailure {
    List<Kind> kinds = new ArrayList<>();
    if (!in.nextLine()) {
      throw in.malformed("is empty");
    }
    while (in.nextLine()) {
      if (!in.nextBefore(':')) {
        throw in.malformed("has no colon");
      }
      String type = in.text();
      List<Double> counts = new ArrayList<>();
      while (in.nextField()) {
        counts.add(in.count());
      }
      kinds.add(new Kind(type, counts));
    }
    return kinds;
  }
}
