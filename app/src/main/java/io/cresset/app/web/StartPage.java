package io.cresset.app.web;

import io.cresset.api.Time;
import io.cresset.api.http.HttpRoutes;
import io.cresset.core.log.LogStatus;
import io.cresset.core.runtime.ComponentStatus;
import io.cresset.core.runtime.DeliveryStatus;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The page at {@code /}: what runs, how it is doing, what to do where it is not, and where the rest
 * is. Plain HTML without anything to load, for a phone as well.
 */
public final class StartPage implements HttpRoutes.Handler {
  private static final String STYLE =
      """
      :root{color-scheme:light dark}
      body{font:16px/1.5 system-ui,sans-serif;margin:1rem auto;max-width:60rem;padding:0 1rem}
      table{border-collapse:collapse;width:100%}
      th,td{text-align:left;vertical-align:top;padding:.2rem .8rem .2rem 0;\
      border-bottom:1px solid #8884;overflow-wrap:anywhere}
      td.n{text-align:right;font-variant-numeric:tabular-nums}
      .wide{overflow-x:auto}
      .failing,.retrying,.full,.read_only{color:#c33;font-weight:600}
      """;

  private final Time time;
  private final String version;
  private final Supplier<Snapshot> snapshot;
  private final Predicate<String> serves;

  /**
   * @param serves whether a path has a route, so that the page links only to what is there
   */
  public StartPage(
      Time time, String version, Supplier<Snapshot> snapshot, Predicate<String> serves) {
    this.time = time;
    this.version = version;
    this.snapshot = snapshot;
    this.serves = serves;
  }

  @Override
  public HttpRoutes.Response handle(HttpRoutes.Request request) {
    if (!request.path().equals("/")) {
      return WebServer.notFound(request);
    }
    byte[] page = page(snapshot.get()).getBytes(StandardCharsets.UTF_8);
    return new HttpRoutes.Response(200, "text/html; charset=utf-8", page);
  }

  private String page(Snapshot now) {
    StringBuilder out = new StringBuilder(4096);
    out.append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
        .append("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">")
        .append("<title>Cresset</title><style>\n")
        .append(STYLE)
        .append("</style></head><body>\n<h1>Cresset ")
        .append(escaped(version))
        .append("</h1>\n");
    links(out, now.components());
    components(out, now.components());
    if (!now.deliveries().isEmpty()) {
      deliveries(out, now);
    }
    if (!now.logs().isEmpty()) {
      logs(out, now.logs());
    }
    return out.append("</body></html>\n").toString();
  }

  private void links(StringBuilder out, List<ComponentStatus> components) {
    Set<String> paths = new TreeSet<>();
    components.forEach(component -> paths.add("/metrics/" + component.kind()));
    out.append("<p>");
    if (serves.test("/metrics")) {
      link(out, "/metrics");
      paths.stream().filter(serves).forEach(path -> link(out, path));
    }
    link(out, "/healthz");
    link(out, "/readyz");
    out.append("</p>\n");
  }

  private static void link(StringBuilder out, String path) {
    out.append("<a href=\"")
        .append(escaped(path))
        .append("\">")
        .append(escaped(path))
        .append("</a> ");
  }

  private void components(StringBuilder out, List<ComponentStatus> components) {
    heading(out, "Collectors", "Component", "State", "Runs", "Records", "Lost", "What is wrong");
    for (ComponentStatus component : components) {
      StringBuilder wrong = new StringBuilder();
      for (ComponentStatus.TaskStatus task : component.tasks()) {
        if (!task.error().isEmpty()) {
          wrong.append("<div>").append(escaped(task.task() + ": " + task.error()));
          if (!task.remedy().isEmpty()) {
            wrong.append(" <em>").append(escaped(task.remedy())).append("</em>");
          }
          wrong.append(" (").append(since(task.sinceUnixNanos())).append(")</div>");
        }
      }
      row(
          out,
          text(component.component()),
          state(stateOf(component).name()),
          number(component.runs()),
          number(component.records()),
          number(component.dropped().values().stream().mapToLong(Long::longValue).sum()),
          "<td>" + wrong + "</td>");
    }
    out.append("</table></div>\n");
  }

  /** What runs only when it is asked counts as ready before it was. */
  private static ComponentStatus.State stateOf(ComponentStatus component) {
    boolean waits = component.started() && component.state() == ComponentStatus.State.STARTING;
    return waits ? ComponentStatus.State.READY : component.state();
  }

  private void deliveries(StringBuilder out, Snapshot now) {
    heading(
        out,
        "Sinks",
        "Sink",
        "Signal",
        "State",
        "Delivered",
        "Waiting",
        "Rejected",
        "Dropped",
        "What is wrong");
    for (DeliveryStatus delivery : now.deliveries()) {
      LogStatus.SinkStatus sink = account(now, delivery);
      String wrong =
          delivery.error().isEmpty()
              ? ""
              : escaped(delivery.error()) + " (" + since(delivery.sinceUnixNanos()) + ")";
      row(
          out,
          text(delivery.component()),
          text(delivery.signal().id()),
          state(delivery.state().name()),
          number(sink.delivered()),
          number(sink.lag()),
          number(sink.rejected()),
          number(sink.dropped()),
          "<td>" + wrong + "</td>");
    }
    out.append("</table></div>\n");
  }

  private static LogStatus.SinkStatus account(Snapshot now, DeliveryStatus delivery) {
    return now.logs().stream()
        .filter(log -> log.signal() == delivery.signal())
        .flatMap(log -> log.status().sinks().stream())
        .filter(sink -> sink.sink().equals(delivery.component()))
        .findFirst()
        .orElse(new LogStatus.SinkStatus(delivery.component(), 0, 0, 0, 0, 0, 0, 0));
  }

  private static void logs(StringBuilder out, List<Snapshot.Log> logs) {
    heading(
        out,
        "Buffer",
        "Log",
        "State",
        "Records",
        "Not yet synced",
        "Size",
        "Segments",
        "Damaged",
        "");
    for (Snapshot.Log log : logs) {
      LogStatus status = log.status();
      row(
          out,
          text(log.signal().id()),
          state(status.state().name()),
          number(status.end() - status.start()),
          number(status.end() - status.durableEnd()),
          text(size(status.bytes())),
          number(status.segments()),
          number(status.damagedRecords()),
          text(status.stateReason()));
    }
    out.append("</table></div>\n");
  }

  private static void heading(StringBuilder out, String title, String... columns) {
    out.append("<h2>").append(title).append("</h2>\n<div class=\"wide\"><table><tr>");
    for (String column : columns) {
      out.append("<th>").append(column).append("</th>");
    }
    out.append("</tr>\n");
  }

  private static void row(StringBuilder out, String... cells) {
    out.append("<tr>").append(String.join("", cells)).append("</tr>\n");
  }

  private static String text(String text) {
    return "<td>" + escaped(text) + "</td>";
  }

  private static String number(long number) {
    return "<td class=\"n\">" + String.format(Locale.ROOT, "%,d", number) + "</td>";
  }

  private static String state(String name) {
    String word = name.toLowerCase(Locale.ROOT);
    return "<td class=\"" + word + "\">" + word.replace('_', ' ') + "</td>";
  }

  private static String size(long bytes) {
    return bytes < 10 << 20 ? (bytes >> 10) + " KiB" : (bytes >> 20) + " MiB";
  }

  /** How long something has been so, in the one unit that matters. */
  private String since(long unixNanos) {
    long seconds = Math.max(0, time.unixNanos() - unixNanos) / 1_000_000_000L;
    if (seconds < 120) {
      return "for " + seconds + " s";
    }
    return seconds < 7200
        ? "for " + seconds / 60 + " min"
        : seconds < 172_800 ? "for " + seconds / 3600 + " h" : "for " + seconds / 86_400 + " days";
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
