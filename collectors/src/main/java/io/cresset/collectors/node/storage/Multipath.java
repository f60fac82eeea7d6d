package io.cresset.collectors.node.storage;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.collectors.linux.Directories;
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.source.SubCollector;
import io.cresset.collectors.node.source.Survey;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Disks of the device mapper that are reached by several paths, of /sys/block/dm-*.
 *
 * <pre>
 * node_dmmultipath_device_paths_failed{device="mpatha",sysfs_name="dm-5"} 1
 * node_dmmultipath_path_state{device="mpatha",path="sdb",state="running"} 1
 * </pre>
 */
public final class Multipath implements SubCollector {
  private static final MetricSpec INFO =
      MetricSpec.gauge(
          "node_dmmultipath_device_info",
          "Non-numeric information about a DM-multipath device.",
          "device",
          "sysfs_name",
          "uuid");
  private static final MetricSpec ACTIVE =
      gauge("active", "Whether the multipath device-mapper device is active (1) or suspended (0).");
  private static final MetricSpec SIZE =
      gauge("size_bytes", "Size of the multipath device in bytes, read from /sys/block/<dm>/size.");
  private static final MetricSpec PATHS = gauge("paths", "Number of paths for a multipath device.");
  private static final MetricSpec PATHS_ACTIVE =
      gauge(
          "paths_active",
          "Number of paths in active state (SCSI running or NVMe live) for a multipath device.");
  private static final MetricSpec PATHS_FAILED =
      gauge("paths_failed", "Number of paths not in active state for a multipath device.");
  private static final MetricSpec PATH_STATE =
      MetricSpec.gauge(
          "node_dmmultipath_path_state",
          "Reports the underlying device state for a multipath path, as read from"
              + " /sys/block/<dev>/device/state.",
          "device",
          "path",
          "state");

  public static final List<MetricSpec> SPECS =
      List.of(INFO, ACTIVE, SIZE, PATHS, PATHS_ACTIVE, PATHS_FAILED, PATH_STATE);

  /** What a disk says that works, by SCSI and by NVMe. */
  private static final Set<String> WORKING = Set.of("running", "live");

  private final String folder;
  private final Survey survey = new Survey();

  public Multipath(Host host) {
    this.folder = host.sys("block");
  }

  private static MetricSpec gauge(String name, String help) {
    return MetricSpec.gauge("node_dmmultipath_device_" + name, help, "device", "sysfs_name");
  }

  @Override
  public void collect(Consumer<MetricFamily> out) throws CollectFailure {
    Directories.source(folder);
    for (String disk : Directories.numbered(folder, "dm-")) {
      Optional<String> uuid = survey.text(folder + "/" + disk + "/dm/uuid");
      Optional<String> name = survey.text(folder + "/" + disk + "/dm/name");
      if (uuid.isPresent() && uuid.get().startsWith("mpath-") && name.isPresent()) {
        survey.add(INFO, 1, "device", name.get(), "sysfs_name", disk, "uuid", uuid.get());
        add(disk, name.get());
      }
    }
    survey.finish(out);
  }

  private void add(String disk, String name) {
    String at = folder + "/" + disk;
    String[] labels = {"device", name, "sysfs_name", disk};
    OptionalDouble suspended = survey.number(at + "/dm/suspended");
    suspended.ifPresent(is -> survey.add(ACTIVE, is == 1 ? 0 : 1, labels));
    survey.addFile(SIZE, at + "/size", sectors -> sectors * Diskstats.SECTOR_BYTES, labels);
    int working = 0;
    int failed = 0;
    for (String path : Directories.names(at + "/slaves")) {
      // A path that has just been taken out has no state.
      String state = survey.text(folder + "/" + path + "/device/state").orElse("");
      if (WORKING.contains(state)) {
        working++;
      } else {
        failed++;
      }
      survey.add(PATH_STATE, 1, "device", name, "path", path, "state", state);
    }
    survey.add(PATHS, working + failed, labels);
    survey.add(PATHS_ACTIVE, working, labels);
    survey.add(PATHS_FAILED, failed, labels);
  }
}
