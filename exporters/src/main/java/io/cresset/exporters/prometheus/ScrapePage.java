package io.cresset.exporters.prometheus;

import io.cresset.api.collect.RunResult;
import io.cresset.api.export.Declaration;
import io.cresset.api.export.ExporterContext;
import io.cresset.api.export.View;
import io.cresset.api.exposition.OpenMetricsText;
import io.cresset.api.exposition.PrometheusText;
import io.cresset.api.http.HttpRoutes;
import io.cresset.api.http.HttpRoutes.Registration;
import io.cresset.api.http.HttpRoutes.Request;
import io.cresset.api.http.HttpRoutes.Response;
import io.cresset.api.model.Batch;
import io.cresset.api.model.EncodedBatch;
import io.cresset.api.model.HistogramPoint;
import io.cresset.api.model.Labels;
import io.cresset.api.model.LogBatch;
import io.cresset.api.model.MetricBatch;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.NumberPoint;
import io.cresset.api.model.Point;
import io.cresset.api.model.ResourceMetrics;
import io.cresset.api.model.Signal;
import io.cresset.api.model.SummaryPoint;
import io.cresset.api.otlp.MalformedOtlp;
import io.cresset.api.otlp.OtlpMetrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The page that Prometheus scrapes: {@code /metrics} with all, {@code /metrics/<collector>} with
 * those of one kind or component, such as {@code /metrics/node} or {@code /metrics/snmp/gate}; in
 * OpenMetrics or in Prometheus' own text, as the client likes.
 *
 * <p>Asking for it runs the on-demand tasks that it shows; requests at the same time share a run.
 * The page of one request is built from what the tasks show at that moment, without holding up
 * others or the collectors. Where collectors use the same name, {@link Precedence} decides.
 *
 * <p>What is about this host carries neither {@code job} nor {@code instance}, which the scraper
 * sets; what is about another device carries its {@code instance}.
 */
final class ScrapePage implements View {
  private static final String PATH = "/metrics";
  private static final String TIMEOUT_HEADER = "X-Prometheus-Scrape-Timeout-Seconds";
  private static final String INSTANCE = "instance";
  private static final int MAX_SAID = 1000;

  private static final Duration DEFAULT_LIMIT = Duration.ofSeconds(10);
  private static final Duration MIN_LIMIT = Duration.ofMillis(100);
  private static final Duration MAX_LIMIT = Duration.ofMinutes(2);

  /**
   * What a page needs on its way after the runs have ended: so much, and a tenth of a long wait.
   */
  private static final Duration MARGIN = Duration.ofMillis(500);

  private final ExporterContext context;
  private final Optional<String> localInstance;
  private final Map<TaskId, TaskSeries> tasks = new ConcurrentHashMap<>();
  private final List<Registration> routes = new ArrayList<>();

  /** What was left out and said so, which is done once. */
  private final Set<String> said = ConcurrentHashMap.newKeySet();

  private record TaskId(String component, String task) {}

  ScrapePage(ExporterContext context) {
    this.context = context;
    this.localInstance = context.resource().instance();
  }

  @Override
  public void start() {
    HttpRoutes server = context.routes();
    routes.add(server.get(PATH, this::page));
    routes.add(server.get(PATH + "/", this::page));
  }

  @Override
  public void close() {
    routes.forEach(Registration::close);
    routes.clear();
    tasks.clear();
  }

  @Override
  public Set<Signal> signals() {
    return Set.of(Signal.METRICS);
  }

  @Override
  public void accept(Run run, Batch batch) {
    switch (batch) {
      case MetricBatch metrics -> series(run).gather(run, metrics.resources());
      case LogBatch _ -> {
        // Not asked for, and nothing that a page could show.
      }
      case EncodedBatch encoded when encoded.signal() == Signal.METRICS -> decode(run, encoded);
      case EncodedBatch _ -> {
        // Logs as well.
      }
    }
  }

  private void decode(Run run, EncodedBatch encoded) {
    try {
      series(run).gather(run, OtlpMetrics.decode(encoded.otlp()));
    } catch (MalformedOtlp e) {
      context
          .logger()
          .log(
              System.Logger.Level.WARNING,
              run.component()
                  + ": metrics that cannot be shown, malformed OTLP: "
                  + e.getMessage());
    }
  }

  @Override
  public void ended(Run run, RunResult result) {
    series(run).ended(run, result.success(), context.time().monotonicNanos());
  }

  @Override
  public void cancelled(String component, String task) {
    tasks.remove(new TaskId(component, task));
  }

  private TaskSeries series(Run run) {
    return tasks.computeIfAbsent(
        new TaskId(run.component(), run.task()), _ -> new TaskSeries(run.kind()));
  }

  private Response page(Request request) throws InterruptedException {
    String collector = request.path().substring(PATH.length()).replaceAll("^/+|/+$", "");
    long asked = context.time().monotonicNanos();
    Duration limit = limit(request);
    if (!context.collect(collector, limit)) {
      return unknown(collector, limit);
    }
    Map<String, List<MetricFamily>> shown = new HashMap<>();
    long now = context.time().monotonicNanos();
    tasks.forEach(
        (id, series) -> {
          if (selects(collector, id.component())) {
            List<MetricFamily> own = shown.computeIfAbsent(id.component(), _ -> new ArrayList<>());
            series.show(asked, now, metrics -> add(metrics, own));
          }
        });
    List<MetricFamily> families = together(shown);
    return Accept.prefersOpenMetrics(request.headers().getOrDefault("accept", List.of()))
        ? new Response(200, OpenMetricsText.CONTENT_TYPE, OpenMetricsText.write(families).utf8())
        : new Response(200, PrometheusText.CONTENT_TYPE, PrometheusText.write(families).utf8());
  }

  private List<MetricFamily> together(Map<String, List<MetricFamily>> shown) {
    List<Declaration> there =
        context.declarations().stream()
            .filter(collector -> shown.containsKey(collector.component()))
            .toList();
    return new Precedence(there, this::note).settle(shown);
  }

  private void note(Precedence.LeftOut some) {
    context.unseen(some.component(), some.reason(), some.points());
    String name = some.spec().name();
    if (said.size() < MAX_SAID && said.add(some.component() + " " + some.reason() + " " + name)) {
      String what =
          some.reason().equals(Precedence.NAME_TAKEN)
              ? name
                  + " is a "
                  + some.spec().type().name().toLowerCase(Locale.ROOT)
                  + " here and something else of "
                  + some.owner()
              : "some series of " + name + " are there from " + some.owner() + " as well";
      context
          .logger()
          .log(
              System.Logger.Level.WARNING,
              some.component()
                  + ": "
                  + what
                  + ", so they are not on "
                  + PATH
                  + "; "
                  + PATH
                  + "/"
                  + some.component()
                  + " has them");
    }
  }

  /** What the scraper waits for, less what the way takes. */
  private static Duration limit(Request request) {
    try {
      double seconds = Double.parseDouble(request.header(TIMEOUT_HEADER).orElse(""));
      if (seconds > 0) {
        long millis = (long) Math.min(seconds * 1000, (double) MAX_LIMIT.toMillis());
        Duration limit = Duration.ofMillis(Math.min(millis - MARGIN.toMillis(), millis * 9 / 10));
        return limit.compareTo(MIN_LIMIT) < 0 ? MIN_LIMIT : limit;
      }
    } catch (NumberFormatException _) {
      // Whoever writes something else there is treated like who writes nothing.
    }
    return DEFAULT_LIMIT;
  }

  private static boolean selects(String collector, String component) {
    return collector.isEmpty()
        || component.equals(collector)
        || (component.startsWith(collector) && component.charAt(collector.length()) == '/');
  }

  /** Collects all, because on-demand tasks that nobody asked for yet are not known otherwise. */
  private Response unknown(String collector, Duration limit) throws InterruptedException {
    context.collect("", limit);
    List<String> known =
        tasks.keySet().stream().map(TaskId::component).distinct().sorted().toList();
    return Response.text(
        404,
        "There is no collector '"
            + collector
            + "' here. "
            + (known.isEmpty() ? "None reports metrics." : "Try one of these:")
            + known.stream()
                .map(component -> "\n" + PATH + "/" + component)
                .reduce("", String::concat)
            + "\n");
  }

  private void add(ResourceMetrics metrics, List<MetricFamily> families) {
    Optional<String> instance = metrics.resource().instance();
    if (instance.isEmpty() || instance.equals(localInstance)) {
      families.addAll(metrics.families());
      return;
    }
    for (MetricFamily family : metrics.families()) {
      List<Point> points = new ArrayList<>(family.points().size());
      for (Point point : family.points()) {
        points.add(
            point.labels().has(INSTANCE)
                ? point
                : labelled(point, point.labels().with(INSTANCE, instance.get())));
      }
      families.add(new MetricFamily(family.spec(), points));
    }
  }

  private static Point labelled(Point point, Labels labels) {
    return switch (point) {
      case NumberPoint(_, double value, long time, boolean ended) ->
          new NumberPoint(labels, value, time, ended);
      case HistogramPoint of ->
          new HistogramPoint(
              labels, of.bounds(), of.counts(), of.sum(), of.timeUnixNanos(), of.ended());
      case SummaryPoint of ->
          new SummaryPoint(
              labels, of.quantiles(), of.count(), of.sum(), of.timeUnixNanos(), of.ended());
    };
  }
}
