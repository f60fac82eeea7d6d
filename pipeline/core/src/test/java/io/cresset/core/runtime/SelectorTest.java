package io.cresset.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.export.Chunk;
import io.cresset.api.export.Outcome;
import io.cresset.api.export.Outcome.Rejection;
import io.cresset.api.export.Sink;
import io.cresset.api.model.Attributes;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.EncodedBatch;
import io.cresset.api.model.HistogramPoint;
import io.cresset.api.model.Labels;
import io.cresset.api.model.LogBatch;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.MetricBatch;
import io.cresset.api.model.MetricSpec;
import io.cresset.api.model.MetricType;
import io.cresset.api.model.NumberPoint;
import io.cresset.api.model.PositionMoves;
import io.cresset.api.model.Resource;
import io.cresset.api.model.ResourceLogs;
import io.cresset.api.model.ResourceMetrics;
import io.cresset.api.model.Severity;
import io.cresset.api.model.Signal;
import io.cresset.api.model.Value;
import io.cresset.api.otlp.OtlpLogs;
import io.cresset.api.otlp.OtlpMetrics;
import io.cresset.core.config.Select;
import io.cresset.core.config.Select.Least;
import io.cresset.core.log.LogStatus.SinkStatus;
import io.cresset.testkit.Eventually;
import io.cresset.testkit.FakeTime;
import io.cresset.testkit.RecordingLogger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which records a sink gets by its rules, and that the others are accounted for. */
class SelectorTest {
  private static final Resource GATE = about("gate1", "syslog");
  private static final Resource HOST = about("host", "node-exporter");

  private static Resource about(String host, String job) {
    return Resource.of(Attributes.builder().put("host.name", host).put("job", job).build());
  }

  private static Select job(String job) {
    return new Select(Optional.of(job), Map.of(), Optional.empty(), Optional.empty());
  }

  private static Select attribute(String key, String value) {
    return new Select(Optional.empty(), Map.of(key, value), Optional.empty(), Optional.empty());
  }

  private static Select atLeast(Least severity) {
    return new Select(Optional.empty(), Map.of(), Optional.of(severity), Optional.empty());
  }

  private static Select metric(String name) {
    return new Select(Optional.empty(), Map.of(), Optional.empty(), Optional.of(name));
  }

  private static ResourceLogs lines(Resource about, int... severities) {
    return new ResourceLogs(
        about,
        IntStream.of(severities)
            .mapToObj(
                severity -> LogRecord.builder(1, 1, Value.of("x")).severity(severity, "").build())
            .toList());
  }

  /** Two lines of the gate, an error and one without severity, and two of the host. */
  private static EncodedBatch logs() {
    return OtlpLogs.encode(
        new LogBatch(
            List.of(
                lines(GATE, Severity.ERROR, Severity.UNSPECIFIED),
                lines(HOST, Severity.WARN, Severity.INFO)),
            PositionMoves.none()));
  }

  /** A gauge of two points, a histogram of one, and a gauge of another host. */
  private static EncodedBatch metrics() {
    MetricSpec load = MetricSpec.gauge("node_load", "Load.", "n");
    MetricSpec wait = new MetricSpec("wait", MetricType.HISTOGRAM, "", "Wait.", List.of());
    return OtlpMetrics.encode(
            new MetricBatch(
                List.of(
                    new ResourceMetrics(
                        HOST,
                        List.of(
                            load.family(
                                List.of(
                                    new NumberPoint(Labels.of("n", "1"), 1),
                                    new NumberPoint(Labels.of("n", "5"), 2))),
                            wait.family(
                                List.of(
                                    new HistogramPoint(
                                        Labels.empty(),
                                        List.of(1.0),
                                        List.of(1L, 2L),
                                        3,
                                        0,
                                        false))))),
                    new ResourceMetrics(GATE, List.of(load.family(7)))),
                PositionMoves.none()))
        .getFirst();
  }

  private static Chunk chunk(EncodedBatch... batches) {
    List<Chunk.Frame> frames = new java.util.ArrayList<>();
    long number = 100;
    for (EncodedBatch batch : batches) {
      frames.add(new Chunk.Frame(new UUID(1, 2), 1, number, batch.recordCount(), batch.otlp()));
      number += batch.recordCount() + 10;
    }
    return new Chunk(batches[0].signal(), 100, frames);
  }

  private static List<Integer> selected(EncodedBatch batch, Select... rules) {
    Chunk chunk = new Selector(List.of(rules)).apply(chunk(batch));
    Chunk.Frame frame = chunk.frames().getFirst();
    return IntStream.range(0, frame.recordCount()).filter(frame.selection()::has).boxed().toList();
  }

  @Test
  void logRecordsBySeverityJobAndAttributes() {
    assertThat(selected(logs())).containsExactly(0, 1, 2, 3);
    assertThat(selected(logs(), atLeast(Least.WARN))).containsExactly(0, 2);
    assertThat(selected(logs(), atLeast(Least.ERROR))).containsExactly(0);
    assertThat(selected(logs(), job("sys*"))).containsExactly(0, 1);
    assertThat(selected(logs(), attribute("host.name", "host"))).containsExactly(2, 3);
    assertThat(selected(logs(), attribute("no.such", "*"))).isEmpty();
    assertThat(selected(logs(), metric("*"))).isEmpty();
    assertThat(selected(logs(), job("syslog"), atLeast(Least.WARN))).containsExactly(0, 1, 2);
    Select both =
        new Select(
            Optional.of("node-exporter"),
            Map.of("host.name", "h?st"),
            Optional.of(Least.WARN),
            Optional.empty());
    assertThat(selected(logs(), both)).containsExactly(2);
  }

  @Test
  void metricsByNameJobAndAttributes() {
    assertThat(selected(metrics(), metric("node_*"))).containsExactly(0, 1, 3);
    assertThat(selected(metrics(), metric("wait"))).containsExactly(2);
    assertThat(selected(metrics(), job("node-exporter"))).containsExactly(0, 1, 2);
    assertThat(selected(metrics(), atLeast(Least.TRACE))).isEmpty();
    assertThat(selected(metrics(), metric("wait"), attribute("host.name", "gate*")))
        .containsExactly(2, 3);
    Select both =
        new Select(Optional.of("syslog"), Map.of(), Optional.empty(), Optional.of("node_load"));
    assertThat(selected(metrics(), both)).containsExactly(3);
  }

  @Test
  void whatCannotBeReadIsLeftToTheSink() {
    EncodedBatch garbage =
        new EncodedBatch(Signal.LOGS, ByteSlice.of(new byte[] {1}), 1, PositionMoves.none());
    assertThat(selected(garbage, job("x"))).containsExactly(0);
  }

  @Test
  void aChunkCountsWhatIsToBeSent() {
    Chunk chunk = new Selector(List.of(atLeast(Least.WARN))).apply(chunk(logs(), logs()));
    assertThat(chunk.recordCount()).isEqualTo(4);
    assertThat(chunk.presentIn(101, 200)).isEqualTo(7);
    assertThat(chunk.selectedIn(101, 117)).isEqualTo(3);
    assertThat(chunk.selectedIn(104, 114)).isZero();
  }

  /** Refuses the second record that it gets; everything else is delivered. */
  private static final class Choosy implements Sink {
    @Override
    public java.util.Set<Signal> signals() {
      return java.util.Set.of(Signal.LOGS);
    }

    @Override
    public Outcome send(Chunk chunk) {
      long first = chunk.firstNumber();
      return new Outcome.Done(List.of(new Rejection(first + 1, first + 4, "no")), 0, "");
    }

    @Override
    public void close() {}
  }

  @Test
  void whatIsNotSelectedIsCountedAsThat() throws Exception {
    FakeTime time = new FakeTime();
    MemoryLog log = new MemoryLog(Signal.LOGS, time);
    log.append(logs());
    Delivery delivery =
        new Delivery(
            "loki",
            Signal.LOGS,
            new Choosy(),
            List.of(atLeast(Least.WARN)),
            log.feed("loki"),
            time,
            new RecordingLogger());
    delivery.start();
    try {
      Eventually.holds("first", () -> log.feed("loki").committed() == 4);
      // The one that it refuses is the second that is selected, the third of the frame.
      assertThat(delivery.status().rejected()).isEqualTo(Map.of("no", 1L));
      log.append(
          OtlpLogs.encode(new LogBatch(List.of(lines(GATE, Severity.INFO)), PositionMoves.none())));
      Eventually.holds("second", () -> log.feed("loki").committed() == 5);
      SinkStatus account = log.status().sinks().getFirst();
      assertThat(account.delivered()).isEqualTo(1);
      assertThat(account.rejected()).isEqualTo(1);
      assertThat(account.unselected()).isEqualTo(3);
      assertThat(account.lag()).isZero();
    } finally {
      delivery.close(Duration.ofSeconds(5));
    }
  }
}
