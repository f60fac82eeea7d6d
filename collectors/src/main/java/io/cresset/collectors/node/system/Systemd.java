package io.cresset.collectors.node.system;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.model.Labels;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.collectors.linux.Bus;
import io.cresset.collectors.node.source.Families;
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.source.SubCollector;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** States of systemd's units, asked of it by D-Bus (org.freedesktop.systemd1(5)). */
public final class Systemd implements SubCollector {
  private static final MetricSpec UNIT_STATE =
      MetricSpec.gauge("node_systemd_unit_state", "Systemd unit", "name", "state", "type");
  private static final MetricSpec START_TIME =
      MetricSpec.gauge(
          "node_systemd_unit_start_time_seconds",
          "Start time of the unit since unix epoch in seconds.",
          "name");
  private static final MetricSpec TASKS_CURRENT =
      MetricSpec.gauge(
          "node_systemd_unit_tasks_current", "Current number of tasks per Systemd unit", "name");
  private static final MetricSpec TASKS_MAX =
      MetricSpec.gauge(
          "node_systemd_unit_tasks_max", "Maximum number of tasks per Systemd unit", "name");
  private static final MetricSpec RUNNING =
      MetricSpec.gauge(
          "node_systemd_system_running",
          "Whether the system is operational (see 'systemctl is-system-running')");
  private static final MetricSpec UNITS =
      MetricSpec.gauge("node_systemd_units", "Summary of systemd unit states", "state");
  private static final MetricSpec RESTARTS =
      MetricSpec.counter(
          "node_systemd_service_restart_total", "Service unit count of Restart triggers", "name");
  private static final MetricSpec LAST_TRIGGER =
      MetricSpec.gauge(
          "node_systemd_timer_last_trigger_seconds",
          "Seconds since epoch of last trigger.",
          "name");
  private static final MetricSpec ACCEPTED =
      MetricSpec.counter(
          "node_systemd_socket_accepted_connections_total",
          "Total number of accepted socket connections",
          "name");
  private static final MetricSpec CONNECTIONS =
      MetricSpec.gauge(
          "node_systemd_socket_current_connections",
          "Current number of socket connections",
          "name");
  private static final MetricSpec REFUSED =
      MetricSpec.gauge(
          "node_systemd_socket_refused_connections_total",
          "Total number of refused socket connections",
          "name");
  private static final MetricSpec VERSION =
      MetricSpec.gauge("node_systemd_version", "Detected systemd version", "version");
  private static final MetricSpec VIRTUALIZATION =
      MetricSpec.gauge(
          "node_systemd_virtualization_info",
          "Detected virtualization technology",
          "virtualization_type");

  public static final List<MetricSpec> SPECS =
      List.of(
          UNIT_STATE,
          START_TIME,
          TASKS_CURRENT,
          TASKS_MAX,
          RUNNING,
          UNITS,
          RESTARTS,
          LAST_TRIGGER,
          ACCEPTED,
          CONNECTIONS,
          REFUSED,
          VERSION,
          VIRTUALIZATION);

  private static final List<String> STATES =
      List.of("active", "activating", "deactivating", "inactive", "failed");
  private static final Pattern NUMBER = Pattern.compile("[0-9]{3,}(\\.[0-9]+)?");

  private static final String SERVICE = "org.freedesktop.systemd1";
  private static final String MANAGER_PATH = "/org/freedesktop/systemd1";
  private static final String MANAGER = SERVICE + ".Manager";

  /** systemd has some numbers that mean none. */
  private static final long NONE = -1;

  private static final double MICROS = 1e6;

  private final Host host;
  private final SystemdOptions options;

  public Systemd(Host host, SystemdOptions options) {
    this.host = host;
    this.options = options;
  }

  /** A unit of the answer of ListUnits, whose elements have ten parts. */
  private record Unit(String name, String loaded, String active, String path) {
    private static Unit of(Object answer) throws IOException {
      if (answer instanceof List<?> parts && parts.size() >= 7) {
        return new Unit(
            String.valueOf(parts.get(0)),
            String.valueOf(parts.get(2)),
            String.valueOf(parts.get(3)),
            String.valueOf(parts.get(6)));
      }
      throw new IOException("systemd's list of units is of another form");
    }
  }

  @Override
  public void collect(Consumer<MetricFamily> out) throws CollectFailure {
    Families families = new Families();
    String socket = host.root("run/dbus/system_bus_socket");
    try (Bus bus = host.machine().bus(socket)) {
      manager(bus, families);
      List<Unit> units = new ArrayList<>();
      for (Object answer : list(bus.call(SERVICE, MANAGER_PATH, MANAGER, "ListUnits", List.of()))) {
        units.add(Unit.of(answer));
      }
      summary(units, families);
      for (Unit unit : units) {
        if (options.unitInclude().isAllOf(unit.name)
            && !options.unitExclude().isAllOf(unit.name)
            && unit.loaded.equals("loaded")) {
          unit(bus, unit, families);
        }
      }
    } catch (IOException e) {
      throw Bus.failure(socket, e);
    } finally {
      families.emit(out);
    }
  }

  private static List<?> list(List<Object> answer) throws IOException {
    if (answer.size() == 1 && answer.getFirst() instanceof List<?> elements) {
      return elements;
    }
    throw new IOException("systemd's list of units is of another form");
  }

  private static void manager(Bus bus, Families families) throws IOException {
    String version = text(bus, "Version", "");
    Matcher number = NUMBER.matcher(version);
    boolean known = number.find();
    families.add(
        VERSION,
        Labels.of("version", known ? version : ""),
        known ? Double.parseDouble(number.group()) : 0);
    String virtualization = text(bus, "Virtualization", "unknown");
    families.add(
        VIRTUALIZATION,
        Labels.of("virtualization_type", virtualization.isEmpty() ? "none" : virtualization),
        1);
    String state = text(bus, "SystemState", "");
    if (!state.isEmpty()) {
      families.add(RUNNING, Labels.empty(), state.equals("running") ? 1 : 0);
    }
  }

  private static String text(Bus bus, String property, String otherwise) throws IOException {
    try {
      return bus.property(SERVICE, MANAGER_PATH, MANAGER, property).toString();
    } catch (Bus.Refused e) {
      return otherwise;
    }
  }

  private static void summary(List<Unit> units, Families families) {
    Map<String, Integer> counts = new TreeMap<>();
    STATES.forEach(state -> counts.put(state, 0));
    units.forEach(unit -> counts.merge(unit.active, 1, Integer::sum));
    counts.forEach((state, count) -> families.add(UNITS, Labels.of("state", state), count));
  }

  private void unit(Bus bus, Unit unit, Families families) throws IOException {
    String kind = unit.name.substring(unit.name.lastIndexOf('.') + 1);
    Labels name = Labels.of("name", unit.name);
    String type =
        switch (kind) {
          case "service" -> typeOf(bus, unit, "Service");
          case "mount" -> typeOf(bus, unit, "Mount");
          case String _ -> "";
        };
    for (String state : STATES) {
      families.add(
          UNIT_STATE,
          Labels.of("name", unit.name, "state", state, "type", type),
          state.equals(unit.active) ? 1 : 0);
    }
    if (options.enableStartTimeMetrics()) {
      OptionalDouble started =
          unit.active.equals("active")
              ? number(bus, unit, "Unit", "ActiveEnterTimestamp")
              : OptionalDouble.of(0);
      started.ifPresent(micros -> families.add(START_TIME, name, micros / MICROS));
    }
    switch (kind) {
      case "service" -> service(bus, unit, name, families);
      case "timer" ->
          number(bus, unit, "Timer", "LastTriggerUSec")
              .ifPresent(micros -> families.add(LAST_TRIGGER, name, micros / MICROS));
      case "socket" -> {
        add(families, ACCEPTED, name, number(bus, unit, "Socket", "NAccepted"));
        add(families, CONNECTIONS, name, number(bus, unit, "Socket", "NConnections"));
        add(families, REFUSED, name, number(bus, unit, "Socket", "NRefused"));
      }
      case String _ -> {}
    }
  }

  private void service(Bus bus, Unit unit, Labels name, Families families) throws IOException {
    if (options.enableRestartsMetrics()) {
      add(families, RESTARTS, name, number(bus, unit, "Service", "NRestarts"));
    }
    if (options.enableTaskMetrics()) {
      add(families, TASKS_CURRENT, name, number(bus, unit, "Service", "TasksCurrent"));
      add(families, TASKS_MAX, name, number(bus, unit, "Service", "TasksMax"));
    }
  }

  private static void add(Families families, MetricSpec spec, Labels name, OptionalDouble value) {
    value.ifPresent(number -> families.add(spec, name, number));
  }

  private static String typeOf(Bus bus, Unit unit, String kind) throws IOException {
    try {
      return bus.property(SERVICE, unit.path, SERVICE + "." + kind, "Type").toString();
    } catch (Bus.Refused e) {
      return "";
    }
  }

  /** Empty if this systemd does not have the property, or no number for it. */
  private static OptionalDouble number(Bus bus, Unit unit, String kind, String property)
      throws IOException {
    try {
      Object value = bus.property(SERVICE, unit.path, SERVICE + "." + kind, property);
      return value instanceof Long number && number != NONE
          ? OptionalDouble.of((double) number)
          : OptionalDouble.empty();
    } catch (Bus.Refused e) {
      return OptionalDouble.empty();
    }
  }
}
