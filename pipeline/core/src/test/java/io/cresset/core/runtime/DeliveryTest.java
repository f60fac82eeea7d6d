package io.cresset.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cresset.api.export.Chunk;
import io.cresset.api.export.Outcome;
import io.cresset.api.export.Outcome.Rejection;
import io.cresset.api.model.Signal;
import io.cresset.core.log.Feed;
import io.cresset.core.runtime.DeliveryStatus.State;
import io.cresset.testkit.Eventually;
import io.cresset.testkit.FakeTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeliveryTest {
  private static final Duration LIMIT = Duration.ofSeconds(3);

  private final DeliveryStage stage = new DeliveryStage();

  @AfterEach
  void close() {
    stage.close();
  }

  @Test
  void deliversInOrderOneRequestAtATimeUpToAMebibyteEach() throws Exception {
    stage.append(10, 20, 30, 40, 50);
    ScriptedSink sink = new ScriptedSink(stage.time);
    Delivery delivery = stage.start(sink);
    stage.awaitCommitted(150);
    stage.append(7);
    stage.awaitCommitted(157);
    assertThat(sink.ranges()).containsExactly("0..30", "30..100", "100..150", "150..157");
    assertThat(sink.overlapped()).isFalse();
    assertThat(stage.log.feed("loki").rejected()).isZero();
    assertThat(delivery.status().state()).isEqualTo(State.OK);
    assertThat(stage.lines.lines()).isEmpty();
  }

  @Test
  void sendsTheSameAgainAfterItsBackoffUntilItArrives() throws Exception {
    stage.append(10);
    ScriptedSink sink =
        new ScriptedSink(
            stage.time,
            _ -> Outcome.retry("connection refused"),
            _ -> Outcome.retry("connection refused"),
            _ -> Outcome.retry("503"));
    Delivery delivery = stage.start(sink);
    for (int tries = 1; tries <= 3; tries++) {
      int count = tries;
      Eventually.holds("try " + tries, () -> sink.count() == count);
      stage.time.awaitWaiters(1);
      assertThat(delivery.status().state()).isEqualTo(State.RETRYING);
      assertThat(delivery.status().sinceUnixNanos())
          .isEqualTo(FakeTime.START.toEpochMilli() * 1_000_000);
      stage.time.advance(Duration.ofMillis(499));
      assertThat(sink.count()).isEqualTo(count);
      stage.time.advance(Duration.ofMillis(1));
    }
    stage.awaitCommitted(10);
    Eventually.holds("ok", () -> delivery.status().state() == State.OK);
    assertThat(delivery.status().error()).isEmpty();
    assertThat(sink.ranges()).containsExactly("0..10", "0..10", "0..10", "0..10");
    Eventually.holds("said", () -> stage.lines.lines().size() == 3);
    assertThat(stage.lines.lines())
        .containsExactly(
            "WARNING not delivered, will be sent again: connection refused",
            "WARNING not delivered, will be sent again: 503",
            "INFO delivers again");
  }

  @Test
  void waitsAsLongAsTheDestinationAsksButNoLongerThanFiveMinutes() throws Exception {
    stage.append(10);
    ScriptedSink sink =
        new ScriptedSink(
            stage.time,
            _ -> new Outcome.RetryAfter(Duration.ofSeconds(17), "429"),
            _ -> new Outcome.RetryAfter(Duration.ofDays(300_000), "429"));
    stage.start(sink);
    Eventually.holds("first", () -> sink.count() == 1);
    stage.time.awaitWaiters(1);
    stage.time.advance(Duration.ofSeconds(17));
    Eventually.holds("second", () -> sink.count() == 2);
    stage.time.awaitWaiters(1);
    stage.time.advance(Duration.ofSeconds(299));
    assertThat(sink.count()).isEqualTo(2);
    stage.time.advance(Duration.ofSeconds(1));
    stage.awaitCommitted(10);
    assertThat(sink.lastNanos()).isEqualTo(Duration.ofSeconds(317).toNanos());
  }

  @Test
  void goesOnWhereAPartWasAnsweredFor() throws Exception {
    stage.append(10, 20);
    ScriptedSink sink =
        new ScriptedSink(
            stage.time,
            _ ->
                new Outcome.Partial(
                    12, List.of(new Rejection(0, 2, "no")), Duration.ofSeconds(2), "slow down"),
            // Nothing new, and more than there is: neither may confuse the account.
            _ -> new Outcome.Partial(5, List.of(), Duration.ZERO, "busy"),
            _ -> new Outcome.Partial(99, List.of(), Duration.ZERO, "busy"));
    Delivery delivery = stage.start(sink);
    stage.awaitCommitted(12);
    assertThat(stage.log.feed("loki").rejected()).isEqualTo(2);
    Eventually.holds("retrying", () -> delivery.status().error().equals("slow down"));
    stage.time.awaitWaiters(1);
    stage.time.advance(Duration.ofSeconds(2));
    Eventually.holds("second", () -> sink.count() == 2);
    assertThat(stage.log.feed("loki").committed()).isEqualTo(12);
    stage.time.awaitWaiters(1);
    stage.time.advance(Duration.ofMillis(500));
    stage.awaitCommitted(30);
    assertThat(sink.ranges()).containsExactly("0..30", "12..30", "12..30");
  }

  @Test
  void whatAPartRefusedWithoutSayingWhichIsCounted() throws Exception {
    stage.append(10, 20);
    ScriptedSink sink =
        new ScriptedSink(
            stage.time,
            _ ->
                new Outcome.Partial(
                    12, List.of(new Rejection(0, 2, "no")), 3, "some", Duration.ofSeconds(2), "x"));
    Delivery delivery = stage.start(sink);
    stage.awaitCommitted(12);
    assertThat(stage.log.feed("loki").rejected()).isEqualTo(5);
    stage.time.awaitWaiters(1);
    stage.time.advance(Duration.ofSeconds(2));
    stage.awaitCommitted(30);
    assertThat(stage.log.feed("loki").rejected()).isEqualTo(5);
    assertThat(delivery.status().rejected())
        .containsOnly(Map.entry("no", 2L), Map.entry("some", 3L));
  }

  @Test
  void aSinkThatThrowsIsADefectAndTheChunkComesAgain() throws Exception {
    stage.append(10);
    ScriptedSink sink =
        new ScriptedSink(
            stage.time,
            _ -> {
              throw new StackOverflowError("deep");
            });
    Delivery delivery = stage.start(sink);
    Eventually.holds("defect", () -> delivery.status().defects() == 1);
    assertThat(delivery.status().state()).isEqualTo(State.RETRYING);
    stage.time.awaitWaiters(1);
    stage.time.advance(Duration.ofMillis(500));
    stage.awaitCommitted(10);
    assertThat(stage.lines.lines().getFirst())
        .isEqualTo(
            "ERROR defect in the sink or its log; the chunk is sent again"
                + " (java.lang.StackOverflowError: deep)");
  }

  @Test
  void closingInterruptsARequestAndLeavesTheCursor() throws Exception {
    stage.append(10);
    CountDownLatch sending = new CountDownLatch(1);
    ScriptedSink sink =
        new ScriptedSink(
            stage.time,
            _ -> {
              sending.countDown();
              new CountDownLatch(1).await();
              return Outcome.delivered();
            });
    Delivery delivery = stage.start(sink);
    sending.await();
    CompletableFuture<Boolean> closing = CompletableFuture.supplyAsync(() -> delivery.close(LIMIT));
    stage.time.awaitWaiters(1);
    stage.time.advance(LIMIT.dividedBy(2));
    assertThat(closing.get()).isTrue();
    assertThat(delivery.close(LIMIT)).isTrue();
    assertThat(stage.log.feed("loki").committed()).isZero();
    assertThat(delivery.status().state()).isEqualTo(State.STOPPED);
    assertThat(stage.lines.lines()).isEmpty();
  }

  @Test
  void aRequestThatIsAnsweredWhileClosingCounts() throws Exception {
    stage.append(10);
    CountDownLatch sending = new CountDownLatch(1);
    CountDownLatch answered = new CountDownLatch(1);
    ScriptedSink sink =
        new ScriptedSink(
            stage.time,
            _ -> {
              sending.countDown();
              answered.await();
              return Outcome.delivered();
            });
    Delivery delivery = stage.start(sink);
    sending.await();
    CompletableFuture<Boolean> closing = CompletableFuture.supplyAsync(() -> delivery.close(LIMIT));
    stage.time.awaitWaiters(1);
    answered.countDown();
    assertThat(closing.get()).isTrue();
    assertThat(stage.log.feed("loki").committed()).isEqualTo(10);
    assertThat(sink.count()).isEqualTo(1);
  }

  @Test
  void closesWhileIdleWhileWaitingAndUnstarted() throws Exception {
    Delivery unstarted =
        new Delivery(
            "x",
            Signal.LOGS,
            new ScriptedSink(stage.time),
            List.of(),
            stage.log.feed("x"),
            stage.time,
            stage.lines);
    assertThat(unstarted.close(LIMIT)).isTrue();
    assertThatThrownBy(unstarted::start).isInstanceOf(IllegalStateException.class);

    Delivery delivery = stage.start(new ScriptedSink(stage.time, _ -> Outcome.retry("away")));
    stage.time.awaitWaiters(1);
    stage.append(1);
    Eventually.holds("waits", () -> delivery.status().state() == State.RETRYING);
    assertThat(delivery.close(LIMIT)).isTrue();
    assertThat(stage.log.feed("loki").committed()).isZero();
  }

  @Test
  void aSinkThatDoesNotListenDelaysClosingNoLongerThanTheLimit() throws Exception {
    stage.append(10);
    CountDownLatch sending = new CountDownLatch(1);
    CountDownLatch returns = new CountDownLatch(1);
    ScriptedSink sink =
        new ScriptedSink(
            stage.time,
            _ -> {
              sending.countDown();
              SupervisorPollTest.awaitUninterruptibly(returns);
              return new Outcome.RetryAfter(Duration.ofMinutes(5), "interrupted");
            });
    Delivery delivery = stage.start(sink);
    sending.await();
    CompletableFuture<Boolean> closing = CompletableFuture.supplyAsync(() -> delivery.close(LIMIT));
    stage.time.awaitWaiters(1);
    stage.time.advance(LIMIT);
    assertThat(closing.get()).isFalse();
    returns.countDown();
    Eventually.holds("stopped", () -> delivery.status().state() == State.STOPPED);
    assertThat(stage.log.feed("loki").committed()).isZero();
  }

  @Test
  void aSinkThatCallsItselfInterruptedIsADefectAndNotTheEnd() throws Exception {
    stage.append(10);
    ScriptedSink sink =
        new ScriptedSink(
            stage.time,
            _ -> {
              throw new InterruptedException("nobody did");
            });
    Delivery delivery = stage.start(sink);
    Eventually.holds("defect", () -> delivery.status().defects() == 1);
    assertThat(delivery.status().state()).isEqualTo(State.RETRYING);
    stage.time.awaitWaiters(1);
    stage.time.advance(Duration.ofMillis(500));
    stage.awaitCommitted(10);
  }

  /** A feed whose first commit does not succeed. */
  private record Stumbling(Feed feed, AtomicInteger commits) implements Feed {
    @Override
    public Optional<Chunk> poll(int maxBytes, Duration linger, Duration limit)
        throws InterruptedException {
      return feed.poll(maxBytes, linger, limit);
    }

    @Override
    public void commit(long upTo, long rejected, long unselected) {
      if (commits.incrementAndGet() == 1) {
        throw new IllegalStateException("not now");
      }
      feed.commit(upTo, rejected, unselected);
    }
  }

  @Test
  void whatIsNotCommittedIsNotCountedAsRejectedEither() throws Exception {
    stage.append(10);
    ScriptedSink.Answer refuses = _ -> new Outcome.Done(List.of(new Rejection(0, 3, "no")), 1, "");
    Delivery delivery =
        stage.start(
            new ScriptedSink(stage.time, refuses, refuses),
            Aside.NOWHERE,
            new Stumbling(stage.log.feed("loki"), new AtomicInteger()));
    Eventually.holds("defect", () -> delivery.status().defects() == 1);
    assertThat(delivery.status().rejected()).isEmpty();
    stage.time.awaitWaiters(1);
    stage.time.advance(Duration.ofMillis(500));
    stage.awaitCommitted(10);
    assertThat(delivery.status().rejected()).isEqualTo(Map.of("no", 3L, "unknown", 1L));
  }

  @Test
  void saysWhenItIsSomethingElseThatKeepsItFromDelivering() throws Exception {
    stage.append(10);
    ScriptedSink sink =
        new ScriptedSink(
            stage.time,
            _ -> Outcome.retry("loki:3100 answered 503: busy for 17 ms"),
            _ -> Outcome.retry("loki:3100 answered 503: busy for 9 ms"),
            _ -> Outcome.retry("loki:3100 answered 401: no login"));
    stage.start(sink);
    for (int tries = 1; tries <= 3; tries++) {
      int count = tries;
      Eventually.holds("try " + tries, () -> sink.count() == count);
      stage.time.awaitWaiters(1);
      stage.time.advance(Duration.ofMillis(500));
    }
    stage.awaitCommitted(10);
    Eventually.holds("said", () -> stage.lines.lines().size() == 3);
    assertThat(stage.lines.lines())
        .containsExactly(
            "WARNING not delivered, will be sent again: loki:3100 answered 503: busy for 17 ms",
            "WARNING not delivered, will be sent again: loki:3100 answered 401: no login",
            "INFO delivers again");
  }
}
