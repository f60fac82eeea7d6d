package io.cresset.exporters;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.cresset.api.collect.Rhythm;
import io.cresset.api.collect.RunResult;
import io.cresset.api.config.DataSize;
import io.cresset.api.export.Outcome;
import io.cresset.api.export.Sink;
import io.cresset.api.export.View;
import io.cresset.api.http.HttpRoutes;
import io.cresset.api.http.HttpSettings;
import io.cresset.api.model.Signal;
import io.cresset.exporters.loki.LokiConfig;
import io.cresset.exporters.loki.LokiFactory;
import io.cresset.exporters.otlp.Compression;
import io.cresset.exporters.otlp.OtlpConfig;
import io.cresset.exporters.otlp.OtlpFactory;
import io.cresset.exporters.prometheus.PrometheusConfig;
import io.cresset.exporters.prometheus.PrometheusFactory;
import io.cresset.exporters.remotewrite.RemoteWriteConfig;
import io.cresset.exporters.remotewrite.RemoteWriteFactory;
import io.cresset.testkit.Eventually;
import io.cresset.testkit.LokiPeer;
import io.cresset.testkit.OtelCollectorPeer;
import io.cresset.testkit.PrometheusPeer;
import io.cresset.testkit.VictoriaMetricsPeer;
import io.cresset.testkit.http.HttpPeer;
import io.cresset.testkit.http.RawServer.Received;
import io.cresset.testkit.http.Reply;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same metrics and lines by every road: names, labels, types and values are as declared. */
final class EveryRoadTest {
  private static final String ALL =
      "{job=\"node-exporter\",__name__!~\"up|scrape_.*|target_info\"}";

  /** The real time, because receivers refuse what is far from their own clock's. */
  private final Instant now = Instant.now().minusSeconds(60);

  private final long millis = now.getEpochSecond() * 1000;
  private final long nanos = millis * 1_000_000;

  @TempDir Path folder;

  private static List<String> sorted(List<String> series) {
    return series.stream().sorted().toList();
  }

  private static Sink otlp(URI url, Signal signal) {
    OtlpConfig config =
        new OtlpConfig(
            url, HttpSettings.plain(), List.of(signal), Compression.GZIP, new DataSize(1 << 20));
    return (Sink) new OtlpFactory().create(config, new TestContext("otlp"));
  }

  /** Sends metrics and then their end, which the destination shows in time. */
  private void sendAndEnd(Sink sink, PrometheusPeer prometheus) throws InterruptedException {
    assertThat(sink.send(Fixture.chunk(Fixture.metrics(nanos)))).isEqualTo(Outcome.delivered());
    assertThat(sorted(prometheus.query(ALL, millis))).isEqualTo(sorted(Fixture.SERIES));
    long later = nanos + 15_000_000_000L;
    assertThat(sink.send(Fixture.chunk(Fixture.ended(later)))).isEqualTo(Outcome.delivered());
    assertThat(prometheus.query(ALL, millis + 14_999)).hasSameSizeAs(Fixture.SERIES);
    assertThat(prometheus.query(ALL, millis + 15_000)).isEmpty();
  }

  @Test
  void metricsOnTheScrapePage() throws Exception {
    TestContext context = new TestContext("prometheus");
    View page = (View) new PrometheusFactory().create(new PrometheusConfig(), context);
    page.start();
    View.Run run = new View.Run("node", "all", Rhythm.Kind.EVERY, 1, context.time().unixNanos());
    page.accept(run, Fixture.metrics(0));
    page.ended(run, new RunResult(Duration.ofMillis(5), Optional.empty()));

    String text = new String(context.testRoutes().get("/metrics").body(), StandardCharsets.UTF_8);
    assertThat(text.lines().filter(line -> line.startsWith("# TYPE ")))
        .map(line -> line.substring("# TYPE ".length()))
        .containsExactlyInAnyOrderElementsOf(
            Fixture.TYPES.stream()
                // The text format knows no better word for these.
                .map(type -> type.replaceAll("(info|stateset)$", "gauge"))
                .map(type -> type.replace("unknown", "untyped"))
                .toList());

    HttpPeer server = HttpPeer.by(request -> page(context, request));
    String config =
        """
        scrape_configs:
          - job_name: node-exporter
            scrape_interval: 1s
            honor_labels: true
            static_configs: [ { targets: [ "127.0.0.1:%d" ], labels: { instance: here } } ]
        """
            .formatted(server.url().getPort());
    try (server;
        PrometheusPeer prometheus = new PrometheusPeer(folder, config, List.of())) {
      Eventually.holds("scraped", () -> !prometheus.query(ALL, realMillis()).isEmpty());
      assertThat(sorted(prometheus.query(ALL, realMillis()))).isEqualTo(sorted(Fixture.SERIES));
      JsonNode types = prometheus.get("/api/v1/metadata").path("data");
      assertThat(types.path("temp_celsius").path(0).path("type").asText()).isEqualTo("gauge");
      assertThat(types.path("wait_seconds").path(0).path("type").asText()).isEqualTo("histogram");
    }
  }

  private static Reply page(TestContext context, Received request) {
    List<String> headers = new ArrayList<>();
    request.headers().forEach((name, value) -> headers.addAll(List.of(name, value)));
    try {
      HttpRoutes.Response answer =
          context.testRoutes().get("/metrics", headers.toArray(String[]::new));
      return Reply.of(answer.status(), answer.body(), "Content-Type", answer.contentType());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  private static long realMillis() {
    return Instant.now().toEpochMilli();
  }

  @ParameterizedTest
  @ValueSource(strings = {"io.prometheus.write.v2.Request", "prometheus.WriteRequest"})
  void metricsByRemoteWrite(String message) throws Exception {
    List<String> options =
        List.of(
            "--web.enable-remote-write-receiver",
            "--web.remote-write-receiver.accepted-protobuf-messages=" + message);
    try (PrometheusPeer prometheus = new PrometheusPeer(folder, "", options)) {
      RemoteWriteConfig config =
          new RemoteWriteConfig(prometheus.url().resolve("/api/v1/write"), HttpSettings.plain());
      TestContext context = new TestContext("remote_write");
      sendAndEnd((Sink) new RemoteWriteFactory().create(config, context), prometheus);
    }
  }

  @Test
  void metricsByOtlpToPrometheus() throws Exception {
    String config = "otlp: { translation_strategy: NoTranslation }\n";
    try (PrometheusPeer prometheus = PrometheusPeer.takingOtlp(folder, config)) {
      sendAndEnd(otlp(prometheus.url().resolve("/api/v1/otlp"), Signal.METRICS), prometheus);
    }
  }

  @Test
  void metricsByOtlpToVictoriaMetrics() throws Exception {
    try (VictoriaMetricsPeer metrics = new VictoriaMetricsPeer(folder)) {
      Sink sink = otlp(metrics.otlp(), Signal.METRICS);
      assertThat(sink.send(Fixture.chunk(Fixture.metrics(nanos)))).isEqualTo(Outcome.delivered());
      for (String name :
          Fixture.SERIES.stream().map(it -> it.substring(0, it.indexOf('{'))).distinct().toList()) {
        List<String> found = new ArrayList<>();
        // All of the resource is labels there, under its own names.
        metrics
            .query(name)
            .forEach(
                (labels, value) -> {
                  Map<String, String> declared = new TreeMap<>(labels);
                  String instance = String.valueOf(declared.remove("service.instance.id"));
                  assertThat(declared.remove("host.name")).isEqualTo(instance);
                  assertThat(declared.remove("service.name")).isEqualTo("node-exporter");
                  declared.put("instance", instance);
                  found.add(text(name, declared) + " " + value);
                });
        assertThat(found)
            .containsExactlyInAnyOrderElementsOf(
                Fixture.SERIES.stream().filter(it -> it.startsWith(name + "{")).toList());
      }
      long later = nanos + 15_000_000_000L;
      assertThat(sink.send(Fixture.chunk(Fixture.ended(later)))).isEqualTo(Outcome.delivered());
      // It takes a moment until what was taken is searched.
      Eventually.holds("ended", () -> metrics.query(ALL).isEmpty());
    }
  }

  private static String text(String name, Map<String, String> labels) {
    List<String> pairs = new ArrayList<>();
    labels.forEach((key, value) -> pairs.add(key + "=" + value));
    return name + "{" + String.join(",", pairs) + "}";
  }

  @Test
  void metricsByOtlpToACollector() throws Exception {
    try (OtelCollectorPeer collector = new OtelCollectorPeer(folder)) {
      Sink sink = otlp(collector.url(), Signal.METRICS);
      assertThat(sink.send(Fixture.chunk(Fixture.metrics(nanos)))).isEqualTo(Outcome.delivered());
      Eventually.holds("written", () -> collector.taken().size() == 1);
      List<String> series = new ArrayList<>();
      List<String> types = new ArrayList<>();
      for (JsonNode about : collector.taken().getFirst().path("resourceMetrics")) {
        Map<String, String> resource = attributes(about.path("resource"));
        for (JsonNode metric : about.path("scopeMetrics").path(0).path("metrics")) {
          String name = metric.path("name").asText();
          types.add(
              name
                  + " "
                  + metric.path("metadata").path(0).path("value").path("stringValue").asText());
          points(metric).forEach(point -> series.addAll(CollectorSeries.of(name, resource, point)));
        }
      }
      assertThat(sorted(series)).isEqualTo(sorted(Fixture.SERIES));
      assertThat(sorted(types)).isEqualTo(Fixture.TYPES);
    }
  }

  private static Stream<JsonNode> points(JsonNode metric) {
    return Stream.of("gauge", "sum", "histogram", "summary")
        .flatMap(
            kind ->
                StreamSupport.stream(metric.path(kind).path("dataPoints").spliterator(), false));
  }

  static Map<String, String> attributes(JsonNode of) {
    Map<String, String> attributes = new TreeMap<>();
    for (JsonNode attribute : of.path("attributes")) {
      attributes.put(
          attribute.path("key").asText(), attribute.path("value").path("stringValue").asText());
    }
    return attributes;
  }

  @Test
  void linesByPushAndByOtlpToLoki() throws Exception {
    try (LokiPeer loki = new LokiPeer(folder)) {
      LokiConfig config = new LokiConfig(loki.url(), HttpSettings.plain(), 1000);
      Sink push = (Sink) new LokiFactory().create(config, new TestContext("loki"));
      assertThat(push.send(Fixture.chunk(Fixture.lines(nanos)))).isEqualTo(Outcome.delivered());
      Sink otlp = otlp(loki.url().resolve("/otlp"), Signal.LOGS);
      assertThat(otlp.send(Fixture.chunk(Fixture.lines(nanos)))).isEqualTo(Outcome.delivered());
      assertThat(lines(loki, "{job=\"node-exporter\"}"))
          .containsExactly(
              "Accepted publickey \u00e9 {instance=gate, job=node-exporter, service_name=sshd}"
                  + " 42 info",
              "link down {instance=here, job=node-exporter} null err");
      assertThat(lines(loki, "{service_instance_id=~\".+\"}"))
          .containsExactly(
              "Accepted publickey \u00e9 {service_instance_id=gate, service_name=sshd} 42 info",
              "link down {service_instance_id=here, service_name=node-exporter} null err");
    }
  }

  private List<String> lines(LokiPeer loki, String selector) {
    return loki.query(selector, now.minusSeconds(60), now.plusSeconds(60)).stream()
        .map(
            it ->
                it.line()
                    + " "
                    + it.labels()
                    + " "
                    + it.metadata().get("syslog_procid")
                    + " "
                    + it.metadata().getOrDefault("level", it.metadata().get("severity_text")))
        .toList();
  }

  @Test
  void linesByOtlpToACollector() throws Exception {
    try (OtelCollectorPeer collector = new OtelCollectorPeer(folder)) {
      Sink sink = otlp(collector.url(), Signal.LOGS);
      assertThat(sink.send(Fixture.chunk(Fixture.lines(nanos)))).isEqualTo(Outcome.delivered());
      Eventually.holds("written", () -> collector.taken().size() == 1);
      List<String> lines = new ArrayList<>();
      for (JsonNode about : collector.taken().getFirst().path("resourceLogs")) {
        for (JsonNode line : about.path("scopeLogs").path(0).path("logRecords")) {
          lines.add(
              line.path("timeUnixNano").asLong()
                  - nanos
                  + " "
                  + line.path("body").path("stringValue").asText()
                  + " "
                  + line.path("severityNumber").asInt()
                  + line.path("severityText").asText()
                  + " "
                  + attributes(line)
                  + " "
                  + attributes(about.path("resource")));
        }
      }
      assertThat(lines)
          .containsExactly(
              "0 Accepted publickey \u00e9 9info {syslog.procid=42} {host.name=gate,"
                  + " job=node-exporter, service.instance.id=gate, service.name=sshd}",
              "1 link down 17err {} {host.name=here, job=node-exporter, service.instance.id=here,"
                  + " service.name=node-exporter}");
    }
  }
}
