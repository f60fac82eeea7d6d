package io.cresset.exporters.prometheus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.collect.Rhythm;
import io.cresset.api.export.View;
import io.cresset.api.export.View.Run;
import io.cresset.api.http.HttpRoutes;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.EncodedBatch;
import io.cresset.api.model.HistogramPoint;
import io.cresset.api.model.Labels;
import io.cresset.api.model.LogBatch;
import io.cresset.api.model.MetricBatch;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.api.model.MetricType;
import io.cresset.api.model.PositionMoves;
import io.cresset.api.model.Resource;
import io.cresset.api.model.Signal;
import io.cresset.api.model.SummaryPoint;
import io.cresset.api.otlp.OtlpMetrics;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The text of the page is what is looked at, as a scraper would. */
final class ScrapePageTest extends PageStage {

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
