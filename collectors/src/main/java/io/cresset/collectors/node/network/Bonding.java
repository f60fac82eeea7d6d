package io.cresset.collectors.node.network;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.model.Labels;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.collectors.linux.SmallFiles;
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.source.Points;
import io.cresset.collectors.node.source.SubCollector;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Members of each bond and how many of them are up, of /sys/class/net (Documentation/networking/
 * bonding.rst). Without the kernel's module there is no file bonding_masters.
 */
public final class Bonding implements SubCollector {
  private static final MetricSpec SLAVES =
      MetricSpec.gauge(
          "node_bonding_slaves", "Number of configured slaves per bonding interface.", "master");
  private static final MetricSpec ACTIVE =
      MetricSpec.gauge(
          "node_bonding_active", "Number of active slaves per bonding interface.", "master");

  public static final List<MetricSpec> SPECS = List.of(SLAVES, ACTIVE);

  private final Host host;
  private final SmallFiles files = new SmallFiles();

  public Bonding(Host host) {
    this.host = host;
  }

  @Override
  public void collect(Consumer<MetricFamily> out) throws CollectFailure {
    Points slaves = new Points(SLAVES);
    Points active = new Points(ACTIVE);
    for (String master : words(files.source(host.sys("class/net/bonding_masters")).trimmed())) {
      Optional<String> members = files.text(host.sys("class/net/" + master + "/bonding/slaves"));
      if (members.isPresent()) {
        Labels labels = Labels.of("master", master);
        List<String> names = words(members.get());
        slaves.add(labels, names.size());
        active.add(labels, (double) names.stream().filter(name -> isUp(master, name)).count());
      }
    }
    slaves.emit(out);
    active.emit(out);
  }

  private static List<String> words(String text) {
    return text.isEmpty() ? List.of() : List.of(text.split("\\s+"));
  }

  /** Older kernels call a member {@code slave_eth0}. */
  private boolean isUp(String master, String member) {
    String folder = "class/net/" + master + "/";
    return files
        .text(host.sys(folder + "lower_" + member + "/bonding_slave/mii_status"))
        .or(() -> files.text(host.sys(folder + "slave_" + member + "/bonding_slave/mii_status")))
        .filter("up"::equals)
        .isPresent();
  }
}
