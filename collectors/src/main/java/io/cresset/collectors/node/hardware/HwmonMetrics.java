package io.cresset.collectors.node.hardware;

import io.cresset.api.model.MetricSpec;
import io.cresset.api.model.MetricType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;

/**
 * What the files of a sensor become: a metric's name, type and help, and the factor to its unit.
 */
final class HwmonMetrics {
  private static final DoubleUnaryOperator AS_IT_IS = value -> value;
  private static final DoubleUnaryOperator THOUSANDTHS = value -> value * 0.001;
  private static final DoubleUnaryOperator MILLIONTHS = value -> value / 1_000_000;

  private static final Set<String> SPEEDS = Set.of("input", "min", "max", "target");
  private static final Set<String> INTERVALS =
      Set.of("average_interval", "average_interval_min", "average_interval_max");

  /** A name has one help, whichever sensor brought it first. */
  private final Map<String, MetricSpec> specs = new HashMap<>();

  /**
   * @param unit from what the file has to the metric's unit
   * @param byLabel the label {@code sensor} is made of the sensor's own label
   */
  record Measure(MetricSpec spec, DoubleUnaryOperator unit, boolean byLabel) {}

  /**
   * @param elements all that the sensor has
   * @return empty if the element is no measure
   */
  Optional<Measure> measure(String type, String element, Set<String> elements) {
    if (element.equals("label")) {
      return Optional.empty();
    }
    return switch (type) {
      case "beep_enable" ->
          only(element, "node_hwmon_beep_enabled", "Hardware beep enabled", HwmonMetrics::isOne);
      case "vrm" ->
          only(
              element,
              "node_hwmon_voltage_regulator_version",
              "Hardware voltage regulator",
              AS_IT_IS);
      case "update_interval" ->
          only(
              element,
              "node_hwmon_update_interval_seconds",
              "Hardware monitor update interval",
              THOUSANDTHS);
      case "freq" -> {
        if (!element.equals("input")) {
          yield Optional.of(ofElement(type, element, name(type, element, elements)));
        }
        yield elements.contains("label")
            ? Optional.of(
                new Measure(
                    spec(
                        name(type, element, elements) + "_freq_mhz",
                        MetricType.GAUGE,
                        "Hardware monitor for GPU frequency in MHz"),
                    MILLIONTHS,
                    true))
            : Optional.empty();
      }
      case String _ -> Optional.of(ofElement(type, element, name(type, element, elements)));
    };
  }

  private static double isOne(double value) {
    return value == 1 ? 1 : 0;
  }

  private Optional<Measure> only(
      String element, String name, String help, DoubleUnaryOperator unit) {
    return element.isEmpty() ? Optional.of(gauge(name, help, unit)) : Optional.empty();
  }

  /** The input is the sensor's value, unless the bare sensor has one too. */
  private static String name(String type, String element, Set<String> elements) {
    String prefix = "node_hwmon_" + type;
    if (element.equals("input")) {
      return elements.contains("") ? prefix + "_input" : prefix;
    }
    return element.isEmpty() ? prefix : prefix + "_" + HwmonChips.clean(element);
  }

  private Measure ofElement(String type, String element, String name) {
    if (element.equals("fault") || element.equals("alarm")) {
      return gauge(name, "Hardware sensor " + element + " status (" + type + ")", AS_IT_IS);
    }
    if (element.equals("beep")) {
      return gauge(name + "_enabled", "Hardware monitor sensor has beeping enabled", AS_IT_IS);
    }
    return switch (type) {
      case "in", "cpu" ->
          gauge(name + "_volts", "Hardware monitor for voltage (" + element + ")", THOUSANDTHS);
      case "temp" -> ofTemperature(element, name);
      case "curr" ->
          gauge(name + "_amps", "Hardware monitor for current (" + element + ")", THOUSANDTHS);
      case "energy" ->
          new Measure(
              spec(
                  name + "_joule_total",
                  MetricType.COUNTER,
                  "Hardware monitor for joules used so far (" + element + ")"),
              MILLIONTHS,
              false);
      case "power" -> ofPower(element, name);
      case "humidity" ->
          gauge(
              name,
              "Hardware monitor for humidity, as a ratio (multiply with 100.0 to get the humidity"
                  + " as a percentage) ("
                  + element
                  + ")",
              MILLIONTHS);
      case "fan" ->
          SPEEDS.contains(element)
              ? gauge(
                  name + "_rpm",
                  "Hardware monitor for fan revolutions per minute (" + element + ")",
                  AS_IT_IS)
              : other(type, element, name);
      case String _ -> other(type, element, name);
    };
  }

  private Measure ofTemperature(String element, String name) {
    return element.equals("type")
        ? other("temp", element, name)
        : gauge(
            name + "_celsius",
            "Hardware monitor for temperature (" + (element.isEmpty() ? "input" : element) + ")",
            THOUSANDTHS);
  }

  private Measure ofPower(String element, String name) {
    if (element.equals("accuracy")) {
      return gauge(name, "Hardware monitor power meter accuracy, as a ratio", MILLIONTHS);
    }
    return INTERVALS.contains(element)
        ? gauge(
            name + "_seconds",
            "Hardware monitor power usage update interval (" + element + ")",
            THOUSANDTHS)
        : gauge(
            name + "_watt",
            "Hardware monitor for power usage in watts (" + element + ")",
            MILLIONTHS);
  }

  private Measure other(String type, String element, String name) {
    return gauge(name, "Hardware monitor " + type + " element " + element, AS_IT_IS);
  }

  private Measure gauge(String name, String help, DoubleUnaryOperator unit) {
    return new Measure(spec(name, MetricType.GAUGE, help), unit, false);
  }

  private MetricSpec spec(String name, MetricType type, String help) {
    return specs.computeIfAbsent(
        name, _ -> new MetricSpec(name, type, "", help, List.of("chip", "sensor")));
  }
}
