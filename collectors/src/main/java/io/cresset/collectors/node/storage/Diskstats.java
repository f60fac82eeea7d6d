package io.cresset.collectors.node.storage;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.model.Labels;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.api.model.MetricType;
import io.cresset.collectors.linux.Scan;
import io.cresset.collectors.linux.SmallFiles;
import io.cresset.collectors.node.source.Decisions;
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.source.LivingLabels;
import io.cresset.collectors.node.source.Points;
import io.cresset.collectors.node.source.SubCollector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Counters of /proc/diskstats (Documentation/admin-guide/iostats.rst), and what udev knows of each
 * disk. Partitions, loop devices, floppies and RAM disks are left out, as in node_exporter.
 */
public final class Diskstats implements SubCollector {

  /** A column behind the device's name: what it is, and by what it is multiplied. */
  private record Column(MetricSpec spec, double scale) {}

  private static final double ONE = 1;

  /** The kernel counts sectors of this size whatever the device's own is. */
  static final double SECTOR_BYTES = 512;

  private static final double MILLISECOND = 1.0 / 1000.0;

  private static final List<Column> COLUMNS =
      List.of(
          column("reads_completed_total", "The total number of reads completed successfully.", ONE),
          column("reads_merged_total", "The total number of reads merged.", ONE),
          column("read_bytes_total", "The total number of bytes read successfully.", SECTOR_BYTES),
          column(
              "read_time_seconds_total",
              "The total number of seconds spent by all reads.",
              MILLISECOND),
          column(
              "writes_completed_total", "The total number of writes completed successfully.", ONE),
          column("writes_merged_total", "The number of writes merged.", ONE),
          column(
              "written_bytes_total",
              "The total number of bytes written successfully.",
              SECTOR_BYTES),
          column(
              "write_time_seconds_total",
              "This is the total number of seconds spent by all writes.",
              MILLISECOND),
          column("io_now", "The number of I/Os currently in progress.", ONE),
          column("io_time_seconds_total", "Total seconds spent doing I/Os.", MILLISECOND),
          column(
              "io_time_weighted_seconds_total",
              "The weighted # of seconds spent doing I/Os.",
              MILLISECOND),
          column(
              "discards_completed_total",
              "The total number of discards completed successfully.",
              ONE),
          column("discards_merged_total", "The total number of discards merged.", ONE),
          column(
              "discarded_sectors_total",
              "The total number of sectors discarded successfully.",
              ONE),
          column(
              "discard_time_seconds_total",
              "This is the total number of seconds spent by all discards.",
              MILLISECOND),
          column(
              "flush_requests_total",
              "The total number of flush requests completed successfully",
              ONE),
          column(
              "flush_requests_time_seconds_total",
              "This is the total number of seconds spent by all flush requests.",
              MILLISECOND));

  /** Kernels before 4.18 have these alone; a line with fewer is an old partition's. */
  private static final int LEAST_COLUMNS = 11;

  public static final List<MetricSpec> SPECS = specs();

  private final Host host;
  private final Decisions wanted;
  private final SmallFiles files = new SmallFiles();
  private final DiskInfo info;
  private final LivingLabels<String> labels =
      new LivingLabels<>(device -> Labels.of("device", device));

  public Diskstats(Host host, DiskstatsOptions options) {
    this.host = host;
    this.wanted = new Decisions(options.devices()::takes);
    this.info = new DiskInfo(host, files);
  }

  private static Column column(String name, String help, double scale) {
    MetricType type = name.endsWith("_total") ? MetricType.COUNTER : MetricType.GAUGE;
    return new Column(
        new MetricSpec("node_disk_" + name, type, "", help, List.of("device")), scale);
  }

  private static List<MetricSpec> specs() {
    List<MetricSpec> specs = new ArrayList<>(COLUMNS.stream().map(Column::spec).toList());
    specs.addAll(DiskInfo.SPECS);
    return List.copyOf(specs);
  }

  @Override
  public void collect(Consumer<MetricFamily> out) throws CollectFailure {
    List<Points> columns = COLUMNS.stream().map(column -> new Points(column.spec)).toList();
    List<Disk> disks = parse(files.source(host.proc("diskstats")), wanted);
    for (Disk disk : disks) {
      Labels device = labels.get(disk.device);
      for (int i = 0; i < disk.counts.length; i++) {
        columns.get(i).add(device, Scan.asDouble(disk.counts[i]) * COLUMNS.get(i).scale);
      }
    }
    labels.endRun();
    columns.forEach(points -> points.emit(out));
    info.collect(disks, out);
  }

  /**
   * @param counts as many columns as this kernel has, unsigned
   */
  record Disk(String major, String minor, String device, long[] counts) {}

  static List<Disk> parse(Scan in, Decisions wanted) throws CollectFailure {
    List<Disk> disks = new ArrayList<>();
    long[] counts = new long[COLUMNS.size()];
    while (in.nextLine()) {
      if (!in.nextField()) {
        continue;
      }
      String major = in.text();
      String minor = in.field().text();
      String device = in.field().text();
      if (!wanted.about(device)) {
        continue;
      }
      int count = 0;
      while (count < counts.length && in.nextField()) {
        counts[count++] = in.unsigned();
      }
      if (count >= LEAST_COLUMNS) {
        disks.add(new Disk(major, minor, device, Arrays.copyOf(counts, count)));
      }
    }
    return disks;
  }
}
