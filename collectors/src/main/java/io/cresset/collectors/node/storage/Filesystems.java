package io.cresset.collectors.node.storage;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.collect.Tasks;
import io.cresset.api.model.Labels;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.api.model.Resource;
import io.cresset.collectors.linux.Scan;
import io.cresset.collectors.linux.SmallFiles;
import io.cresset.collectors.linux.Vfs;
import io.cresset.collectors.node.source.CallPool;
import io.cresset.collectors.node.source.Families;
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.source.LivingLabels;
import io.cresset.collectors.node.source.NameFilter;
import io.cresset.collectors.node.source.SubCollector;
import io.cresset.collectors.node.storage.MountTable.Mount;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Sizes of the mounted file systems. Mounts are those of process 1, because ours may see others in
 * a container; where it is hidden (hidepid), our own.
 *
 * <pre>
 * node_filesystem_size_bytes{device="/dev/vda",device_error="",fstype="ext4",mountpoint="/"} 2.7e+11
 * node_filesystem_device_error{device="nas:/data",device_error="mountpoint timeout",...} 1
 * </pre>
 */
public final class Filesystems implements SubCollector {
  /** What node_exporter says of a mount that hangs. */
  private static final Vfs TIMED_OUT = new Vfs.Refused("mountpoint timeout");

  /** A mount that works answers in microseconds, or as fast as its network is. */
  private static final Duration PAUSE = Duration.ofMillis(100);

  private static final String[] LABELS = {"device", "mountpoint", "fstype", "device_error"};

  private static final MetricSpec DEVICE_ERROR =
      MetricSpec.gauge(
          "node_filesystem_device_error",
          "Whether an error occurred while getting statistics for the given device.",
          LABELS);
  private static final MetricSpec READONLY =
      MetricSpec.gauge("node_filesystem_readonly", "Filesystem read-only status.", LABELS);
  private static final MetricSpec SIZE =
      MetricSpec.gauge("node_filesystem_size_bytes", "Filesystem size in bytes.", LABELS);
  private static final MetricSpec FREE =
      MetricSpec.gauge("node_filesystem_free_bytes", "Filesystem free space in bytes.", LABELS);
  private static final MetricSpec AVAIL =
      MetricSpec.gauge(
          "node_filesystem_avail_bytes",
          "Filesystem space available to non-root users in bytes.",
          LABELS);
  private static final MetricSpec FILES =
      MetricSpec.gauge("node_filesystem_files", "Filesystem total file nodes.", LABELS);
  private static final MetricSpec FILES_FREE =
      MetricSpec.gauge("node_filesystem_files_free", "Filesystem total free file nodes.", LABELS);

  /** Always 0 here; node_exporter has it on Linux too. */
  private static final MetricSpec PURGEABLE =
      MetricSpec.gauge(
          "node_filesystem_purgeable_bytes",
          "Filesystem space available including purgeable space (MacOS specific).",
          LABELS);

  private static final MetricSpec MOUNT_INFO =
      MetricSpec.gauge(
          "node_filesystem_mount_info",
          "Filesystem mount information.",
          "device",
          "major",
          "minor",
          "mountpoint");

  public static final List<MetricSpec> SPECS =
      List.of(DEVICE_ERROR, READONLY, SIZE, FREE, AVAIL, FILES, FILES_FREE, PURGEABLE, MOUNT_INFO);

  private final Host host;
  private final CallPool<Vfs> pool;
  private final NameFilter points;
  private final NameFilter types;
  private final SmallFiles files = new SmallFiles();
  private final LivingLabels<Series> labels = new LivingLabels<>(Filesystems::labels);
  private final LivingLabels<Mount> infoLabels = new LivingLabels<>(Filesystems::infoLabels);

  /** What tells one file system's series from another's. */
  private record Series(String device, String point, String type, String error) {}

  public Filesystems(Host host, FilesystemOptions options) {
    this.host = host;
    this.pool =
        new CallPool<>(
            "filesystem-stat",
            host.machine()::statvfs,
            host.time(),
            new CallPool.Limits(options.mountTimeout(), PAUSE, options.statWorkers()));
    this.points = options.points();
    this.types = options.types();
  }

  private static Labels labels(Series series) {
    return Labels.of(
        "device", series.device,
        "mountpoint", series.point,
        "fstype", series.type,
        "device_error", series.error);
  }

  private static Labels infoLabels(Mount mount) {
    return Labels.of(
        "device", mount.device(),
        "major", mount.major(),
        "minor", mount.minor(),
        "mountpoint", mount.point());
  }

  @Override
  public void start(Tasks tasks, Resource resource) {
    pool.start(tasks, resource);
  }

  @Override
  public void collect(Consumer<MetricFamily> out) throws CollectFailure, InterruptedException {
    MountTable table = MountTable.read(files, host, points, types);
    Collection<Mount> mounts = distinct(table.mounts());
    Set<String> paths = new LinkedHashSet<>();
    mounts.forEach(mount -> paths.add(path(mount)));
    Map<String, Vfs> answers = pool.ask(paths);
    Families found = new Families();
    for (Mount mount : mounts) {
      add(found, mount, answers.getOrDefault(path(mount), TIMED_OUT));
    }
    labels.endRun();
    infoLabels.endRun();
    found.emit(out);
    if (table.problem().isPresent()) {
      throw table.problem().get();
    }
  }

  /** The paths at which the mounts are asked for their sizes. */
  public List<String> paths() throws CollectFailure {
    MountTable table = MountTable.read(files, host, points, types);
    return distinct(table.mounts()).stream().map(this::path).distinct().toList();
  }

  /** Of several mounts of one device at one point the last, which hides the others. */
  private static Collection<Mount> distinct(List<Mount> mounts) {
    Map<Series, Mount> distinct = new LinkedHashMap<>();
    for (Mount mount : mounts) {
      distinct.put(new Series(mount.device(), mount.point(), mount.type(), ""), mount);
    }
    return distinct.values();
  }

  private String path(Mount mount) {
    String point = mount.point();
    return host.root(point.startsWith("/") ? point.substring(1) : point);
  }

  private void add(Families found, Mount mount, Vfs answer) {
    double readOnly = mount.readOnly() ? 1 : 0;
    switch (answer) {
      case Vfs.Refused(String error) -> {
        Labels series = labels.get(series(mount, error));
        found.add(DEVICE_ERROR, series, 1);
        found.add(READONLY, series, readOnly);
      }
      case Vfs.Sizes sizes -> {
        Labels series = labels.get(series(mount, ""));
        double block = Scan.asDouble(sizes.blockSize());
        found.add(DEVICE_ERROR, series, 0);
        found.add(READONLY, series, readOnly);
        found.add(SIZE, series, Scan.asDouble(sizes.blocks()) * block);
        found.add(FREE, series, Scan.asDouble(sizes.blocksFree()) * block);
        found.add(AVAIL, series, Scan.asDouble(sizes.blocksAvailable()) * block);
        found.add(FILES, series, Scan.asDouble(sizes.files()));
        found.add(FILES_FREE, series, Scan.asDouble(sizes.filesFree()));
        found.add(PURGEABLE, series, 0);
        found.add(MOUNT_INFO, infoLabels.get(mount), 1);
      }
    }
  }

  private static Series series(Mount mount, String error) {
    return new Series(mount.device(), mount.point(), mount.type(), error);
  }
}
