package io.cresset.collectors.node.system;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.collectors.linux.Scan;
import io.cresset.collectors.linux.SmallFiles;
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.source.SubCollector;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Whether SELinux is on, which is whether its file system is mounted and a policy is loaded, its
 * mode now and that of /etc/selinux/config: 1 is enforcing, 0 permissive, -1 disabled.
 */
public final class Selinux implements SubCollector {
  private static final MetricSpec CONFIGURED =
      MetricSpec.gauge("node_selinux_config_mode", "Configured SELinux enforcement mode");
  private static final MetricSpec CURRENT =
      MetricSpec.gauge("node_selinux_current_mode", "Current SELinux enforcement mode");
  private static final MetricSpec ENABLED =
      MetricSpec.gauge("node_selinux_enabled", "SELinux is enabled, 1 is true, 0 is false");

  public static final List<MetricSpec> SPECS = List.of(CONFIGURED, CURRENT, ENABLED);

  private final Host host;
  private final SmallFiles files = new SmallFiles();

  public Selinux(Host host) {
    this.host = host;
  }

  @Override
  public void collect(Consumer<MetricFamily> out) throws CollectFailure {
    String enforce = host.sys("fs/selinux/enforce");
    if (ifThere(enforce).isEmpty()) {
      out.accept(ENABLED.family(0));
      return;
    }
    double mode = files.count(enforce);
    // A process has this label as long as no policy is loaded.
    if (files.text(host.proc("self/attr/current")).orElse("").replace("\0", "").equals("kernel")) {
      out.accept(ENABLED.family(0));
      return;
    }
    out.accept(ENABLED.family(1));
    out.accept(CURRENT.family(mode));
    out.accept(CONFIGURED.family(configured()));
  }

  private double configured() throws CollectFailure {
    Optional<Scan> config = ifThere(host.root("etc/selinux/config"));
    return config.isEmpty() ? -1 : configured(config.get());
  }

  /** One that is there and cannot be read fails: it must not look like SELinux being off. */
  private Optional<Scan> ifThere(String path) throws CollectFailure {
    try {
      return Optional.of(files.source(path));
    } catch (CollectFailure e) {
      if (e.kind() == CollectFailure.Kind.ABSENT) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** {@code SELINUX=enforcing} among comments. */
  static double configured(Scan in) {
    while (in.nextLine()) {
      String line = in.line().strip();
      if (line.startsWith("SELINUX=")) {
        return switch (line.substring("SELINUX=".length()).replace("\"", "")) {
          case "enforcing" -> 1;
          case "permissive" -> 0;
          case String _ -> -1;
        };
      }
    }
    return -1;
  }
}
