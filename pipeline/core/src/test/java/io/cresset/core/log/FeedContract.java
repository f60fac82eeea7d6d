package io.cresset.core.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cresset.api.export.Chunk;
import io.cresset.core.log.LogStatus.SinkStatus;
import io.cresset.testkit.Eventually;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link Feed} keeps. A subclass says how a log with one is opened. */
abstract class FeedContract {
  static final Duration LIMIT = Duration.ofSeconds(30);

  DurableLog log;

  /** Opens the log whose feeds are looked at. */
  protected abstract DurableLog openLog() throws Exception;

  @SuppressWarnings("NullAway.Init") // Opened before each test.
  FeedContract() {}

  @BeforeEach
  void open() throws Exception {
    log = openLog();
  }

  @AfterEach
  void close() {
    log.close();
  }

  static List<Long> range(long from, long to) {
    return LongStream.range(from, to).boxed().toList();
  }

  /** Polls and commits until so many records came. */
  static List<Long> drain(Feed feed, int count) throws InterruptedException {
    List<Long> ids = new ArrayList<>();
    while (ids.size() < count) {
      Chunk chunk = feed.poll(1 << 20, Duration.ZERO, LIMIT).orElseThrow();
      ids.addAll(TestRecords.ids(chunk));
      feed.commit(chunk.endNumber(), 0);
    }
    return ids;
  }

  final void append(long first, int count) throws InterruptedException {
    assertThat(log.append(TestRecords.batch(first, count)).awaitDurable(LIMIT)).isTrue();
  }

  final SinkStatus account(String sink) {
    LogStatus status = log.status();
    SinkStatus account =
        status.sinks().stream().filter(s -> s.sink().equals(sink)).findFirst().orElseThrow();
    assertThat(
            account.delivered()
                + account.rejected()
                + account.dropped()
                + account.unselected()
                + account.lag())
        .isEqualTo(status.end() - account.start());
    return account;
  }

  @Test
  void anEmptyLogGivesNothingWithinTheLimit() throws Exception {
    assertThat(log.feed("sink").poll(1000, Duration.ZERO, Duration.ZERO)).isEmpty();
    assertThat(log.feed("sink").poll(1000, LIMIT, Duration.ofMillis(1))).isEmpty();
  }

  @Test
  void theSameChunkComesAgainUntilItIsCommitted() throws Exception {
    Feed feed = log.feed("sink");
    append(0, 10);
    Chunk first = feed.poll(1 << 20, Duration.ZERO, LIMIT).orElseThrow();
    append(10, 10);
    Chunk again = feed.poll(1 << 20, Duration.ZERO, LIMIT).orElseThrow();
    assertThat(again).isEqualTo(first);
    feed.commit(first.endNumber(), 0);
    assertThat(TestRecords.ids(feed.poll(1 << 20, Duration.ZERO, LIMIT).orElseThrow()))
        .containsExactlyElementsOf(range(10, 20));
  }

  @Test
  void aChunkIsOfWholeFramesUpToTheLimitAndAtLeastOne() throws Exception {
    Feed feed = log.feed("sink");
    for (int i = 0; i < 6; i++) {
      append(i * 100L, 100);
    }
    Chunk one = feed.poll(1, Duration.ZERO, LIMIT).orElseThrow();
    assertThat(one.frames()).hasSize(1);
    feed.commit(one.endNumber(), 0);
    Chunk two = feed.poll(1700, Duration.ZERO, LIMIT).orElseThrow();
    assertThat(TestRecords.ids(two)).containsExactlyElementsOf(range(100, 300));
    feed.commit(two.endNumber(), 0);
    assertThat(drain(feed, 300)).containsExactlyElementsOf(range(300, 600));
  }

  @Test
  void aPartialCommitLeavesTheRest() throws Exception {
    Feed feed = log.feed("sink");
    append(0, 10);
    Chunk chunk = feed.poll(1 << 20, Duration.ZERO, LIMIT).orElseThrow();
    feed.commit(chunk.firstNumber() + 4, 1);
    assertThat(account("sink").delivered()).isEqualTo(3);
    assertThat(account("sink").rejected()).isEqualTo(1);
    assertThat(account("sink").lag()).isEqualTo(6);
    Chunk rest = feed.poll(1 << 20, Duration.ZERO, LIMIT).orElseThrow();
    assertThat(TestRecords.ids(rest)).containsExactlyElementsOf(range(4, 10));
    assertThat(rest.recordCount()).isEqualTo(6);
  }

  @Test
  void sinksGoTheirOwnWays() throws Exception {
    Feed fast = log.feed("fast");
    Feed slow = log.feed("slow");
    append(0, 10);
    assertThat(drain(fast, 10)).containsExactlyElementsOf(range(0, 10));
    assertThat(account("fast").lag()).isZero();
    assertThat(account("slow").lag()).isEqualTo(10);
    assertThat(account("slow").oldestLagUnixNanos()).isPositive();
    assertThat(drain(slow, 10)).containsExactlyElementsOf(range(0, 10));
  }

  @Test
  void aCommitBeyondWhatWasGivenIsRefused() throws Exception {
    Feed feed = log.feed("sink");
    append(0, 10);
    assertThatThrownBy(() -> feed.commit(log.status().end(), 0))
        .isInstanceOf(IllegalArgumentException.class);
    Chunk chunk = feed.poll(1 << 20, Duration.ZERO, LIMIT).orElseThrow();
    assertThatThrownBy(() -> feed.commit(chunk.endNumber() + 1, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> feed.commit(chunk.endNumber(), 11))
        .isInstanceOf(IllegalArgumentException.class);
    feed.commit(chunk.endNumber(), 10);
    assertThat(account("sink").rejected()).isEqualTo(10);
  }

  @Test
  void aWaitingPollGetsWhatComes() throws Exception {
    Feed feed = log.feed("sink");
    Thread later =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    log.append(TestRecords.batch(0, 3));
                  } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                });
    Optional<Chunk> chunk = feed.poll(1 << 20, Duration.ZERO, LIMIT);
    assertThat(chunk.map(TestRecords::ids)).hasValue(range(0, 3));
    later.join();
  }

  @Test
  void anInterruptEndsAPollAndTheNextOneWorks() throws Exception {
    Feed feed = log.feed("sink");
    append(0, 3);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> feed.poll(1 << 20, Duration.ZERO, LIMIT))
        .isInstanceOf(InterruptedException.class);
    assertThat(drain(feed, 3)).containsExactlyElementsOf(range(0, 3));
  }

  @Test
  void whatASinkDoesNotWantIsATermOfItsOwn() throws Exception {
    Feed feed = log.feed("sink");
    append(0, 10);
    Chunk chunk = feed.poll(1 << 20, Duration.ZERO, LIMIT).orElseThrow();
    assertThatThrownBy(() -> feed.commit(chunk.firstNumber() + 7, 3, 5))
        .isInstanceOf(IllegalArgumentException.class);
    feed.commit(chunk.firstNumber() + 7, 2, 4);
    assertThat(account("sink").delivered()).isEqualTo(1);
    assertThat(account("sink").rejected()).isEqualTo(2);
    assertThat(account("sink").unselected()).isEqualTo(4);
    assertThat(account("sink").lag()).isEqualTo(3);
  }

  /** The one before may belong to a delivery that was given up because it hangs. */
  @Test
  void aSecondFeedGoesOnWhereTheFirstWasAndTheFirstDoesNot() throws Exception {
    Feed first = log.feed("sink");
    append(0, 10);
    Chunk chunk = first.poll(1 << 20, Duration.ZERO, LIMIT).orElseThrow();
    first.commit(chunk.firstNumber() + 4, 0);
    Feed second = log.feed("sink");
    assertThatThrownBy(() -> first.commit(chunk.endNumber(), 0))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> first.poll(1, Duration.ZERO, Duration.ZERO))
        .isInstanceOf(IllegalStateException.class);
    assertThat(drain(second, 6)).containsExactlyElementsOf(range(4, 10));
    assertThat(account("sink").delivered()).isEqualTo(10);
  }

  @Test
  void aFeedThatWaitsIsToldThatAnotherGoesOn() throws Exception {
    Feed first = log.feed("sink");
    CompletableFuture<Throwable> told = new CompletableFuture<>();
    Thread waiting =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    first.poll(1, Duration.ZERO, LIMIT);
                    told.completeExceptionally(new AssertionError("it was given something"));
                  } catch (InterruptedException | IllegalStateException e) {
                    told.complete(e);
                  }
                });
    Eventually.holds("it waits", () -> waiting.getState() == Thread.State.TIMED_WAITING);
    Feed second = log.feed("sink");
    assertThat(told.join()).isInstanceOf(IllegalStateException.class);
    append(0, 3);
    assertThat(drain(second, 3)).containsExactlyElementsOf(range(0, 3));
  }
}
