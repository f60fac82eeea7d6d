package io.cresset.exporters.remotewrite;

import static io.cresset.exporters.remotewrite.Points.LOAD;
import static io.cresset.exporters.remotewrite.Points.ODD;
import static io.cresset.exporters.remotewrite.Points.SENT;
import static io.cresset.exporters.remotewrite.Points.SIZE;
import static io.cresset.exporters.remotewrite.Points.WAIT;
import static io.cresset.exporters.remotewrite.Points.chunk;
import static io.cresset.exporters.remotewrite.Points.ended;
import static io.cresset.exporters.remotewrite.Points.family;
import static io.cresset.exporters.remotewrite.Points.frame;
import static io.cresset.exporters.remotewrite.Points.number;
import static io.cresset.exporters.remotewrite.Points.resource;
import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.export.Outcome;
import io.cresset.api.http.HttpSettings;
import io.cresset.api.model.Resource;
import io.cresset.exporters.TestContext;
import io.cresset.testkit.PrometheusPeer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is written is found in a real Prometheus as it was, in both versions of the protocol. */
final class RealPrometheusTest {
  private static final String ONLY_V1 =
      "--web.remote-write-receiver.accepted-protobuf-messages=prometheus.WriteRequest";

  /** The real time, because Prometheus refuses what is far from its own clock's. */
  private final long now = Instant.now().getEpochSecond() * 1000 - 120_000;

  private final Resource gate = resource("host.name", "gate", "job", "node-exporter");
  private final TestContext context = new TestContext("remote_write");

  @TempDir Path folder;

  private PrometheusPeer prometheus(String version, String window) {
    List<String> options = new ArrayList<>(List.of("--web.enable-remote-write-receiver"));
    if (version.equals("1.0")) {
      options.add(ONLY_V1);
    }
    return new PrometheusPeer(
        folder,
        window.isEmpty() ? "" : "storage: { tsdb: { out_of_order_time_window: " + window + " } }\n",
        options);
  }

  private RemoteWriteSink sink(PrometheusPeer prometheus) {
    return new RemoteWriteSink(
        new RemoteWriteConfig(prometheus.url().resolve("/api/v1/write"), HttpSettings.plain()),
        context);
  }

  @ParameterizedTest
  @CsvSource({"2.0", "1.0"})
  void samplesLabelsAndEnds(String version) throws Exception {
    try (PrometheusPeer prometheus = prometheus(version, "")) {
      RemoteWriteSink sink = sink(prometheus);
      assertThat(
              sink.send(
                  chunk(
                      frame(
                          0,
                          gate,
                          family(SENT, number(1, now, "to", "a\"\\\n é"), number(2.5, now)),
                          family(ODD, number(12345678901.0, now)),
                          family(LOAD, number(0.25, now)),
                          family(WAIT, Points.waited(now)),
                          family(SIZE, Points.size(now))))))
          .isEqualTo(Outcome.delivered());
      assertThat(prometheus.query("{job=\"node-exporter\"}", now))
          .containsExactlyInAnyOrder(
              "sent_bytes_total{instance=gate,job=node-exporter,to=a\"\\\n é} 1",
              "sent_bytes_total{instance=gate,job=node-exporter} 2.5",
              "ifHCInOctets{instance=gate,job=node-exporter} 12345678901",
              "load1{instance=gate,job=node-exporter} 0.25",
              "wait_seconds_bucket{instance=gate,job=node-exporter,le=0.5} 3",
              "wait_seconds_bucket{instance=gate,job=node-exporter,le=1.0} 3",
              "wait_seconds_bucket{instance=gate,job=node-exporter,le=+Inf} 4",
              "wait_seconds_sum{instance=gate,job=node-exporter} 2.25",
              "wait_seconds_count{instance=gate,job=node-exporter} 4",
              "size_bytes{instance=gate,job=node-exporter,quantile=0.5} 10",
              "size_bytes{instance=gate,job=node-exporter,quantile=1.0} 30",
              "size_bytes_sum{instance=gate,job=node-exporter} 50",
              "size_bytes_count{instance=gate,job=node-exporter} 4");
      long end = (now + 15_000) * 1_000_000;
      assertThat(
              sink.send(
                  chunk(
                      frame(
                          18,
                          gate,
                          family(LOAD, ended(now + 15_000)),
                          family(WAIT, Points.waited(now).endedAt(end)),
                          family(SIZE, Points.size(now).endedAt(end)),
                          family(ODD, number(12345678902.0, now + 15_000))))))
          .isEqualTo(Outcome.delivered());
      assertThat(prometheus.query("load1", now + 14_999)).hasSize(1);
      assertThat(prometheus.query("load1", now + 15_000)).isEmpty();
      // Of a histogram and a summary each bucket, each quantile, sum and count.
      assertThat(prometheus.query("{job=\"node-exporter\"}", now + 15_000))
          .containsExactlyInAnyOrder(
              "sent_bytes_total{instance=gate,job=node-exporter,to=a\"\\\n é} 1",
              "sent_bytes_total{instance=gate,job=node-exporter} 2.5",
              "ifHCInOctets{instance=gate,job=node-exporter} 12345678902");
      assertThat(context.logged()).hasSize(version.equals("1.0") ? 1 : 0);
      // It shows the metadata of what it scrapes, and takes what is written without a word.
      assertThat(prometheus.get("/api/v1/metadata").path("data").size()).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({"2.0, 1", "1.0, 2"})
  void whatIsOutOfOrderIsRefusedAndTheGoodIsIn(String version, int lost) throws Exception {
    try (PrometheusPeer prometheus = prometheus(version, "")) {
      RemoteWriteSink sink = sink(prometheus);
      assertThat(sink.send(chunk(frame(0, gate, family(LOAD, number(1, now))))))
          .isEqualTo(Outcome.delivered());
      Outcome outcome =
          sink.send(
              chunk(
                  frame(
                      1,
                      gate,
                      family(ODD, number(7, now)),
                      family(LOAD, number(2, now - 15_000)))));
      assertThat(outcome)
          .isInstanceOfSatisfying(
              Outcome.Done.class,
              done -> {
                assertThat(done.unattributed()).isEqualTo(lost);
                assertThat(done.reason()).startsWith("out_of_order: ");
              });
      // Prometheus takes a request of 1.0 whole or not at all.
      assertThat(prometheus.query("ifHCInOctets", now)).hasSize(2 - lost);
    }
  }

  @Test
  void anOutageWithinTheWindowIsMadeUpFor() throws Exception {
    long old = now - 3 * 3_600_000;
    try (PrometheusPeer prometheus = prometheus("2.0", "6h")) {
      RemoteWriteSink sink = sink(prometheus);
      assertThat(sink.send(chunk(frame(0, gate, family(LOAD, number(1, now))))))
          .isEqualTo(Outcome.delivered());
      assertThat(sink.send(chunk(frame(1, gate, family(LOAD, number(5, old))))))
          .isEqualTo(Outcome.delivered());
      assertThat(prometheus.query("load1", old)).singleElement().asString().endsWith(" 5");
      assertThat(sink.send(chunk(frame(2, gate, family(LOAD, number(6, old - 12 * 3_600_000))))))
          .isInstanceOfSatisfying(
              Outcome.Done.class,
              done ->
                  assertThat(done.rejections())
                      .singleElement()
                      .satisfies(it -> assertThat(it.reason()).startsWith("too_old: ")));
    }
  }

  @ParameterizedTest
  @CsvSource({"2.0", "1.0"})
  void anExactRepeatIsNoLoss(String version) throws Exception {
    try (PrometheusPeer prometheus = prometheus(version, "")) {
      RemoteWriteSink sink = sink(prometheus);
      for (int i = 0; i < 2; i++) {
        assertThat(sink.send(chunk(frame(0, gate, family(LOAD, number(1, now))))))
            .isEqualTo(Outcome.delivered());
      }
    }
  }
}
