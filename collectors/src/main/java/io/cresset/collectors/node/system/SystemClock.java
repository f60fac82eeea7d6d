package io.cresset.collectors.node.system;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.model.Labels;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.collectors.linux.Directories;
import io.cresset.collectors.linux.Scan;
import io.cresset.collectors.linux.SmallFiles;
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.source.LivingLabels;
import io.cresset.collectors.node.source.Machine.Zone;
import io.cresset.collectors.node.source.Points;
import io.cresset.collectors.node.source.SubCollector;
import java.util.List;
import java.util.function.Consumer;

/** The system's time, its zone, and the clock sources of /sys/devices/system/clocksource. */
public final class SystemClock implements SubCollector {
  private static final MetricSpec NOW =
      MetricSpec.gauge("node_time_seconds", "System time in seconds since epoch (1970).");
  private static final MetricSpec ZONE_OFFSET =
      MetricSpec.gauge(
          "node_time_zone_offset_seconds", "System time zone offset in seconds.", "time_zone");
  private static final MetricSpec AVAILABLE =
      MetricSpec.gauge(
          "node_time_clocksource_available_info",
          "Available clocksources read from '/sys/devices/system/clocksource'.",
          "device",
          "clocksource");
  private static final MetricSpec CURRENT =
      MetricSpec.gauge(
          "node_time_clocksource_current_info",
          "Current clocksource read from '/sys/devices/system/clocksource'.",
          "device",
          "clocksource");

  public static final List<MetricSpec> SPECS = List.of(NOW, ZONE_OFFSET, AVAILABLE, CURRENT);

  private final Host host;
  private final SmallFiles files = new SmallFiles();
  private final LivingLabels<String> zoneLabels =
      new LivingLabels<>(zone -> Labels.of("time_zone", zone));
  private final LivingLabels<Source> sourceLabels =
      new LivingLabels<>(
          source -> Labels.of("device", source.device, "clocksource", source.clocksource));

  private record Source(String device, String clocksource) {}

  public SystemClock(Host host) {
    this.host = host;
  }

  @Override
  public void collect(Consumer<MetricFamily> out) throws CollectFailure {
    long nanos = host.time().unixNanos();
    out.accept(NOW.family(nanos / 1e9));
    Zone zone = host.machine().zone(Math.floorDiv(nanos, 1_000_000_000L));
    Points offset = new Points(ZONE_OFFSET);
    offset.add(zoneLabels.get(zone.name()), zone.offsetSeconds());
    zoneLabels.endRun();
    offset.emit(out);
    collectSources(out);
  }

  private void collectSources(Consumer<MetricFamily> out) throws CollectFailure {
    Points available = new Points(AVAILABLE);
    Points current = new Points(CURRENT);
    String folder = host.sys("devices/system/clocksource");
    int device = 0;
    for (String name : Directories.numbered(folder, "clocksource")) {
      String id = Integer.toString(device++);
      Scan in = files.source(folder + "/" + name + "/available_clocksource");
      if (in.nextLine()) {
        while (in.nextField()) {
          available.add(sourceLabels.get(new Source(id, in.text())), 1);
        }
      }
      String chosen = files.source(folder + "/" + name + "/current_clocksource").trimmed();
      current.add(sourceLabels.get(new Source(id, chosen)), 1);
    }
    sourceLabels.endRun();
    available.emit(out);
    current.emit(out);
  }
}
