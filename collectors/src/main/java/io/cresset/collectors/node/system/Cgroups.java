package io.cresset.collectors.node.system;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.model.Labels;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.collectors.linux.Scan;
import io.cresset.collectors.linux.SmallFiles;
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.source.Points;
import io.cresset.collectors.node.source.SubCollector;
import java.util.List;
import java.util.function.Consumer;

/**
 * Control groups by controller, of /proc/cgroups: {@code memory 0 137 1}, of which the third is the
 * count and the fourth whether it is on.
 */
public final class Cgroups implements SubCollector {
  private static final MetricSpec CGROUPS =
      MetricSpec.gauge(
          "node_cgroups_cgroups", "Current cgroup number of the subsystem.", "subsys_name");
  private static final MetricSpec ENABLED =
      MetricSpec.gauge(
          "node_cgroups_enabled", "Current cgroup number of the subsystem.", "subsys_name");

  public static final List<MetricSpec> SPECS = List.of(CGROUPS, ENABLED);

  private final Host host;
  private final SmallFiles files = new SmallFiles();

  public Cgroups(Host host) {
    this.host = host;
  }

  @Override
  public void collect(Consumer<MetricFamily> out) throws CollectFailure {
    Points cgroups = new Points(CGROUPS);
    Points enabled = new Points(ENABLED);
    Scan in = files.source(host.proc("cgroups"));
    in.nextLine();
    while (in.nextLine()) {
      Labels name = Labels.of("subsys_name", in.field().text());
      in.field();
      cgroups.add(name, in.field().count());
      enabled.add(name, in.field().count());
    }
    cgroups.emit(out);
    enabled.emit(out);
  }
}
