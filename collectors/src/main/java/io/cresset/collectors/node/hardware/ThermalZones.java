package io.cresset.collectors.node.hardware;

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
import java.util.function.Consumer;

/**
 * Temperatures of thermal zones and how much the cooling devices throttle
 * (Documentation/driver-api/thermal/sysfs-api.rst). A zone whose sensor is asleep gives EINVAL or
 * ENODATA: it is left out, and the others are told.
 *
 * <pre>
 * node_thermal_zone_temp{type="x86_pkg_temp",zone="1"} 47
 * </pre>
 */
public final class ThermalZones implements SubCollector {
  private static final MetricSpec TEMP =
      MetricSpec.gauge("node_thermal_zone_temp", "Zone temperature in Celsius", "zone", "type");
  private static final MetricSpec CUR_STATE =
      MetricSpec.gauge(
          "node_cooling_device_cur_state",
          "Current throttle state of the cooling device",
          "name",
          "type");
  private static final MetricSpec MAX_STATE =
      MetricSpec.gauge(
          "node_cooling_device_max_state",
          "Maximum throttle state of the cooling device",
          "name",
          "type");

  public static final List<MetricSpec> SPECS = List.of(TEMP, CUR_STATE, MAX_STATE);

  private static final String ZONE = "thermal_zone";
  private static final String DEVICE = "cooling_device";

  private final String folder;
  private final Survey survey = new Survey();

  public ThermalZones(Host host) {
    this.folder = host.sys("class/thermal");
  }

  @Override
  public void collect(Consumer<MetricFamily> out) throws CollectFailure {
    Directories.source(folder);
    for (String name : Directories.numbered(folder, ZONE)) {
      String at = folder + "/" + name;
      survey.addFile(
          TEMP,
          at + "/temp",
          thousandths -> thousandths / 1000,
          "zone",
          name.substring(ZONE.length()),
          "type",
          survey.text(at + "/type").orElse(""));
    }
    for (String name : Directories.numbered(folder, DEVICE)) {
      addDevice(folder + "/" + name, name.substring(DEVICE.length()));
    }
    survey.finish(out);
  }

  /** One of the two states alone says nothing. The current one may be -1: not in use. */
  private void addDevice(String at, String name) {
    Optional<String> type = survey.text(at + "/type");
    OptionalDouble max = survey.number(at + "/max_state");
    OptionalDouble current = survey.number(at + "/cur_state");
    if (type.isPresent() && max.isPresent() && current.isPresent()) {
      survey.add(CUR_STATE, current.getAsDouble(), "name", name, "type", type.get());
      survey.add(MAX_STATE, max.getAsDouble(), "name", name, "type", type.get());
    }
  }
}
