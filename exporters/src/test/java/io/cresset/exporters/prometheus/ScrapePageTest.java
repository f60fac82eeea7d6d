package io.cresset.exporters.prometheus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.collect.Rhythm;
import io.cresset.api.collect.RunResult;
import io.cresset.api.export.View;
import io.cresset.api.export.View.Run;
import io.cresset.api.http.HttpRoutes;
import io.cresset.api.model.Attributes;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.EncodedBatch;
import io.cresset.api.model.HistogramPoint;
import io.cresset.api.model.Labels;
import io.cresset.api.model.LogBatch;
import io.cresset.api.model.MetricBatch;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.api.model.MetricType;
import io.cresset.api.model.NumberPoint;
import io.cresset.api.model.PositionMoves;
import io.cresset.api.model.Resource;
import io.cresset.api.model.Signal;
import io.cresset.api.model.SummaryPoint;
import io.cresset.api.otlp.OtlpMetrics;
import io.cresset.exporters.TestContext;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The text of the page is what is looked at, as a scraper would. */
final class ScrapePageTest {
  private static final Resource DEVICE =
      Resource.of(Attributes.builder().put("host.name", "gate").put("job", "snmp").build());

  private final TestContext context = new TestContext("prometheus");
  private final ScrapePage page = new ScrapePage(context);
  private long sequence;

  @BeforeEach
  void start() {
    page.start();
  }

  private Run run(String component, String task, Rhythm.Kind kind) {
    return new Run(component, task, kind, ++sequence, context.time().unixNanos());
  }

  private Run onDemand(String component, String task) {
    return run(component, task, Rhythm.Kind.ON_DEMAND);
  }

  private Run every(String task) {
    return run("snmp/gate", task, Rhythm.Kind.EVERY);
  }

  private static MetricFamily gauge(String name, double value) {
    return MetricSpec.gauge(name, "Help of " + name + ".").family(value);
  }

  private static MetricFamily gauge(String name, String label, String... values) {
    return MetricSpec.gauge(name, "Help.", label)
        .family(
            List.of(values).stream()
                .map(value -> new NumberPoint(Labels.of(label, value), 1))
                .toList());
  }

  private void accept(Run run, MetricFamily... families) {
    page.accept(run, MetricBatch.of(context.resource(), List.of(families)));
  }

  private void succeeded(Run run) {
    page.ended(run, new RunResult(Duration.ofMillis(5), Optional.empty()));
  }

  private void failed(Run run) {
    page.ended(
        run,
        new RunResult(
            Duration.ofMillis(5),
            Optional.of(new CollectFailure(CollectFailure.Kind.TIMEOUT, "no answer", ""))));
  }

  private void whole(Run run, MetricFamily... families) {
    accept(run, families);
    succeeded(run);
  }

  private HttpRoutes.Response get(String path, String... headers) {
    try {
      return context.testRoutes().get(path, headers);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private String text(String path) {
    HttpRoutes.Response response = get(path);
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.contentType()).isEqualTo("text/plain; version=0.0.4; charset=utf-8");
    return new String(response.body(), UTF_8);
  }

  /** The page without its comments. */
  private List<String> series(String path) {
    return text(path).lines().filter(line -> !line.startsWith("#")).toList();
  }

  @Test
  void showsWhatTheRunThatItAsksForReports() {
    context.onCollect(
        (_, _) -> {
          whole(onDemand("node", "loadavg"), gauge("node_load1", 0.25));
          return true;
        });
    assertThat(text("/metrics"))
        .isEqualTo(
            """
            # HELP node_load1 Help of node_load1.
            # TYPE node_load1 gauge
            node_load1 0.25
            """);
    assertThat(context.collected()).containsExactly(" PT10S");
  }

  @Test
  void isOpenMetricsForWhoAsksForIt() {
    context.onCollect(
        (_, _) -> {
          whole(onDemand("node", "cpu"), MetricSpec.counter("cpu_total", "CPU.").family(3));
          return true;
        });
    HttpRoutes.Response response =
        get("/metrics", "Accept", "application/openmetrics-text;version=1.0.0,text/plain;q=0.5");
    assertThat(response.contentType())
        .isEqualTo("application/openmetrics-text; version=1.0.0; charset=utf-8");
    assertThat(new String(response.body(), UTF_8))
        .isEqualTo("# HELP cpu CPU.\n# TYPE cpu counter\ncpu_total 3\n# EOF\n");
  }

  @Test
  void isEmptyAtFirst() {
    assertThat(text("/metrics")).isEmpty();
    assertThat(page.signals()).containsExactly(Signal.METRICS);
  }

  @Test
  void selectsByKindAndByComponent() {
    whole(onDemand("node", "loadavg"), gauge("node_load1", 1));
    whole(onDemand("snmp/gate", "system"), gauge("gate_up", 1));
    whole(onDemand("snmp/wall", "system"), gauge("wall_up", 1));
    whole(onDemand("snmpx", "system"), gauge("x_up", 1));
    assertThat(series("/metrics")).hasSize(4).isEqualTo(series("/metrics/"));
    assertThat(series("/metrics/node")).containsExactly("node_load1 1");
    assertThat(series("/metrics/snmp")).containsExactly("gate_up 1", "wall_up 1");
    assertThat(series("/metrics/snmp/wall")).containsExactly("wall_up 1");
    assertThat(series("/metrics/node/")).containsExactly("node_load1 1");
    assertThat(context.collected())
        .containsExactly(
            " PT10S", " PT10S", "node PT10S", "snmp PT10S", "snmp/wall PT10S", "node PT10S");
  }

  @Test
  void namesTheCollectorsIfItIsAskedForAnother() {
    context.onCollect(
        (collector, _) -> {
          whole(onDemand("node", "loadavg"), gauge("node_load1", 1));
          whole(onDemand("snmp/gate", "system"), gauge("gate_up", 1));
          return collector.isEmpty();
        });
    HttpRoutes.Response response = get("/metrics/nod");
    assertThat(response.status()).isEqualTo(404);
    assertThat(new String(response.body(), UTF_8))
        .isEqualTo(
            """
            There is no collector 'nod' here. Try one of these:
            /metrics/node
            /metrics/snmp/gate
            """);
  }

  @Test
  void collectsWithinTheScrapersTimeout() {
    for (String timeout : List.of("15", "0.3", "1e9", "NaN", "-3", "soon", "")) {
      get("/metrics", "X-Prometheus-Scrape-Timeout-Seconds", timeout);
    }
    assertThat(context.collected())
        .containsExactly(" PT13.5S", " PT0.1S", " PT1M48S", " PT10S", " PT10S", " PT10S", " PT10S");
  }

  @Test
  void aRunIsVisibleWhole() {
    Run first = every("poll");
    accept(first, gauge("a", 1));
    assertThat(series("/metrics")).isEmpty();
    accept(first, gauge("b", 1));
    assertThat(series("/metrics")).isEmpty();
    succeeded(first);
    assertThat(series("/metrics")).containsExactly("a 1", "b 1");

    Run second = every("poll");
    accept(second, gauge("a", 2));
    assertThat(series("/metrics")).containsExactly("a 1", "b 1");
    succeeded(second);
    assertThat(series("/metrics")).containsExactly("a 2");
  }

  @Test
  void anAbandonedRunLeavesNothingBehind() {
    accept(onDemand("node", "mounts"), gauge("a", 1));
    Run next = onDemand("node", "mounts");
    whole(next, gauge("b", 2));
    assertThat(series("/metrics")).containsExactly("b 2");

    // Nor does a run that ends without having said anything, after one that never ended.
    accept(every("poll"), gauge("c", 1));
    succeeded(every("poll"));
    assertThat(series("/metrics")).containsExactly("b 2");
  }

  @Test
  void anOnDemandTaskShowsItsLastRunAlone() {
    whole(onDemand("node", "mounts"), gauge("a", 1), gauge("b", 1));
    Run broken = onDemand("node", "mounts");
    accept(broken, gauge("a", 2), gauge("node_scrape_collector_success", 0));
    failed(broken);
    assertThat(series("/metrics")).containsExactly("a 2", "node_scrape_collector_success 0");
  }

  @Test
  void anOnDemandTaskThatHangsShowsNothing() {
    whole(onDemand("node", "mounts"), gauge("a", 1));
    context.fakeTime().advance(Duration.ofSeconds(1));
    assertThat(series("/metrics")).containsExactly("a 1");
    // The next scrape's run does not end in time.
    context.fakeTime().advance(Duration.ofSeconds(14));
    Run hanging = onDemand("node", "mounts");
    context.onCollect(
        (_, limit) -> {
          context.fakeTime().advance(limit);
          return true;
        });
    assertThat(series("/metrics")).isEmpty();
    whole(hanging, gauge("a", 3));
    assertThat(series("/metrics")).containsExactly("a 3");
  }

  @Test
  void aFailedPollEndsNothingUntilItIsStale() {
    Run good = every("poll");
    accept(good, gauge("port", "port", "1", "2", "3"), gauge("up", 1));
    succeeded(good);
    context.fakeTime().advance(Duration.ofMinutes(4));
    Run bad = every("poll");
    accept(bad, gauge("port", "port", "1"), gauge("up", 0));
    failed(bad);
    assertThat(series("/metrics"))
        .containsExactly("port{port=\"1\"} 1", "port{port=\"2\"} 1", "port{port=\"3\"} 1", "up 0");

    context.fakeTime().advance(Duration.ofMinutes(1));
    assertThat(series("/metrics")).containsExactly("port{port=\"1\"} 1", "up 0");
    context.fakeTime().advance(Duration.ofMinutes(4));
    assertThat(series("/metrics")).isEmpty();

    Run again = every("poll");
    accept(again, gauge("up", 1));
    succeeded(again);
    assertThat(series("/metrics")).containsExactly("up 1");
  }

  @Test
  void aPollThatFailsForDaysTakesNoMoreMemory() {
    whole(every("poll"), gauge("port", "port", "1", "2"));
    for (int i = 0; i < 10_000; i++) {
      context.fakeTime().advance(Duration.ofSeconds(1));
      Run bad = every("poll");
      accept(bad, gauge("up", i));
      failed(bad);
    }
    assertThat(series("/metrics")).containsExactly("up 9999");
  }

  @Test
  void theWallClockHasNoSay() {
    whole(every("poll"), gauge("up", 1));
    context.fakeTime().stepWallClock(Duration.ofDays(400));
    assertThat(series("/metrics")).containsExactly("up 1");
    context.fakeTime().stepWallClock(Duration.ofDays(-800));
    assertThat(series("/metrics")).containsExactly("up 1");
  }

  @Test
  void aListenersSeriesKeepTheirLastValue() {
    for (String value : List.of("1", "2", "1")) {
      Run push = run("otlp", "receive", Rhythm.Kind.LISTEN);
      whole(push, gauge("pushed", "from", value));
      context.fakeTime().advance(Duration.ofMinutes(2));
    }
    assertThat(series("/metrics")).containsExactly("pushed{from=\"1\"} 1", "pushed{from=\"2\"} 1");
    context.fakeTime().advance(Duration.ofMinutes(2));
    assertThat(series("/metrics")).containsExactly("pushed{from=\"1\"} 1");
  }

  @Test
  void whatEndedIsNotShown() {
    Run first = every("poll");
    whole(first, gauge("port", "port", "1", "2"));
    Run second = every("poll");
    NumberPoint ended = new NumberPoint(Labels.of("port", "2"), 1).endedAt(5);
    accept(second, MetricSpec.gauge("port", "Help.").family(List.of(ended)));
    failed(second);
    assertThat(series("/metrics")).containsExactly("port{port=\"1\"} 1");
  }

  @Test
  void aCancelledTaskIsGone() {
    whole(every("poll"), gauge("a", 1));
    whole(every("other"), gauge("b", 1));
    page.cancelled("snmp/gate", "poll");
    page.cancelled("snmp/gate", "never-there");
    assertThat(series("/metrics")).containsExactly("b 1");
  }

  @Test
  void aFamilyOfSeveralTasksIsOne() {
    whole(onDemand("node", "cpu"), gauge("success", "collector", "cpu"));
    whole(onDemand("node", "disk"), gauge("success", "collector", "disk"));
    assertThat(text("/metrics"))
        .isEqualTo(
            """
            # HELP success Help.
            # TYPE success gauge
            success{collector="cpu"} 1
            success{collector="disk"} 1
            """);
  }

  @Test
  void whatIsAboutAnotherDeviceCarriesItsInstance() {
    Run run = every("poll");
    List<MetricFamily> families =
        List.of(
            gauge("up", 1),
            gauge("own", "instance", "mine"),
            new MetricFamily(
                new MetricSpec("hist", MetricType.HISTOGRAM, "", "Help.", List.of()),
                List.of(
                    new HistogramPoint(
                        Labels.empty(), List.of(1.0), List.of(2L, 1L), 4, 0, false))),
            new MetricFamily(
                new MetricSpec("sum", MetricType.SUMMARY, "", "Help.", List.of()),
                List.of(new SummaryPoint(Labels.empty(), List.of(), 3, 6, 0, false))));
    page.accept(run, MetricBatch.of(DEVICE, families));
    page.accept(run, MetricBatch.of(context.resource(), List.of(gauge("up", 1))));
    page.accept(run, MetricBatch.of(Resource.empty(), List.of(gauge("nowhere", 1))));
    succeeded(run);
    assertThat(series("/metrics"))
        .containsExactlyInAnyOrder(
            "hist_bucket{instance=\"gate\",le=\"1\"} 2",
            "hist_bucket{instance=\"gate\",le=\"+Inf\"} 3",
            "hist_sum{instance=\"gate\"} 4",
            "hist_count{instance=\"gate\"} 3",
            "nowhere 1",
            "own{instance=\"mine\"} 1",
            "sum_sum{instance=\"gate\"} 6",
            "sum_count{instance=\"gate\"} 3",
            "up 1",
            "up{instance=\"gate\"} 1");
  }

  @Test
  void whatArrivesAsOtlpIsShownToo() {
    Run run = run("otlp", "receive", Rhythm.Kind.LISTEN);
    MetricBatch batch = MetricBatch.of(DEVICE, List.of(gauge("up", 1)));
    OtlpMetrics.encode(batch).forEach(encoded -> page.accept(run, encoded));
    ByteSlice garbage = ByteSlice.of(new byte[] {0x0A, 0x7F, 1});
    page.accept(run, new EncodedBatch(Signal.METRICS, garbage, 1, PositionMoves.none()));
    page.accept(run, new EncodedBatch(Signal.LOGS, garbage, 1, PositionMoves.none()));
    page.accept(run, new LogBatch(List.of(), PositionMoves.none()));
    succeeded(run);
    assertThat(series("/metrics")).containsExactly("up{instance=\"gate\"} 1");
    assertThat(context.logged()).hasSize(1).first().asString().contains("malformed OTLP");
  }

  @Test
  void takesItsRoutesAwayAndMayCloseTwice() {
    page.close();
    page.close();
    assertThat(context.testRoutes().isEmpty()).isTrue();
    View unstarted = new ScrapePage(context);
    unstarted.close();
    unstarted.close();
  }

  @Test
  void requestsDoNotWaitForEachOther() throws Exception {
    // One scrape's collecting goes on while another's is done.
    context.onCollect(
        (collector, _) -> {
          if (collector.equals("slow")) {
            assertThat(series("/metrics/fast")).containsExactly("a 1");
            whole(onDemand("slow", "task"), gauge("b", 1));
          }
          return true;
        });
    whole(onDemand("fast", "task"), gauge("a", 1));
    assertThat(series("/metrics/slow")).containsExactly("b 1");
  }
}
