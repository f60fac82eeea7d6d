package io.cresset.collectors.node.hardware;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.collectors.linux.Directories;
import io.cresset.collectors.node.hardware.HwmonChips.Chip;
import io.cresset.collectors.node.hardware.HwmonMetrics.Measure;
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.source.NameFilter;
import io.cresset.collectors.node.source.SubCollector;
import io.cresset.collectors.node.source.Survey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Sensors of /sys/class/hwmon (Documentation/hwmon/sysfs-interface.rst), as node_exporter names
 * them. A sensor that is not connected or asleep gives an error: it is left out.
 *
 * <pre>
 * node_hwmon_chip_names{chip="platform_coretemp_0",chip_name="coretemp"} 1
 * node_hwmon_temp_celsius{chip="platform_coretemp_0",sensor="temp1"} 47
 * </pre>
 */
public final class Hwmon implements SubCollector {
  private static final MetricSpec CHIP_NAMES =
      MetricSpec.gauge(
          "node_hwmon_chip_names",
          "Annotation metric for human-readable chip names",
          "chip",
          "chip_name");
  private static final MetricSpec SENSOR_LABEL =
      MetricSpec.gauge(
          "node_hwmon_sensor_label", "Label for given chip and sensor", "chip", "sensor", "label");

  public static final List<MetricSpec> SPECS = List.of(CHIP_NAMES, SENSOR_LABEL);

  private final String folder;
  private final NameFilter chips;
  private final NameFilter sensors;
  private final Survey survey = new Survey();
  private final HwmonMetrics metrics = new HwmonMetrics();

  public Hwmon(Host host, HwmonOptions options) {
    this.folder = host.sys("class/hwmon");
    this.chips = new NameFilter(options.chipInclude(), options.chipExclude());
    this.sensors = new NameFilter(options.sensorInclude(), options.sensorExclude());
  }

  @Override
  public void collect(Consumer<MetricFamily> out) throws CollectFailure {
    List<String> names = Directories.source(folder);
    for (Chip chip : HwmonChips.of(folder, names, survey)) {
      if (chips.takes(chip.label())) {
        add(chip);
      }
    }
    survey.finish(out);
  }

  private void add(Chip chip) {
    Map<HwmonSensor, Map<String, String>> readings = new TreeMap<>();
    read(chip.folder(), readings);
    // Drivers of long ago put the sensors into the device's folder.
    if (Files.isDirectory(Path.of(chip.folder() + "/device"))) {
      read(chip.folder() + "/device", readings);
    }
    if (!chip.name().isEmpty()) {
      survey.add(CHIP_NAMES, 1, "chip", chip.label(), "chip_name", chip.name());
    }
    readings.forEach(
        (sensor, elements) -> {
          if (sensors.takes(chip.label() + ";" + sensor.label())) {
            add(chip.label(), sensor, elements);
          }
        });
  }

  private void read(String at, Map<HwmonSensor, Map<String, String>> readings) {
    for (String name : Directories.names(at)) {
      HwmonSensor.parse(name)
          .ifPresent(
              file ->
                  survey
                      .text(at + "/" + name)
                      .ifPresent(
                          text ->
                              readings
                                  .computeIfAbsent(file.sensor(), _ -> new HashMap<>())
                                  .put(file.element(), text)));
    }
  }

  private void add(String chip, HwmonSensor sensor, Map<String, String> elements) {
    Optional<String> label = Optional.ofNullable(elements.get("label"));
    label.ifPresent(
        text -> survey.add(SENSOR_LABEL, 1, "chip", chip, "sensor", sensor.label(), "label", text));
    for (Map.Entry<String, String> element : new TreeMap<>(elements).entrySet()) {
      Optional<Measure> measure =
          metrics.measure(sensor.type(), element.getKey(), elements.keySet());
      OptionalDouble value = Survey.decimal(element.getValue());
      if (measure.isPresent() && value.isPresent()) {
        survey.add(
            measure.get().spec(),
            measure.get().unit().applyAsDouble(value.getAsDouble()),
            "chip",
            chip,
            "sensor",
            measure.get().byLabel()
                ? HwmonChips.clean(label.orElse(sensor.label()))
                : sensor.label());
      }
    }
  }
}
