package io.cresset.app.web;

import io.cresset.api.Time;
import io.cresset.api.http.HttpRoutes;
import io.cresset.core.log.LogStatus;
import io.cresset.core.runtime.ComponentStatus;
import io.cresset.core.runtime.ComponentStatus.TaskStatus;
import io.cresset.core.runtime.DeliveryStatus;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The page at {@code /}: what runs, how it is doing, what to do where it is not, and where the rest
 * is. Plain HTML without anything to load, in cards that stand beside or below each other as there
 * is room; it loads itself again every quarter of a minute.
 */
public final class StartPage implements HttpRoutes.Handler {
  /** Of one component's failing tasks, no more are shown. */
  private static final int MAX_WRONG = 10;

  private final Time time;
  private final String version;
  private final Supplier<Snapshot> snapshot;
  private final RecentRates rates;
  private final Predicate<String> serves;

  /**
   * @param serves whether a path has a route, so that the page links only to what is there
   */
  public StartPage(
      Time time,
      String version,
      Supplier<Snapshot> snapshot,
      RecentRates rates,
      Predicate<String> serves) {
    this.time = time;
    this.version = version;
    this.snapshot = snapshot;
    this.rates = rates;
    this.serves = serves;
  }

  @Override
  public HttpRoutes.Response handle(HttpRoutes.Request request) {
    if (!request.path().equals("/")) {
      return WebServer.notFound(request);
    }
    byte[] page = page(snapshot.get()).getBytes(StandardCharsets.UTF_8);
    return new HttpRoutes.Response(200, "text/html; charset=utf-8", page)
        .with("Content-Security-Policy", StartPageStyle.POLICY)
        .with("Referrer-Policy", "no-referrer");
  }

  private String page(Snapshot now) {
    Html out = new Html();
    out.raw("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
        .raw("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">")
        .raw("<meta name=\"color-scheme\" content=\"light dark\">")
        .raw("<meta http-equiv=\"refresh\" content=\"15\">")
        // Without it a browser asks for /favicon.ico.
        .raw("<link rel=\"icon\" href=\"data:,\">")
        .raw("<title>Cresset</title><style>")
        .raw(StartPageStyle.STYLE)
        .raw("</style></head><body>\n<header><h1>Cresset <small>")
        .text(version)
        .raw("</small></h1>");
    summary(out, now);
    out.raw("</header>\n<main>\n");
    components(out, now.components());
    if (!now.deliveries().isEmpty()) {
      deliveries(out, now);
    }
    if (!now.logs().isEmpty()) {
      logs(out, now.logsByName());
    }
    out.raw("</main>\n");
    links(out, now.components());
    return out.raw("</body></html>\n").toString();
  }

  /** How many parts are not well, before anything else. */
  private static void summary(Html out, Snapshot now) {
    long wrong =
        now.components().stream()
                .filter(component -> component.shownState() == ComponentStatus.State.FAILING)
                .count()
            + now.deliveries().stream()
                .filter(delivery -> delivery.state() != DeliveryStatus.State.OK)
                .count()
            + now.logs().stream().filter(log -> log.status().state() != LogStatus.State.OK).count();
    out.raw("<p class=\"").raw(wrong == 0 ? "well" : "unwell").raw("\">");
    out.text(
            wrong == 0
                ? "Everything works."
                : wrong == 1 ? "One part needs attention." : wrong + " parts need attention.")
        .raw("</p>");
  }

  private void components(Html out, List<ComponentStatus> components) {
    out.raw("<h2>Collectors</h2>\n<div class=\"cards\">\n");
    for (ComponentStatus component : components) {
      long failures = sum(component.failures().values());
      long lost = sum(component.dropped().values());
      card(out, component.component(), component.shownState().name());
      out.fact("now", Html.rate(rates.of(component)))
          .fact("records", Html.number(component.records()))
          .fact("runs", Html.number(component.runs()));
      if (failures > 0) {
        out.fact("failed", Html.number(failures));
      }
      if (lost > 0) {
        out.fact("lost", Html.number(lost));
      }
      out.raw("</dl>");
      List<TaskStatus> wrong =
          component.tasks().stream().filter(task -> !task.error().isEmpty()).toList();
      wrong.stream().limit(MAX_WRONG).forEach(task -> wrong(out, task));
      if (wrong.size() > MAX_WRONG) {
        out.raw("<p>and ").text(Html.number(wrong.size() - MAX_WRONG)).raw(" more</p>");
      }
      out.raw("</article>\n");
    }
    out.raw("</div>\n");
  }

  private void wrong(Html out, TaskStatus task) {
    wrong(out, task.task() + ": " + task.error(), task.remedy(), task.sinceUnixNanos());
  }

  private void wrong(Html out, String what, String remedy, long sinceUnixNanos) {
    out.raw("<p class=\"wrong\">").text(what);
    out.raw(" <span class=\"since\">(for ")
        .text(Html.span(time.unixNanos() - sinceUnixNanos))
        .raw(")</span>");
    if (!remedy.isEmpty()) {
      out.raw("<br><em>").text(remedy).raw("</em>");
    }
    out.raw("</p>");
  }

  private void deliveries(Html out, Snapshot now) {
    out.raw("<h2>Sinks</h2>\n<div class=\"cards\">\n");
    for (DeliveryStatus delivery : now.deliveries()) {
      LogStatus.SinkStatus sink = now.account(delivery);
      card(out, delivery.component() + " " + delivery.signal().id(), delivery.state().name());
      out.fact("now", Html.rate(rates.of(delivery, sink)))
          .fact("delivered", Html.number(sink.delivered()))
          .fact("waiting", Html.number(sink.lag()));
      if (sink.lag() > 0) {
        out.fact("oldest waits", Html.span(time.unixNanos() - sink.oldestLagUnixNanos()));
      }
      if (sink.rejected() > 0) {
        out.fact("rejected", Html.number(sink.rejected()));
      }
      long aside =
          now.rejected()
              .map(rejected -> rejected.count(delivery.component(), delivery.signal()))
              .orElse(0L);
      if (aside > 0) {
        out.fact("set aside", Html.number(aside));
      }
      if (sink.dropped() > 0) {
        out.fact("dropped", Html.number(sink.dropped()));
      }
      out.raw("</dl>");
      if (!delivery.error().isEmpty()) {
        wrong(out, delivery.error(), "", delivery.sinceUnixNanos());
      }
      if (aside > 0) {
        out.raw("<p>see: <code>cresset log rejected list</code></p>");
      }
      out.raw("</article>\n");
    }
    out.raw("</div>\n");
  }

  private static void logs(Html out, Map<String, LogStatus> logs) {
    out.raw("<h2>Kept on disk</h2>\n<div class=\"cards\">\n");
    for (Map.Entry<String, LogStatus> log : logs.entrySet()) {
      LogStatus status = log.getValue();
      card(out, log.getKey(), status.state().name());
      out.fact("records", Html.number(status.end() - status.start()))
          .fact("size", Html.size(status.bytes()))
          .fact("segments", Html.number(status.segments()));
      if (status.end() > status.durableEnd()) {
        out.fact("not yet synced", Html.number(status.end() - status.durableEnd()));
      }
      if (status.damagedRecords() > 0) {
        out.fact("damaged", Html.number(status.damagedRecords()));
      }
      if (status.waitingSources() > 0) {
        out.fact("sources that wait for room", Html.number(status.waitingSources()));
      }
      out.raw("</dl>");
      if (!status.stateReason().isEmpty()) {
        out.raw("<p class=\"wrong\">").text(status.stateReason()).raw("</p>");
      }
      out.raw("</article>\n");
    }
    out.raw("</div>\n");
  }

  /** The beginning of a card, open for facts. */
  private static void card(Html out, String name, String state) {
    String word = state.toLowerCase(Locale.ROOT).replace('_', ' ');
    out.raw("<article class=\"")
        .raw(word.replace(' ', '-'))
        .raw("\"><h3>")
        .text(name)
        .raw(" <span class=\"state\">")
        .raw(word)
        .raw("</span></h3><dl>");
  }

  private void links(Html out, List<ComponentStatus> components) {
    Set<String> paths = new TreeSet<>();
    components.forEach(component -> paths.add("/metrics/" + component.kind()));
    out.raw("<nav>");
    if (serves.test("/metrics")) {
      link(out, "/metrics");
      paths.stream().filter(serves).forEach(path -> link(out, path));
    }
    link(out, "/healthz");
    link(out, "/readyz");
    out.raw("</nav>\n");
  }

  private static void link(Html out, String path) {
    out.raw("<a href=\"").text(path).raw("\">").text(path).raw("</a> ");
  }

  private static long sum(Iterable<Long> counts) {
    long sum = 0;
    for (long count : counts) {
      sum += count;
    }
    return sum;
  }
}
