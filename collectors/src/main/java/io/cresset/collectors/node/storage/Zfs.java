package io.cresset.collectors.node.storage;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.api.model.MetricType;
import io.cresset.collectors.linux.Directories;
import io.cresset.collectors.linux.Scan;
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.source.SubCollector;
import io.cresset.collectors.node.source.Survey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Statistics of OpenZFS, of /proc/spl/kstat/zfs: the caches, and each pool's state, transfers and
 * data sets. Which there are depends on its version.
 *
 * <pre>
 * node_zfs_arc_hits 8.772612e+06
 * node_zfs_zpool_state{state="online",zpool="tank"} 1
 * node_zfs_zpool_dataset_nwritten{dataset="tank/media",zpool="tank"} 1.5e+09
 * </pre>
 */
public final class Zfs implements SubCollector {
  private static final MetricSpec STATE =
      MetricSpec.gauge("node_zfs_zpool_state", "kstat.zfs.misc.state", "zpool", "state");

  public static final List<MetricSpec> SPECS = List.of(STATE);

  private static final List<String> STATES =
      List.of("online", "degraded", "faulted", "offline", "removed", "unavail", "suspended");

  /** Files for the whole machine, and what stands before the names of their values. */
  private static final List<List<String>> FILES =
      List.of(
          List.of("abdstats", "zfs_abd"),
          List.of("arcstats", "zfs_arc"),
          List.of("dbufstats", "zfs_dbuf"),
          List.of("dmu_tx", "zfs_dmu_tx"),
          List.of("dnodestats", "zfs_dnode"),
          List.of("fm", "zfs_fm"),
          List.of("vdev_cache_stats", "zfs_vdev_cache"),
          List.of("vdev_mirror_stats", "zfs_vdev_mirror"),
          List.of("xuio_stats", "zfs_xuio"),
          List.of("zfetchstats", "zfs_zfetch"),
          List.of("zil", "zfs_zil"));

  private static final String OBJSET = "objset-";

  private final String folder;
  private final Survey survey = new Survey();
  private final Map<String, MetricSpec> specs = new HashMap<>();

  public Zfs(Host host) {
    this.folder = host.proc("spl/kstat/zfs");
  }

  @Override
  public void collect(Consumer<MetricFamily> out) throws CollectFailure {
    List<String> names = Directories.source(folder);
    for (List<String> file : FILES) {
      addMachine(file.getFirst(), file.getLast());
    }
    for (String pool : names) {
      if (Files.isDirectory(Path.of(folder, pool))) {
        addPool(pool);
      }
    }
    survey.finish(out);
  }

  private void addMachine(String file, String prefix) {
    Optional<Scan> in = survey.files().item(folder + "/" + file);
    if (in.isEmpty()) {
      return;
    }
    try {
      for (Kstat.Value value : Kstat.parse(in.get()).values()) {
        spec(prefix, file, value.name()).ifPresent(spec -> survey.add(spec, value.value()));
      }
    } catch (CollectFailure e) {
      survey.problem(e);
    }
  }

  private void addPool(String pool) {
    String at = folder + "/" + pool + "/";
    try {
      Optional<Scan> io = survey.files().item(at + "io");
      if (io.isPresent()) {
        for (Kstat.Value value : Kstat.parseIo(io.get())) {
          spec("zfs_zpool", "io", value.name(), "zpool")
              .ifPresent(spec -> survey.add(spec, value.value(), "zpool", pool));
        }
      }
    } catch (CollectFailure e) {
      survey.problem(e);
    }
    for (String file : Directories.names(at)) {
      if (file.startsWith(OBJSET)) {
        addDataset(pool, at + file);
      }
    }
    survey
        .text(at + "state")
        .map(text -> text.toLowerCase(Locale.ROOT))
        .ifPresent(
            is ->
                STATES.forEach(
                    state ->
                        survey.add(
                            STATE, is.equals(state) ? 1 : 0, "zpool", pool, "state", state)));
  }

  private void addDataset(String pool, String path) {
    Optional<Scan> in = survey.files().item(path);
    if (in.isEmpty()) {
      return;
    }
    try {
      Kstat kstat = Kstat.parse(in.get());
      for (Kstat.Value value : kstat.values()) {
        spec("zfs_zpool_dataset", "objset", value.name(), "zpool", "dataset")
            .ifPresent(
                spec -> survey.add(spec, value.value(), "zpool", pool, "dataset", kstat.dataset()));
      }
    } catch (CollectFailure e) {
      survey.problem(e);
    }
  }

  /** Empty if it cannot be a metric's name. */
  private Optional<MetricSpec> spec(String prefix, String file, String name, String... labels) {
    if (!name.matches("[a-zA-Z0-9_-]+")) {
      return Optional.empty();
    }
    return Optional.of(
        specs.computeIfAbsent(
            "node_" + prefix + "_" + name.replace('-', '_'),
            metric ->
                new MetricSpec(
                    metric,
                    MetricType.UNKNOWN,
                    "",
                    "kstat.zfs.misc." + file + "." + name,
                    List.of(labels))));
  }
}
