package io.cresset.collectors.node.system;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.model.Labels;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.collectors.linux.Bus;
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.source.Points;
import io.cresset.collectors.node.source.SubCollector;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Sessions of users, asked of systemd-logind by D-Bus (org.freedesktop.login1(5)). Each seat has
 * all kinds of sessions, most of them none; those from afar have a seat without a name.
 *
 * <pre>
 * node_logind_sessions{class="user",remote="true",seat="",type="tty"} 2
 * </pre>
 */
public final class Logind implements SubCollector {
  private static final MetricSpec SESSIONS =
      MetricSpec.gauge(
          "node_logind_sessions",
          "Number of sessions registered in logind.",
          "seat",
          "remote",
          "type",
          "class");

  public static final List<MetricSpec> SPECS = List.of(SESSIONS);

  private static final String OTHER = "other";
  private static final List<String> REMOTE = List.of("true", "false");
  private static final List<String> TYPES =
      List.of(OTHER, "unspecified", "tty", "x11", "wayland", "mir", "web");
  private static final List<String> CLASSES =
      List.of(OTHER, "user", "greeter", "lock-screen", "background");

  private static final String SERVICE = "org.freedesktop.login1";
  private static final String PATH = "/org/freedesktop/login1";

  private final Host host;

  public Logind(Host host) {
    this.host = host;
  }

  private record Session(String seat, String remote, String type, String sessionClass) {}

  @Override
  public void collect(Consumer<MetricFamily> out) throws CollectFailure {
    String socket = host.root("run/dbus/system_bus_socket");
    try (Bus bus = host.machine().bus(socket)) {
      List<String> seats = new ArrayList<>();
      for (List<String> seat : list(bus, "ListSeats", 1)) {
        seats.add(seat.getFirst());
      }
      seats.add("");
      Map<Session, Integer> counts = new HashMap<>();
      for (List<String> session : list(bus, "ListSessions", 5)) {
        session(bus, session.get(3), session.get(4))
            .ifPresent(known -> counts.merge(known, 1, Integer::sum));
      }
      points(seats, counts).emit(out);
    } catch (IOException e) {
      throw Bus.failure(socket, e);
    }
  }

  private static Points points(List<String> seats, Map<Session, Integer> counts) {
    Points points = new Points(SESSIONS);
    for (String seat : seats) {
      for (String remote : REMOTE) {
        for (String type : TYPES) {
          for (String sessionClass : CLASSES) {
            points.add(
                Labels.of("seat", seat, "remote", remote, "type", type, "class", sessionClass),
                counts.getOrDefault(new Session(seat, remote, type, sessionClass), 0));
          }
        }
      }
    }
    return points;
  }

  /** What a method lists, each with as many parts at least. */
  private static List<List<String>> list(Bus bus, String method, int parts) throws IOException {
    List<Object> answer = bus.call(SERVICE, PATH, SERVICE + ".Manager", method, List.of());
    List<List<String>> listed = new ArrayList<>();
    if (answer.size() == 1 && answer.getFirst() instanceof List<?> elements) {
      for (Object element : elements) {
        if (!(element instanceof List<?> values) || values.size() < parts) {
          throw new IOException("logind's answer to " + method + " is of another form");
        }
        listed.add(values.stream().map(String::valueOf).toList());
      }
      return listed;
    }
    throw new IOException("logind's answer to " + method + " is of another form");
  }

  /** Empty if it has ended meanwhile. */
  private static Optional<Session> session(Bus bus, String seat, String path) throws IOException {
    try {
      return Optional.of(
          new Session(
              seat,
              property(bus, path, "Remote"),
              known(TYPES, property(bus, path, "Type")),
              known(CLASSES, property(bus, path, "Class"))));
    } catch (Bus.Refused e) {
      return Optional.empty();
    }
  }

  private static String property(Bus bus, String path, String name) throws IOException {
    return String.valueOf(bus.property(SERVICE, path, SERVICE + ".Session", name));
  }

  private static String known(List<String> words, String word) {
    return words.contains(word) ? word : OTHER;
  }
}
