package io.cresset.collectors.node.zpool;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.collect.CollectFailure.Kind;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.collectors.linux.Scan;
import io.cresset.collectors.linux.ZfsAnswer;
import io.cresset.collectors.linux.ZfsCommand;
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.source.SubCollector;
import io.cresset.collectors.node.source.Survey;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Health, size and errors of OpenZFS' pools and of all their vdevs: disks and what they make
 * together, logs (SLOG), caches (L2ARC) and spares. No file tells them. Pools are told under
 * zfs_exporter's names, vdevs under names like them:
 *
 * <pre>
 * zfs_pool_health{pool="tank"} 1
 * zfs_vdev_health{guid="7163",kind="normal",pool="tank",type="disk",vdev="sdb"} 2
 * zfs_vdev_checksum_errors_total{guid="7163",kind="normal",pool="tank",type="disk",vdev="sdb"} 14
 * </pre>
 */
public final class Zpools implements SubCollector {
  private static final MetricSpec DATA_ERRORS =
      MetricSpec.gauge(
          "zfs_pool_data_errors",
          "Number of places in the pool's data that are known to be damaged for good.",
          "pool");

  public static final List<MetricSpec> SPECS = specs();

  /** Most of what the kernel tells: latencies and the like, and which features there are. */
  private static final Set<String> UNWANTED = Set.of("vdev_stats_ex", "feature_stats");

  private final String module;
  private final String device;
  private final Host host;
  private final Survey survey = new Survey();

  public Zpools(Host host) {
    this.host = host;
    this.module = host.sys("module/zfs");
    this.device = host.root("dev/zfs");
  }

  private static List<MetricSpec> specs() {
    List<MetricSpec> specs = new ArrayList<>(VdevMetrics.OF_POOL.specs());
    specs.add(DATA_ERRORS);
    specs.addAll(VdevMetrics.OF_VDEV.specs());
    return List.copyOf(specs);
  }

  @Override
  public void collect(Consumer<MetricFamily> out) throws CollectFailure {
    // Opening the device would make the kernel load a module that is installed and not used.
    if (!Files.isDirectory(Path.of(module))) {
      throw absent(module + ": ZFS is not used here");
    }
    Optional<NvList> configs = ask(ZfsCommand.POOL_CONFIGS, "the list of pools").map(Told::list);
    if (configs.isEmpty()) {
      throw absent(device + ": there is no such device");
    }
    Set<String> pools = configs.get().listNames();
    for (String pool : pools) {
      // One that was exported meanwhile is left out.
      try {
        ask(ZfsCommand.poolStats(pool), "pool " + pool).ifPresent(told -> report(pool, told));
      } catch (CollectFailure e) {
        survey.problem(e);
      }
    }
    survey.finish(out);
    if (pools.isEmpty()) {
      throw absent(device + ": no pool is imported");
    }
  }

  private static CollectFailure absent(String what) {
    return new CollectFailure(Kind.ABSENT, what, "");
  }

  /**
   * @param error why the pool could not be opened; 0 if it is open
   */
  private record Told(NvList list, long error) {}

  /** Empty if what is asked or what is asked about is not there. */
  private Optional<Told> ask(ZfsCommand command, String what) throws CollectFailure {
    ZfsAnswer answer;
    try {
      answer = host.machine().disks().zfs(device, command);
    } catch (NoSuchFileException _) {
      return Optional.empty();
    } catch (AccessDeniedException e) {
      throw new CollectFailure(
          Kind.UNAUTHORIZED,
          device + ": may not be opened",
          "Let this user open it, as it may where OpenZFS has set it up; give a container the"
              + " device.",
          e);
    } catch (IOException e) {
      throw new CollectFailure(Kind.UNSUPPORTED, String.valueOf(e.getMessage()), "", e);
    }
    try {
      return Optional.of(new Told(NvList.unpack(answer.list(), UNWANTED), answer.error()));
    } catch (IOException e) {
      throw Survey.malformed(device, what + " " + e.getMessage());
    }
  }

  private void report(String pool, Told told) {
    NvList config = told.list;
    config
        .number("error_count")
        .ifPresent(count -> survey.add(DATA_ERRORS, Scan.asDouble(count), "pool", pool));
    for (NvList tree : config.lists("vdev_tree")) {
      Vdev root = new Vdev("", tree);
      VdevMetrics.OF_POOL.report(survey, root, health(told, root), "pool", pool);
      for (Vdev vdev : Vdev.of(tree)) {
        VdevMetrics.OF_VDEV.report(
            survey,
            vdev,
            vdev.health(),
            "pool",
            pool,
            "vdev",
            vdev.name(),
            "type",
            vdev.type(),
            "kind",
            vdev.kind(),
            "guid",
            vdev.guid());
      }
    }
  }

  /** As {@code zpool list} says it. */
  private static Optional<Health> health(Told told, Vdev root) {
    if (told.error != 0) {
      return Optional.of(Health.FAULTED);
    }
    return told.list.number("suspended").isPresent()
        ? Optional.of(Health.SUSPENDED)
        : root.health();
  }
}
