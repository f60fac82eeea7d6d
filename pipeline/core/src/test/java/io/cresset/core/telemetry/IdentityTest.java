package io.cresset.core.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.export.Chunk;
import io.cresset.api.export.Outcome;
import io.cresset.api.export.Sink;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.EncodedBatch;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.NumberPoint;
import io.cresset.api.model.Point;
import io.cresset.api.model.PositionMoves;
import io.cresset.api.model.Signal;
import io.cresset.core.runtime.Delivery;
import io.cresset.core.runtime.MemoryLog;
import io.cresset.testkit.FakeTime;
import io.cresset.testkit.RecordingLogger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** offered = delivered + rejected + dropped + unselected + lag, in every answer. */
class IdentityTest {
  private static final int BATCHES = 2_000;

  /** Refuses the first record of each chunk, and one more without saying which. */
  private record Strict() implements Sink {
    @Override
    public Set<Signal> signals() {
      return Set.of(Signal.LOGS);
    }

    @Override
    public Outcome send(Chunk chunk) {
      long first = chunk.firstNumber();
      return new Outcome.Done(
          List.of(new Outcome.Rejection(first, first + 1, "too old")), 1, "out of order");
    }

    @Override
    public void close() {}
  }

  @Test
  void holdsWhileSeveralSinksCommit() throws Exception {
    FakeTime time = new FakeTime();
    ByteSlice half = ByteSlice.of(new byte[1 << 19]);
    MemoryLog log = new MemoryLog(Signal.LOGS, time);
    List<Delivery> deliveries = new ArrayList<>();
    try (SelfTelemetry telemetry = new SelfTelemetry(time, "1")) {
      telemetry.watch(log);
      for (String name : List.of("one", "two", "three")) {
        Delivery delivery =
            new Delivery(
                name,
                Signal.LOGS,
                new Strict(),
                List.of(),
                log.feed(name),
                time,
                new RecordingLogger());
        telemetry.watch(delivery);
        deliveries.add(delivery);
        delivery.start();
      }
      for (int i = 0; i < BATCHES; i++) {
        log.append(new EncodedBatch(Signal.LOGS, half, 5, PositionMoves.none()));
        if (i % 10 == 0) {
          assertIdentity(telemetry.collect());
        }
      }
      assertIdentity(telemetry.collect());
    } finally {
      deliveries.forEach(delivery -> delivery.close(Duration.ofSeconds(5)));
    }
  }

  private static void assertIdentity(List<MetricFamily> families) {
    Map<String, Double> offered = new HashMap<>();
    Map<String, Double> accounted = new HashMap<>();
    for (MetricFamily family : families) {
      for (Point point : family.points()) {
        switch (family.spec().name()) {
          case "cresset_sink_offered_records_total" -> add(offered, point);
          case "cresset_sink_delivered_records_total",
              "cresset_sink_rejected_records_total",
              "cresset_sink_dropped_records_total",
              "cresset_sink_unselected_records_total",
              "cresset_sink_lag_records" ->
              add(accounted, point);
          case String _ -> {}
        }
      }
    }
    assertThat(offered).hasSize(3);
    assertThat(accounted).isEqualTo(offered);
  }

  private static void add(Map<String, Double> sums, Point point) {
    Map<String, String> labels = new HashMap<>();
    point.labels().forEach(labels::put);
    double value = ((NumberPoint) point).value();
    assertThat(value).isNotNegative();
    sums.merge(labels.get("component") + " " + labels.get("signal"), value, Double::sum);
  }
}
