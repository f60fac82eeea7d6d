package io.cresset.exporters.otlp;

import static io.cresset.exporters.otlp.OtlpChunks.config;
import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.export.Chunk;
import io.cresset.api.export.Outcome;
import io.cresset.api.model.Attributes;
import io.cresset.api.model.EncodedBatch;
import io.cresset.api.model.HistogramPoint;
import io.cresset.api.model.Labels;
import io.cresset.api.model.LogBatch;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.MetricBatch;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.api.model.MetricType;
import io.cresset.api.model.NumberPoint;
import io.cresset.api.model.PositionMoves;
import io.cresset.api.model.Resource;
import io.cresset.api.model.ResourceLogs;
import io.cresset.api.model.Signal;
import io.cresset.api.model.SummaryPoint;
import io.cresset.api.model.Value;
import io.cresset.api.otlp.OtlpLogs;
import io.cresset.api.otlp.OtlpMetrics;
import io.cresset.exporters.TestContext;
import io.cresset.testkit.Eventually;
import io.cresset.testkit.LokiPeer;
import io.cresset.testkit.VictoriaMetricsPeer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is delivered comes back from real receivers as it was. */
final class RealReceiversTest {
  private static final Resource GATE =
      Resource.of(
          Attributes.builder()
              .put("host.name", "gate")
              .put("job", "edge")
              .put("service.name", "shop")
              .build());

  /** The real time, because receivers refuse what is far from their own clock's. */
  private final Instant now = Instant.now();

  private final long nowNanos = now.getEpochSecond() * 1_000_000_000L;
  private final TestContext context = new TestContext("otlp");

  private static Chunk metrics(MetricFamily... families) {
    EncodedBatch batch = OtlpMetrics.encode(MetricBatch.of(GATE, List.of(families))).getFirst();
    return OtlpChunks.metrics(OtlpChunks.frame(0, batch.recordCount(), batch.otlp()));
  }

  @Test
  void metricsComeBackUnderTheirNames(@TempDir Path folder) throws Exception {
    try (VictoriaMetricsPeer metrics = new VictoriaMetricsPeer(folder)) {
      OtlpSink sink =
          new OtlpSink(config(metrics.otlp(), Compression.GZIP, 400, Signal.METRICS), context);
      MetricSpec octets = MetricSpec.counter("ifHCInOctets", "Octets in.", "ifName");
      MetricSpec states =
          new MetricSpec("power_state", MetricType.STATESET, "", "State.", List.of("power_state"));
      MetricSpec seconds =
          new MetricSpec("wait_seconds", MetricType.HISTOGRAM, "seconds", "Waits.", List.of());
      MetricSpec sizes =
          new MetricSpec("size_bytes", MetricType.SUMMARY, "bytes", "Sizes.", List.of());
      Chunk chunk =
          metrics(
              octets.family(
                  List.of(
                      number(Labels.of("ifName", "eth0"), 1e15),
                      number(Labels.of("ifName", "eth1"), 2))),
              MetricSpec.gauge("temp_celsius", "Warmth.").family(List.of(number(-1.5))),
              MetricSpec.unknown("odd", "Who knows.").family(List.of(number(7))),
              states.family(
                  List.of(
                      number(Labels.of("power_state", "on"), 1),
                      number(Labels.of("power_state", "off"), 0))),
              seconds.family(
                  List.of(
                      new HistogramPoint(
                          Labels.empty(),
                          List.of(0.5, 1.0),
                          List.of(1L, 2L, 3L),
                          9.5,
                          nowNanos,
                          false))),
              sizes.family(
                  List.of(
                      new SummaryPoint(
                          Labels.empty(),
                          List.of(new SummaryPoint.Quantile(0.5, 3)),
                          4,
                          10,
                          nowNanos,
                          false))));
      assertThat(sink.send(chunk)).isEqualTo(Outcome.delivered());
      // The same once more, as after a lost answer.
      assertThat(sink.send(chunk)).isEqualTo(Outcome.delivered());

      assertThat(metrics.query("ifHCInOctets"))
          .isEqualTo(
              Map.of(labels("ifName", "eth0"), "1000000000000000", labels("ifName", "eth1"), "2"));
      assertThat(metrics.query("temp_celsius")).isEqualTo(Map.of(labels(), "-1.5"));
      assertThat(metrics.query("odd")).isEqualTo(Map.of(labels(), "7"));
      assertThat(metrics.query("power_state"))
          .isEqualTo(Map.of(labels("power_state", "on"), "1", labels("power_state", "off"), "0"));
      assertThat(metrics.query("wait_seconds_bucket"))
          .isEqualTo(
              Map.of(labels("le", "0.5"), "1", labels("le", "1"), "3", labels("le", "+Inf"), "6"));
      assertThat(metrics.query("wait_seconds_sum")).isEqualTo(Map.of(labels(), "9.5"));
      assertThat(metrics.query("size_bytes")).isEqualTo(Map.of(labels("quantile", "0.5"), "3"));
      assertThat(metrics.query("size_bytes_count")).isEqualTo(Map.of(labels(), "4"));

      // The end of a series is its end there.
      NumberPoint ended = number(-1.5).endedAt(nowNanos + 1_000_000);
      assertThat(
              sink.send(
                  metrics(MetricSpec.gauge("temp_celsius", "Warmth.").family(List.of(ended)))))
          .isEqualTo(Outcome.delivered());
      // It takes a moment until what was taken is searched.
      Eventually.holds("the series has ended", () -> metrics.query("temp_celsius").isEmpty());
      assertThat(metrics.query("odd")).hasSize(1);
    }
  }

  private NumberPoint number(double value) {
    return number(Labels.empty(), value);
  }

  private NumberPoint number(Labels labels, double value) {
    return new NumberPoint(labels, value).at(nowNanos);
  }

  /** With what the resource says. */
  private static Map<String, String> labels(String... more) {
    Map<String, String> labels =
        new TreeMap<>(
            Map.of(
                "host.name",
                "gate",
                "job",
                "edge",
                "service.instance.id",
                "gate",
                "service.name",
                "shop"));
    for (int i = 0; i < more.length; i += 2) {
      labels.put(more[i], more[i + 1]);
    }
    return labels;
  }

  @Test
  void aDoorThatIsNotThereIsSaid(@TempDir Path folder) throws Exception {
    try (LokiPeer loki = new LokiPeer(folder)) {
      OtlpSink sink = new OtlpSink(config(loki.url().resolve("/otlp")), context);
      Outcome outcome = sink.send(OtlpChunks.metrics(OtlpChunks.points(0, "a")));
      assertThat(outcome)
          .isInstanceOfSatisfying(
              Outcome.RetryAfter.class,
              retry -> assertThat(retry.reason()).contains("404", "check exporters.otlp.url"));
    }
  }

  @Test
  void logsComeBackFromLoki(@TempDir Path folder) throws Exception {
    try (LokiPeer loki = new LokiPeer(folder)) {
      OtlpSink sink =
          new OtlpSink(
              config(loki.url().resolve("/otlp"), Compression.GZIP, 20_000, Signal.LOGS), context);
      List<String> lines = new ArrayList<>();
      List<LogRecord> records = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        String line = i + " \u00e9\t\"quoted\" " + "x".repeat(i);
        lines.add(line);
        records.add(
            LogRecord.builder(nowNanos + i, nowNanos + i, Value.of(line))
                .severity(17, "ERR")
                .attributes(Attributes.builder().put("syslog.appname", "sshd").build())
                .build());
      }
      EncodedBatch batch =
          OtlpLogs.encode(
              new LogBatch(List.of(new ResourceLogs(GATE, records)), PositionMoves.none()));
      Chunk chunk = OtlpChunks.logs(OtlpChunks.frame(0, batch.recordCount(), batch.otlp()));
      assertThat(sink.send(chunk)).isEqualTo(Outcome.delivered());
      List<LokiPeer.Entry> stored =
          loki.query("{service_name=\"shop\"}", now.minusSeconds(3600), now.plusSeconds(3600));
      assertThat(stored.stream().map(LokiPeer.Entry::line).toList().equals(lines)).isTrue();
      assertThat(stored.getFirst().unixNanos()).isEqualTo(nowNanos);
      assertThat(stored.getFirst().metadata())
          .containsEntry("host_name", "gate")
          .containsEntry("job", "edge")
          .containsEntry("syslog_appname", "sshd")
          .containsEntry("severity_number", "17")
          .containsEntry("severity_text", "ERR");

      // Twice is once, and what is far in the future is refused with Loki's words.
      assertThat(sink.send(chunk)).isEqualTo(Outcome.delivered());
      assertThat(
              loki.query("{service_name=\"shop\"}", now.minusSeconds(3600), now.plusSeconds(3600)))
          .hasSize(500);
      long tomorrow = nowNanos + Duration.ofDays(1).toNanos();
      EncodedBatch wrong =
          OtlpLogs.encode(
              new LogBatch(
                  List.of(
                      new ResourceLogs(
                          GATE,
                          List.of(LogRecord.builder(tomorrow, tomorrow, Value.of("x")).build()))),
                  PositionMoves.none()));
      assertThat(sink.send(OtlpChunks.logs(OtlpChunks.frame(0, 1, wrong.otlp()))))
          .isInstanceOfSatisfying(
              Outcome.Done.class,
              done ->
                  assertThat(done.rejections().getFirst().reason())
                      .startsWith("too_new: ")
                      .contains("too new"));
    }
  }
}
