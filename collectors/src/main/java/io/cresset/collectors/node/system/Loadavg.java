package io.cresset.collectors.node.system;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.collectors.linux.Scan;
import io.cresset.collectors.linux.SmallFiles;
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.source.SubCollector;
import java.util.List;
import java.util.function.Consumer;

/** Load averages of /proc/loadavg: {@code 0.88 0.62 0.61 3/180 21574}. */
public final class Loadavg implements SubCollector {
  private static final MetricSpec LOAD1 = MetricSpec.gauge("node_load1", "1m load average.");
  private static final MetricSpec LOAD5 = MetricSpec.gauge("node_load5", "5m load average.");
  private static final MetricSpec LOAD15 = MetricSpec.gauge("node_load15", "15m load average.");

  public static final List<MetricSpec> SPECS = List.of(LOAD1, LOAD5, LOAD15);

  private final Host host;
  private final SmallFiles files = new SmallFiles();

  public Loadavg(Host host) {
    this.host = host;
  }

  @Override
  public void collect(Consumer<MetricFamily> out) throws CollectFailure {
    Load load = parse(files.source(host.proc("loadavg")));
    out.accept(LOAD1.family(load.over1m));
    out.accept(LOAD5.family(load.over5m));
    out.accept(LOAD15.family(load.over15m));
  }

  record Load(double over1m, double over5m, double over15m) {}

  static Load parse(Scan in) throws CollectFailure {
    if (!in.nextLine()) {
      throw in.malformed("is empty");
    }
    return new Load(in.field().decimal(), in.field().decimal(), in.field().decimal());
  }
}
