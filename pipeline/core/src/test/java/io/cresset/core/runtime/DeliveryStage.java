package io.cresset.core.runtime;

import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.EncodedBatch;
import io.cresset.api.model.PositionMoves;
import io.cresset.api.model.Signal;
import io.cresset.core.log.Feed;
import io.cresset.testkit.Eventually;
import io.cresset.testkit.FakeTime;
import io.cresset.testkit.RecordingLogger;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/** A delivery to {@code loki} from a log in memory, under a clock that the test moves. */
final class DeliveryStage implements AutoCloseable {
  /** Of the jitter, so that a test can tell how long a pause is. */
  private static final RandomGenerator SHORTEST = () -> 0L;

  private static final int BATCH_BYTES = 400_000;

  final FakeTime time = new FakeTime();
  final MemoryLog log = new MemoryLog(Signal.LOGS, time);
  final RecordingLogger lines = new RecordingLogger();
  private final CompletableFuture<Delivery> started = new CompletableFuture<>();

  /** Starts the one delivery that there is; records that are refused are counted only. */
  Delivery start(ScriptedSink sink) {
    return start(sink, Aside.NOWHERE);
  }

  Delivery start(ScriptedSink sink, Aside aside) {
    return start(sink, aside, log.feed("loki"));
  }

  Delivery start(ScriptedSink sink, Aside aside, Feed feed) {
    Delivery delivery =
        new Delivery("loki", Signal.LOGS, sink, List.of(), feed, time, lines, SHORTEST);
    delivery.keepRefusedIn(aside);
    started.complete(delivery);
    delivery.start();
    return delivery;
  }

  /** Appends a batch for each number of records; one request takes two of them. */
  void append(int... records) throws InterruptedException {
    for (int count : records) {
      log.append(
          new EncodedBatch(
              Signal.LOGS, ByteSlice.of(new byte[BATCH_BYTES]), count, PositionMoves.none()));
    }
  }

  void awaitCommitted(long number) {
    Eventually.holds("committed " + number, () -> log.feed("loki").committed() == number);
  }

  @Override
  public void close() {
    if (started.isDone()) {
      started.join().close(Duration.ZERO);
    }
  }
}
