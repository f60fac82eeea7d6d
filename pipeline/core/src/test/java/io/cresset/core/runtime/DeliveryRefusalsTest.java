package io.cresset.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.export.Chunk;
import io.cresset.api.export.Outcome;
import io.cresset.api.export.Outcome.Rejection;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.Signal;
import io.cresset.core.log.Feed;
import io.cresset.core.runtime.DeliveryStatus.State;
import io.cresset.testkit.Eventually;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a delivery does with records that are refused for good, and sends again when asked to. */
class DeliveryRefusalsTest {
  private static final Duration LIMIT = Duration.ofSeconds(3);

  private final DeliveryStage stage = new DeliveryStage();
  private final List<String> kept = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    stage.close();
  }

  /** Writes down what it is given, and where the feed is at that moment. */
  private Aside.Kept keep(String sink, Chunk chunk, List<Rejection> refused) {
    long count = 0;
    for (Rejection range : refused) {
      count += chunk.selectedIn(range.firstNumber(), range.endNumber());
    }
    kept.add(sink + " " + refused + " at " + stage.log.feed("loki").committed());
    return new Aside.Kept(count, Map.of());
  }

  private static Chunk again(long number) {
    return new Chunk(
        Signal.LOGS,
        number,
        List.of(new Chunk.Frame(new UUID(1, 2), 1, number, 1, ByteSlice.of(new byte[10]))));
  }

  @Test
  void countsWhatIsRefusedForGoodAndGoesOn() throws Exception {
    stage.append(100);
    ScriptedSink sink =
        new ScriptedSink(
            stage.time,
            _ ->
                new Outcome.Done(
                    List.of(
                        new Rejection(20, 25, "entry 20 too old"),
                        new Rejection(3, 4, "line too long"),
                        // Overlaps the first, and reaches beyond the chunk.
                        new Rejection(24, 26, "entry 24 too old"),
                        new Rejection(99, 500, "entry 99 too old")),
                    4,
                    "out of order"));
    Delivery delivery = stage.start(sink);
    stage.awaitCommitted(100);
    assertThat(stage.log.feed("loki").rejected()).isEqualTo(12);
    assertThat(delivery.status().rejected())
        .isEqualTo(Map.of("entry N too old", 7L, "line too long", 1L, "out of order", 4L));
    assertThat(delivery.status().lastRefusal()).isEqualTo("entry 20 too old");
    assertThat(delivery.status().lastRefusalUnixNanos()).isEqualTo(stage.time.unixNanos());
    assertThat(delivery.status().state()).isEqualTo(State.OK);
    Eventually.holds("said", () -> stage.lines.lines().size() == 1);
    assertThat(stage.lines.lines()).containsExactly("WARNING refused for good: entry 20 too old");
  }

  @Test
  void whoTakesItsPlaceCountsRefusalsOn() throws Exception {
    stage.append(100);
    Delivery before =
        stage.start(
            new ScriptedSink(
                stage.time, _ -> new Outcome.Done(List.of(new Rejection(3, 7, "too old")), 0, "")));
    stage.awaitCommitted(100);
    Feed feed = stage.log.feed("loki");
    Delivery next =
        new Delivery(
            "loki",
            Signal.LOGS,
            new ScriptedSink(stage.time),
            List.of(),
            feed,
            stage.time,
            stage.lines);
    next.countOnFrom(before);
    Delivery other =
        new Delivery(
            "otlp",
            Signal.METRICS,
            new ScriptedSink(stage.time),
            List.of(),
            feed,
            stage.time,
            stage.lines);
    other.countOnFrom(before);
    assertThat(next.status().rejected()).isEqualTo(Map.of("too old", 4L));
    assertThat(other.status().rejected()).isEmpty();
  }

  @Test
  void moreUnattributedThanThereAreCountsAsAll() throws Exception {
    stage.append(5);
    stage.start(new ScriptedSink(stage.time, _ -> new Outcome.Done(List.of(), 1_000, "no")));
    stage.awaitCommitted(5);
    assertThat(stage.log.feed("loki").rejected()).isEqualTo(5);
  }

  @Test
  void setsAsideWhatIsNamedBeforeTheFeedMovesOn() throws Exception {
    stage.append(10);
    Delivery delivery =
        stage.start(
            new ScriptedSink(
                stage.time, _ -> new Outcome.Done(List.of(new Rejection(3, 5, "old")), 2, "no")),
            this::keep);
    stage.awaitCommitted(10);
    assertThat(kept)
        .containsExactly("loki [Rejection[firstNumber=3, endNumber=5, reason=old]] at 0");
    assertThat(stage.log.feed("loki").rejected()).isEqualTo(4);
    assertThat(delivery.status().aside().notKept()).isEqualTo(Map.of("unnamed", 2L));
  }

  @Test
  void whatCannotBeKeptIsCountedAndDeliveryGoesOn() throws Exception {
    stage.append(10);
    Delivery delivery =
        stage.start(
            new ScriptedSink(
                stage.time,
                _ -> new Outcome.Done(List.of(new Rejection(0, 5, "old")), 0, ""),
                _ -> new Outcome.Done(List.of(new Rejection(10, 11, "old")), 0, "")),
            (_, _, refused) -> {
              if (refused.getFirst().firstNumber() == 10) {
                throw new IllegalStateException("a defect");
              }
              return new Aside.Kept(1, Map.of("disk", 4L));
            });
    stage.awaitCommitted(10);
    stage.append(5);
    stage.awaitCommitted(15);
    assertThat(stage.log.feed("loki").rejected()).isEqualTo(6);
    assertThat(delivery.status().aside().notKept()).isEqualTo(Map.of("disk", 4L, "defect", 1L));
    assertThat(stage.lines.lines())
        .contains(
            "ERROR defect when setting refused records aside"
                + " (java.lang.IllegalStateException: a defect)");
  }

  /** A delivery that is stopped while it sets aside has not moved on: the chunk comes again. */
  @Test
  void stoppedWhileItSetsAsideTheChunkComesAgain() throws Exception {
    stage.append(10);
    CountDownLatch keeping = new CountDownLatch(1);
    Delivery delivery =
        stage.start(
            new ScriptedSink(
                stage.time, _ -> new Outcome.Done(List.of(new Rejection(3, 5, "old")), 0, "")),
            (_, _, _) -> {
              keeping.countDown();
              new CountDownLatch(1).await();
              throw new AssertionError("goes on");
            });
    keeping.await();
    assertThat(closed(delivery)).isTrue();
    assertThat(stage.log.feed("loki").committed()).isZero();
    assertThat(delivery.status().rejected()).isEmpty();
  }

  @Test
  void whatIsSentAgainGoesBetweenTwoChunksAndIsNoPartOfTheAccount() throws Exception {
    stage.append(10);
    CountDownLatch sending = new CountDownLatch(1);
    CountDownLatch answer = new CountDownLatch(1);
    ScriptedSink sink =
        new ScriptedSink(
            stage.time,
            _ -> {
              sending.countDown();
              answer.await();
              return Outcome.delivered();
            },
            _ -> new Outcome.Done(List.of(new Rejection(4, 5, "old: still")), 0, ""));
    Delivery delivery = stage.start(sink, Aside.NOWHERE);
    sending.await();
    CompletableFuture<Optional<Answered>> resent =
        CompletableFuture.supplyAsync(() -> resend(delivery, again(4)));
    assertThat(sink.count()).isEqualTo(1);
    answer.countDown();
    assertThat(resent.get().orElseThrow().named())
        .containsExactly(new Rejection(4, 5, "old: still"));
    assertThat(resend(delivery, again(5)).orElseThrow().refused()).isZero();
    stage.awaitCommitted(10);
    assertThat(sink.ranges()).containsExactly("0..10", "4..5", "5..6");
    assertThat(sink.overlapped()).isFalse();
    assertThat(stage.log.feed("loki").rejected()).isZero();
    assertThat(delivery.status().rejected()).isEmpty();
    assertThat(delivery.status().aside()).isEqualTo(new DeliveryStatus.SetAside(Map.of(), 1, 1));
  }

  @Test
  void goesWhileTheDeliveryWaitsToTryAgain() throws Exception {
    stage.append(10);
    ScriptedSink sink = new ScriptedSink(stage.time, _ -> Outcome.retry("busy"));
    Delivery delivery = stage.start(sink, Aside.NOWHERE);
    Eventually.holds("tried", () -> sink.count() == 1);
    assertThat(resend(delivery, again(4))).isPresent();
    assertThat(sink.ranges()).containsExactly("0..10", "4..5");
  }

  @Test
  void aDefectOfTheSinkIsAnAnswer() throws Exception {
    AtomicBoolean broken = new AtomicBoolean(true);
    ScriptedSink sink =
        new ScriptedSink(
            stage.time,
            _ -> {
              throw new IllegalStateException("broken " + broken.get());
            });
    Delivery delivery = stage.start(sink, Aside.NOWHERE);
    Answered answered = resend(delivery, again(4)).orElseThrow();
    assertThat(answered.sent()).isZero();
    assertThat(answered.again().orElseThrow().reason()).startsWith("defect: ").contains("broken");
    stage.append(10);
    stage.awaitCommitted(10);
  }

  @Test
  void closeEndsWhatIsBeingSentAgain() throws Exception {
    CountDownLatch sending = new CountDownLatch(1);
    ScriptedSink sink =
        new ScriptedSink(
            stage.time,
            _ -> {
              sending.countDown();
              new CountDownLatch(1).await();
              return Outcome.delivered();
            });
    Delivery delivery = stage.start(sink, Aside.NOWHERE);
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                interrupted.complete(delivery.resend(again(4)).isEmpty());
              } catch (InterruptedException _) {
                interrupted.complete(true);
              }
            });
    sending.await();
    assertThat(closed(delivery)).isTrue();
    assertThat(interrupted.get()).isTrue();
    assertThat(resend(delivery, again(4))).isEmpty();
  }

  /** Closes it while something has its turn, which has half of the time to end by itself. */
  private boolean closed(Delivery delivery) throws Exception {
    Duration half = LIMIT.dividedBy(2);
    CompletableFuture<Boolean> closed = CompletableFuture.supplyAsync(() -> delivery.close(LIMIT));
    stage.time.awaitWaiterFor(half);
    stage.time.advance(half);
    // The clock stands while what was interrupted comes to its end, however long it takes.
    return closed.get();
  }

  private static Optional<Answered> resend(Delivery delivery, Chunk chunk) {
    try {
      return delivery.resend(chunk);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
