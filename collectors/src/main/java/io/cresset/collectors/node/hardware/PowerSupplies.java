package io.cresset.collectors.node.hardware;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.collectors.linux.Directories;
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.source.SubCollector;
import io.cresset.collectors.node.source.Survey;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.DoubleUnaryOperator;

/**
 * Batteries, mains adapters and USB supplies (Documentation/ABI/testing/sysfs-class-power). What a
 * supply does not know gives ENODEV or EINVAL and is left out.
 *
 * <pre>
 * node_power_supply_online{power_supply="AC"} 1
 * node_power_supply_info{power_supply="BAT0",status="Discharging",type="Battery",...} 1
 * </pre>
 */
public final class PowerSupplies implements SubCollector {
  private static final DoubleUnaryOperator AS_IT_IS = value -> value;

  /** The kernel has micro-amperes, micro-volts, micro-watts and what is made of them. */
  private static final DoubleUnaryOperator MILLIONTHS = value -> value / 1e6;

  private static final DoubleUnaryOperator TENTHS = value -> value / 10.0;

  /** A file, and what it becomes. */
  private record Property(String file, MetricSpec spec, DoubleUnaryOperator unit) {}

  private static final List<Property> PROPERTIES = properties();

  /** Labels of the info metric, which are the names of the files too. */
  private static final List<String> TEXTS =
      List.of(
          "capacity_level",
          "charge_type",
          "health",
          "manufacturer",
          "model_name",
          "serial_number",
          "status",
          "technology",
          "type",
          "usb_type",
          "scope");

  private static final MetricSpec INFO =
      MetricSpec.gauge(
          "node_power_supply_info",
          "info of /sys/class/power_supply/<power_supply>.",
          infoLabels());

  public static final List<MetricSpec> SPECS = specs();

  private final String folder;
  private final PowerSupplyOptions options;
  private final Survey survey = new Survey();

  public PowerSupplies(Host host, PowerSupplyOptions options) {
    this.folder = host.sys("class/power_supply");
    this.options = options;
  }

  private static List<Property> properties() {
    List<Property> all = new ArrayList<>();
    for (String name :
        List.of(
            "authentic",
            "calibrate",
            "capacity",
            "capacity_alert_max",
            "capacity_alert_min",
            "online",
            "present")) {
      all.add(property(name, name, AS_IT_IS));
    }
    all.add(property("cycle_count", "cyclecount", AS_IT_IS));
    all.add(property("time_to_empty_now", "time_to_empty_seconds", AS_IT_IS));
    all.add(property("time_to_full_now", "time_to_full_seconds", AS_IT_IS));
    for (String name :
        List.of(
            "current_boot",
            "current_max",
            "energy_empty",
            "energy_empty_design",
            "energy_full",
            "energy_full_design",
            "voltage_boot",
            "voltage_max",
            "voltage_max_design",
            "voltage_min",
            "voltage_min_design",
            "voltage_ocv",
            "charge_control_limit",
            "charge_control_limit_max",
            "charge_counter",
            "charge_empty",
            "charge_empty_design",
            "charge_full",
            "charge_full_design",
            "charge_term_current",
            "constant_charge_current",
            "constant_charge_current_max",
            "constant_charge_voltage",
            "constant_charge_voltage_max",
            "precharge_current",
            "input_current_limit")) {
      all.add(property(name, name, MILLIONTHS));
    }
    all.add(property("current_now", "current_ampere", MILLIONTHS));
    all.add(property("energy_now", "energy_watthour", MILLIONTHS));
    all.add(property("voltage_now", "voltage_volt", MILLIONTHS));
    all.add(property("charge_now", "charge_ampere", MILLIONTHS));
    all.add(property("power_now", "power_watt", MILLIONTHS));
    for (String name :
        List.of(
            "temp",
            "temp_alert_max",
            "temp_alert_min",
            "temp_ambient",
            "temp_ambient_max",
            "temp_ambient_min",
            "temp_max",
            "temp_min")) {
      all.add(property(name, name + "_celsius", TENTHS));
    }
    return List.copyOf(all);
  }

  private static Property property(String file, String name, DoubleUnaryOperator unit) {
    return new Property(
        file,
        MetricSpec.gauge(
            "node_power_supply_" + name,
            name + " value of /sys/class/power_supply/<power_supply>.",
            "power_supply"),
        unit);
  }

  private static String[] infoLabels() {
    List<String> labels = new ArrayList<>(TEXTS);
    labels.add("power_supply");
    return labels.toArray(String[]::new);
  }

  private static List<MetricSpec> specs() {
    List<MetricSpec> specs = new ArrayList<>();
    PROPERTIES.forEach(property -> specs.add(property.spec));
    specs.add(INFO);
    return List.copyOf(specs);
  }

  @Override
  public void collect(Consumer<MetricFamily> out) throws CollectFailure {
    for (String name : Directories.source(folder)) {
      if (!options.ignoredSupplies().isIn(name)) {
        add(folder + "/" + name + "/", name);
      }
    }
    survey.finish(out);
  }

  private void add(String at, String name) {
    List<String> files = Directories.names(at);
    if (files.isEmpty()) {
      // It has just been unplugged.
      return;
    }
    for (Property property : PROPERTIES) {
      // A supply has a few of the fifty; asking for each would cost as many failed calls.
      if (files.contains(property.file)) {
        survey.addFile(property.spec, at + property.file, property.unit, "power_supply", name);
      }
    }
    List<String> labels = new ArrayList<>(List.of("power_supply", name));
    for (String text : TEXTS) {
      survey
          .text(at + text)
          .filter(value -> !value.isEmpty())
          .ifPresent(
              value -> {
                labels.add(text);
                labels.add(value);
              });
    }
    survey.add(INFO, 1, labels.toArray(String[]::new));
  }
}
