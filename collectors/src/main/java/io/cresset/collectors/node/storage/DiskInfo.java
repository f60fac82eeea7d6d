package io.cresset.collectors.node.storage;

import io.cresset.api.model.Labels;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.collectors.linux.Scan;
import io.cresset.collectors.linux.SmallFiles;
import io.cresset.collectors.node.source.Families;
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.source.LivingLabels;
import io.cresset.collectors.node.storage.Diskstats.Disk;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a disk is: names and serial numbers out of udev's data base, whose files have lines such as
 * {@code E:ID_MODEL=SAMSUNG_MZVLB512}. A machine without udev has the labels, empty.
 */
final class DiskInfo {
  private static final MetricSpec INFO =
      MetricSpec.gauge(
          "node_disk_info",
          "Info of /sys/block/<block_device>.",
          "device",
          "major",
          "minor",
          "path",
          "wwn",
          "model",
          "serial",
          "revision",
          "rotational");
  private static final MetricSpec FILESYSTEM_INFO =
      MetricSpec.gauge(
          "node_disk_filesystem_info",
          "Info about disk filesystem.",
          "device",
          "type",
          "usage",
          "uuid",
          "version");
  private static final MetricSpec DEVICE_MAPPER_INFO =
      MetricSpec.gauge(
          "node_disk_device_mapper_info",
          "Info about disk device mapper.",
          "device",
          "name",
          "uuid",
          "vg_name",
          "lv_name",
          "lv_layer");
  private static final MetricSpec ATA_WRITE_CACHE =
      MetricSpec.gauge("node_disk_ata_write_cache", "ATA disk has a write cache.", "device");
  private static final MetricSpec ATA_WRITE_CACHE_ENABLED =
      MetricSpec.gauge(
          "node_disk_ata_write_cache_enabled", "ATA disk has its write cache enabled.", "device");
  private static final MetricSpec ATA_ROTATION_RATE =
      MetricSpec.gauge(
          "node_disk_ata_rotation_rate_rpm",
          "ATA disk rotation rate in RPMs (0 for SSDs).",
          "device");

  static final List<MetricSpec> SPECS =
      List.of(
          INFO,
          FILESYSTEM_INFO,
          DEVICE_MAPPER_INFO,
          ATA_WRITE_CACHE,
          ATA_WRITE_CACHE_ENABLED,
          ATA_ROTATION_RATE);

  private final Host host;
  private final SmallFiles files;

  /** The key is the labels' names and values in turn. */
  private final LivingLabels<List<String>> labels =
      new LivingLabels<>(pairs -> Labels.of(pairs.toArray(String[]::new)));

  DiskInfo(Host host, SmallFiles files) {
    this.host = host;
    this.files = files;
  }

  void collect(List<Disk> disks, Consumer<MetricFamily> out) {
    Families found = new Families();
    for (Disk disk : disks) {
      Map<String, String> udev =
          files
              .item(host.udev("b" + disk.major() + ":" + disk.minor()))
              .map(DiskInfo::parse)
              .orElse(Map.of());
      describe(disk, udev, found);
    }
    labels.endRun();
    found.emit(out);
  }

  private void describe(Disk disk, Map<String, String> udev, Families found) {
    String device = disk.device();
    add(
        found,
        INFO,
        "device",
        device,
        "major",
        disk.major(),
        "minor",
        disk.minor(),
        "path",
        text(udev, "ID_PATH"),
        "wwn",
        text(udev, "ID_WWN"),
        "model",
        text(udev, "ID_MODEL"),
        "serial",
        serial(udev),
        "revision",
        text(udev, "ID_REVISION"),
        "rotational",
        isRotational(device) ? "1" : "0");
    if (!text(udev, "ID_FS_TYPE").isEmpty()) {
      add(
          found,
          FILESYSTEM_INFO,
          "device",
          device,
          "type",
          text(udev, "ID_FS_TYPE"),
          "usage",
          text(udev, "ID_FS_USAGE"),
          "uuid",
          text(udev, "ID_FS_UUID"),
          "version",
          text(udev, "ID_FS_VERSION"));
    }
    if (!text(udev, "DM_NAME").isEmpty()) {
      add(
          found,
          DEVICE_MAPPER_INFO,
          "device",
          device,
          "name",
          text(udev, "DM_NAME"),
          "uuid",
          text(udev, "DM_UUID"),
          "vg_name",
          text(udev, "DM_VG_NAME"),
          "lv_name",
          text(udev, "DM_LV_NAME"),
          "lv_layer",
          text(udev, "DM_LV_LAYER"));
    }
    if (!text(udev, "ID_ATA").isEmpty()) {
      addNumber(found, ATA_WRITE_CACHE, device, udev, "ID_ATA_WRITE_CACHE");
      addNumber(found, ATA_WRITE_CACHE_ENABLED, device, udev, "ID_ATA_WRITE_CACHE_ENABLED");
      addNumber(found, ATA_ROTATION_RATE, device, udev, "ID_ATA_ROTATION_RATE_RPM");
    }
  }

  private void add(Families found, MetricSpec spec, String... pairs) {
    found.add(spec, labels.get(List.of(pairs)), 1);
  }

  private void addNumber(
      Families found, MetricSpec spec, String device, Map<String, String> udev, String property) {
    try {
      double value = Double.parseDouble(text(udev, property));
      found.add(spec, labels.get(List.of("device", device)), value);
    } catch (NumberFormatException e) {
      // Not told, or not a number: left out.
    }
  }

  private static String text(Map<String, String> udev, String property) {
    return udev.getOrDefault(property, "");
  }

  /** The one printed on the disk if the disk tells it, else what udev made up for it. */
  private static String serial(Map<String, String> udev) {
    for (String property : List.of("SCSI_IDENT_SERIAL", "ID_SERIAL_SHORT")) {
      if (!text(udev, property).isEmpty()) {
        return text(udev, property);
      }
    }
    return text(udev, "ID_SERIAL");
  }

  private boolean isRotational(String device) {
    return files.text(host.sys("block/" + device + "/queue/rotational")).equals(Optional.of("1"));
  }

  /** Properties of a file of udev's data base. */
  static Map<String, String> parse(Scan in) {
    Map<String, String> properties = new HashMap<>();
    while (in.nextLine()) {
      String line = in.line();
      int equals = line.indexOf('=');
      if (line.startsWith("E:") && equals > 0) {
        properties.put(line.substring(2, equals), line.substring(equals + 1));
      }
    }
    return properties;
  }
}
