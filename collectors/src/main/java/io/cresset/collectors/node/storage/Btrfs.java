package io.cresset.collectors.node.storage;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.collectors.linux.BtrfsDevices;
import io.cresset.collectors.linux.Directories;
import io.cresset.collectors.linux.Scan;
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.source.SubCollector;
import io.cresset.collectors.node.source.Survey;
import io.cresset.collectors.node.storage.MountTable.Mount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Each mounted Btrfs, of /sys/fs/btrfs (Documentation/filesystems/btrfs.rst), and by its ioctls the
 * errors on each of its devices. Where those may not be asked, devices have their sizes only.
 *
 * <pre>
 * node_btrfs_device_errors_total{btrfs_dev_uuid="...",device="sdb",type="read",uuid="..."} 2
 * </pre>
 */
public final class Btrfs implements SubCollector {
  private static final String[] LAYOUT_LABELS = {"uuid", "block_group_type", "mode"};
  private static final String[] DEVICE_LABELS = {"uuid", "device", "btrfs_dev_uuid"};

  private static final MetricSpec INFO =
      MetricSpec.gauge("node_btrfs_info", "Filesystem information", "uuid", "label");
  private static final MetricSpec GLOBAL_RSV =
      MetricSpec.gauge("node_btrfs_global_rsv_size_bytes", "Size of global reserve.", "uuid");
  private static final MetricSpec COMMITS =
      MetricSpec.counter(
          "node_btrfs_commits_total", "The total number of commits that have occurred.", "uuid");
  private static final MetricSpec LAST_COMMIT =
      MetricSpec.gauge(
          "node_btrfs_last_commit_seconds",
          "Duration of the most recent commit, in seconds.",
          "uuid");
  private static final MetricSpec MAX_COMMIT =
      MetricSpec.gauge(
          "node_btrfs_max_commit_seconds", "Duration of the slowest commit, in seconds.", "uuid");
  private static final MetricSpec COMMIT_SECONDS =
      MetricSpec.counter(
          "node_btrfs_commit_seconds_total",
          "Sum of the duration of all commits, in seconds.",
          "uuid");
  private static final MetricSpec RESERVED =
      MetricSpec.gauge(
          "node_btrfs_reserved_bytes",
          "Amount of space reserved for a data type",
          "uuid",
          "block_group_type");
  private static final MetricSpec USED =
      MetricSpec.gauge(
          "node_btrfs_used_bytes", "Amount of used space by a layout/data type", LAYOUT_LABELS);
  private static final MetricSpec SIZE =
      MetricSpec.gauge(
          "node_btrfs_size_bytes",
          "Amount of space allocated for a layout/data type",
          LAYOUT_LABELS);
  private static final MetricSpec RATIO =
      MetricSpec.gauge(
          "node_btrfs_allocation_ratio",
          "Data allocation ratio for a layout/data type",
          LAYOUT_LABELS);
  private static final MetricSpec DEVICE_SIZE =
      MetricSpec.gauge(
          "node_btrfs_device_size_bytes",
          "Size of a device that is part of the filesystem.",
          DEVICE_LABELS);
  private static final MetricSpec DEVICE_UNUSED =
      MetricSpec.gauge(
          "node_btrfs_device_unused_bytes",
          "Unused bytes unused on a device that is part of the filesystem.",
          DEVICE_LABELS);
  private static final MetricSpec DEVICE_ERRORS =
      MetricSpec.counter(
          "node_btrfs_device_errors_total",
          "Errors reported for the device",
          "uuid",
          "device",
          "btrfs_dev_uuid",
          "type");

  public static final List<MetricSpec> SPECS =
      List.of(
          INFO,
          GLOBAL_RSV,
          COMMITS,
          LAST_COMMIT,
          MAX_COMMIT,
          COMMIT_SECONDS,
          RESERVED,
          USED,
          SIZE,
          RATIO,
          DEVICE_SIZE,
          DEVICE_UNUSED,
          DEVICE_ERRORS);

  private static final List<String> ERRORS =
      List.of("write", "read", "flush", "corruption", "generation");

  private final Host host;
  private final String folder;
  private final Survey survey = new Survey();

  public Btrfs(Host host) {
    this.host = host;
    this.folder = host.sys("fs/btrfs");
  }

  @Override
  public void collect(Consumer<MetricFamily> out) throws CollectFailure {
    // Beside the file systems, whose names are UUIDs, stands a folder with features.
    List<String> mounted =
        Directories.names(folder).stream().filter(name -> name.contains("-")).toList();
    if (!mounted.isEmpty()) {
      Map<String, BtrfsDevices> devices = devices();
      for (String name : mounted) {
        add(folder + "/" + name + "/", name, devices);
      }
    }
    survey.finish(out);
  }

  /** By the file system's UUID without dashes. One whose mount point we may not enter is not in. */
  private Map<String, BtrfsDevices> devices() {
    Map<String, BtrfsDevices> devices = new HashMap<>();
    Set<String> asked = new HashSet<>();
    for (Mount mount : mounts()) {
      if (mount.type().equals("btrfs") && !asked.contains(mount.device())) {
        try {
          BtrfsDevices found = host.machine().disks().btrfs(host.root(mount.point().substring(1)));
          asked.add(mount.device());
          devices.putIfAbsent(found.fsid(), found);
        } catch (IOException e) {
          // It may be entered at another of its mount points.
        }
      }
    }
    return devices;
  }

  /** Without them only the errors on devices are not known. */
  private List<Mount> mounts() {
    try {
      return MountTable.read(
              survey.files(), host, FilesystemOptions.usualPoints(), FilesystemOptions.usualTypes())
          .mounts();
    } catch (CollectFailure e) {
      survey.problem(e);
      return List.of();
    }
  }

  private void add(String at, String name, Map<String, BtrfsDevices> devices) {
    String uuid = survey.text(at + "metadata_uuid").filter(text -> !text.isEmpty()).orElse(name);
    String label = survey.text(at + "label").orElse("");
    survey.add(INFO, 1, "uuid", uuid, "label", label);
    survey.addFile(GLOBAL_RSV, at + "allocation/global_rsv_size", "uuid", uuid);
    addCommits(at, uuid);
    List<String> members = Directories.names(at + "devices");
    for (String type : List.of("data", "metadata", "system")) {
      addAllocation(at + "allocation/" + type + "/", uuid, type, members.size());
    }
    Optional<BtrfsDevices> asked = Optional.ofNullable(devices.get(uuid.replace("-", "")));
    if (asked.isPresent()) {
      asked.get().devices().forEach(device -> add(uuid, device));
      return;
    }
    for (String member : members) {
      survey.addFile(
          DEVICE_SIZE,
          at + "devices/" + member + "/size",
          sectors -> sectors * Diskstats.SECTOR_BYTES,
          "uuid",
          uuid,
          "device",
          member);
    }
  }

  private void addCommits(String at, String uuid) {
    Optional<Scan> in = survey.files().item(at + "commit_stats");
    if (in.isEmpty()) {
      // Before Linux 6.0.
      return;
    }
    try {
      while (in.get().nextLine()) {
        String name = in.get().field().text();
        double value = in.get().field().count();
        switch (name) {
          case "commits" -> survey.add(COMMITS, value, "uuid", uuid);
          case "last_commit_ms" -> survey.add(LAST_COMMIT, value / 1000, "uuid", uuid);
          case "max_commit_ms" -> survey.add(MAX_COMMIT, value / 1000, "uuid", uuid);
          case "total_commit_ms" -> survey.add(COMMIT_SECONDS, value / 1000, "uuid", uuid);
          default -> {}
        }
      }
    } catch (CollectFailure e) {
      survey.problem(e);
    }
  }

  private void addAllocation(String at, String uuid, String type, int devices) {
    survey.addFile(RESERVED, at + "bytes_reserved", "uuid", uuid, "block_group_type", type);
    for (String mode : Directories.names(at)) {
      if (Files.isDirectory(Path.of(at, mode))) {
        String[] labels = {"uuid", uuid, "block_group_type", type, "mode", mode};
        survey.addFile(USED, at + mode + "/used_bytes", labels);
        survey.addFile(SIZE, at + mode + "/total_bytes", labels);
        ratio(mode, devices).ifPresent(ratio -> survey.add(RATIO, ratio, labels));
      }
    }
  }

  /** Bytes on the disks for a byte of content. */
  static OptionalDouble ratio(String mode, int devices) {
    return switch (mode) {
      case "single", "raid0" -> OptionalDouble.of(1);
      case "dup", "raid1", "raid10" -> OptionalDouble.of(2);
      case "raid1c3" -> OptionalDouble.of(3);
      case "raid1c4" -> OptionalDouble.of(4);
      case "raid5" -> parity(devices, 1);
      case "raid6" -> parity(devices, 2);
      default -> OptionalDouble.empty();
    };
  }

  private static OptionalDouble parity(int devices, int disks) {
    return devices > disks
        ? OptionalDouble.of(devices / ((double) devices - disks))
        : OptionalDouble.empty();
  }

  private void add(String uuid, BtrfsDevices.Device device) {
    String name = device.path().substring(device.path().lastIndexOf('/') + 1);
    String[] labels = {"uuid", uuid, "device", name, "btrfs_dev_uuid", device.uuid()};
    survey.add(DEVICE_SIZE, Scan.asDouble(device.totalBytes()), labels);
    survey.add(DEVICE_UNUSED, Scan.asDouble(device.totalBytes() - device.bytesUsed()), labels);
    for (int i = 0; i < ERRORS.size(); i++) {
      survey.add(
          DEVICE_ERRORS,
          Scan.asDouble(device.errors().get(i)),
          "uuid",
          uuid,
          "device",
          name,
          "btrfs_dev_uuid",
          device.uuid(),
          "type",
          ERRORS.get(i));
    }
  }
}
