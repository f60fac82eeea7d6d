package io.cresset.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cresset.api.check.Door;
import io.cresset.api.check.DoorContext;
import io.cresset.api.check.Finding;
import io.cresset.api.export.Chunk;
import io.cresset.api.export.Outcome;
import io.cresset.api.export.Sink;
import io.cresset.api.model.Attributes;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.EncodedBatch;
import io.cresset.api.model.LogBatch;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.MetricBatch;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.api.model.PositionMoves;
import io.cresset.api.model.Resource;
import io.cresset.api.model.ResourceLogs;
import io.cresset.api.model.Signal;
import io.cresset.api.model.Value;
import io.cresset.api.otlp.OtlpLogs;
import io.cresset.api.otlp.OtlpMetrics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What every sink promises, whatever it delivers to. */
public interface SinkContract {

  /** A sink whose destination is not there: nothing listens at its address. */
  Sink unreachable();

  /** The doors of the configuration that {@link #unreachable} is made from. */
  default List<Door> doors(DoorContext context) {
    return List.of();
  }

  /** That nothing is sent is counted; that it says what to do, at a server that is not there. */
  @Test
  default void namesItsDoorsAndOpensThemOnlyWhenTried() throws InterruptedException {
    DoorHarness harness = new DoorHarness("exporters", "sink", new FakeTime());
    List<Door> doors = doors(harness);
    assertThat(harness.sent()).isZero();
    for (Door door : doors) {
      List<Finding> found = door.trial().open();
      assertThat(found)
          .as(door.name())
          .isNotEmpty()
          .allSatisfy(one -> assertThat(one.state()).isEqualTo(Finding.State.FAIL))
          .allSatisfy(one -> assertThat(one.remedy()).contains("exporters.sink."));
    }
    assertThat(harness.sent()).isEqualTo((int) doors.stream().filter(Door::remote).count());
  }

  @Test
  default void wantsSomething() {
    try (Sink sink = unreachable()) {
      assertThat(sink.signals()).isNotEmpty().isEqualTo(sink.signals());
    }
  }

  @Test
  default void closesTwiceAndUnstarted() {
    Sink unstarted = unreachable();
    unstarted.close();
    unstarted.close();
    Sink started = unreachable();
    started.start();
    started.close();
    started.close();
  }

  @Test
  default void whatIsNotAnsweredForIsToBeSentAgain() throws InterruptedException {
    try (Sink sink = unreachable()) {
      sink.start();
      Chunk chunk = chunk(sink);
      for (int tries = 1; tries <= 2; tries++) {
        assertThat(sink.send(chunk))
            .isInstanceOfSatisfying(
                Outcome.RetryAfter.class,
                later -> {
                  assertThat(later.after()).isGreaterThanOrEqualTo(Duration.ZERO);
                  assertThat(later.reason()).isNotBlank().doesNotContain("\n");
                });
      }
    }
  }

  @Test
  default void anInterruptEndsASend() {
    try (Sink sink = unreachable()) {
      sink.start();
      Chunk chunk = chunk(sink);
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> sink.send(chunk)).isInstanceOf(InterruptedException.class);
      assertThat(Thread.interrupted()).isFalse();
    } finally {
      boolean _ = Thread.interrupted();
    }
  }

  /** One frame that cannot be read must not be what all others wait for. */
  @Test
  default void whatIsNoOtlpIsAnsweredFor() throws InterruptedException {
    try (Sink sink = unreachable()) {
      sink.start();
      for (Signal signal : sink.signals()) {
        byte[] garbage = "this is not OTLP".getBytes(StandardCharsets.UTF_8);
        Chunk.Frame frame = new Chunk.Frame(new UUID(1, 2), 1, 0, 3, ByteSlice.of(garbage));
        assertThat(sink.send(new Chunk(signal, 0, List.of(frame)))).isNotNull();
      }
    }
  }

  /** One record of a signal that the sink wants. */
  private static Chunk chunk(Sink sink) {
    Signal signal = sink.signals().iterator().next();
    Resource host = Resource.of(Attributes.of(Resource.HOST_NAME, "testhost"));
    long now = FakeTime.START.getEpochSecond() * 1_000_000_000L;
    EncodedBatch batch =
        switch (signal) {
          case LOGS -> {
            LogRecord record = LogRecord.builder(now, now, Value.of("a line")).build();
            yield OtlpLogs.encode(
                new LogBatch(
                    List.of(new ResourceLogs(host, List.of(record))), PositionMoves.none()));
          }
          case METRICS -> {
            MetricFamily up = MetricSpec.gauge("up", "Whether it is.").family(1);
            yield OtlpMetrics.encode(MetricBatch.of(host, List.of(up))).getFirst();
          }
        };
    Chunk.Frame frame = new Chunk.Frame(new UUID(1, 2), 1, 0, batch.recordCount(), batch.otlp());
    return new Chunk(signal, 0, List.of(frame));
  }
}
