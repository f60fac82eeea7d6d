package io.cresset.collectors.node.system;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.model.Labels;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.collectors.linux.UtsName;
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.source.LivingLabels;
import io.cresset.collectors.node.source.Machine;
import io.cresset.collectors.node.source.Points;
import io.cresset.collectors.node.source.SubCollector;
import java.util.List;
import java.util.function.Consumer;

/** Kernel, machine and host name, as uname(2) has them. */
public final class UnameInfo implements SubCollector {
  private static final MetricSpec INFO =
      MetricSpec.gauge(
          "node_uname_info",
          "Labeled system information as provided by the uname system call.",
          "sysname",
          "release",
          "version",
          "machine",
          "nodename",
          "domainname");

  public static final List<MetricSpec> SPECS = List.of(INFO);

  private final Machine machine;
  private final LivingLabels<UtsName> labels = new LivingLabels<>(UnameInfo::labels);

  public UnameInfo(Host host) {
    this.machine = host.machine();
  }

  @Override
  public void collect(Consumer<MetricFamily> out) throws CollectFailure {
    Points info = new Points(INFO);
    info.add(labels.get(machine.uname()), 1);
    labels.endRun();
    info.emit(out);
  }

  private static Labels labels(UtsName name) {
    return Labels.of(
        "sysname", name.sysname(),
        "release", name.release(),
        "version", name.version(),
        "machine", name.machine(),
        "nodename", name.nodename(),
        "domainname", name.domainname());
  }
}
