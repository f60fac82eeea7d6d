package io.cresset.core.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.export.Chunk;
import io.cresset.testkit.Eventually;
import io.cresset.testkit.FakeTime;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When sources that can be read again wait, and when they go on. */
class HoldBackTest {
  private static final LogLimits LIMITS =
      new LogLimits(40 << 10, 4 << 10, 4096, 1 << 20, 1 << 20, 2 << 10);
  private static final Duration HOLD = Duration.ofMinutes(10);
  private static final int BATCH = 100;

  private final MemoryDisk disk = new MemoryDisk();
  private final FakeTime time = new FakeTime();
  private OpenedLog log;

  @BeforeEach
  void open() throws Exception {
    log = OpenedLog.on(disk, LIMITS, time);
  }

  @AfterEach
  void close() {
    log.close();
  }

  private void write(int batches) throws Exception {
    for (int i = 0; i < batches; i++) {
      log.write(TestRecords.batch(log.status().end(), BATCH));
      log.sync();
      log.log.reap();
    }
  }

  private void writeUntilBytes(long bytes) throws Exception {
    while (log.status().bytes() <= bytes) {
      write(1);
    }
  }

  /** A sink takes some, and the log deletes what everybody has had. */
  private void take(String name, int maxBytes) throws Exception {
    Chunk chunk = log.poll(name, maxBytes).orElseThrow();
    log.feed(name).commit(chunk.endNumber(), 0);
    time.advance(Duration.ofSeconds(1));
    log.log.write(List.of(), false);
    log.sync();
    log.log.reap();
  }

  /** A source that waits for room, and is done once it has it. */
  private CompletableFuture<Boolean> source() {
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                log.log.holdBack.await();
                done.complete(true);
              } catch (InterruptedException e) {
                done.completeExceptionally(e);
              }
            });
    return done;
  }

  private CompletableFuture<Boolean> waitingSource() {
    int before = log.status().waitingSources();
    CompletableFuture<Boolean> source = source();
    Eventually.holds("a source waits", () -> log.status().waitingSources() > before);
    return source;
  }

  private static boolean done(CompletableFuture<Boolean> source) {
    try {
      return source.orTimeout(30, TimeUnit.SECONDS).join();
    } catch (CompletionException e) {
      throw new AssertionError(e.getCause());
    }
  }

  @Test
  void belowThreeQuartersNobodyWaits() throws Exception {
    log.feed("loki", HOLD);
    writeUntilBytes(LIMITS.totalBytes() / 2);
    assertThat(done(source())).isTrue();
    assertThat(log.logger.lines()).isEmpty();
  }

  @Test
  void aboveThreeQuartersASourceWaitsUntilTheSinkHasTakenEnough() throws Exception {
    log.feed("loki", HOLD);
    writeUntilBytes(LIMITS.totalBytes() / 4 * 3);
    CompletableFuture<Boolean> source = waitingSource();
    CompletableFuture<Boolean> another = waitingSource();
    assertThat(log.logger.lines())
        .containsExactly(
            "WARNING the log of logs is three quarters full: sources that can wait do so until loki"
                + " has taken more");
    // Less than a segment makes no room.
    take("loki", 8 * BATCH);
    assertThat(log.status().waitingSources()).isEqualTo(2);
    take("loki", 16 << 10);
    assertThat(done(source)).isTrue();
    assertThat(done(another)).isTrue();
    assertThat(log.logger.lines())
        .hasSize(2)
        .last()
        .isEqualTo("INFO the log of logs has room again: sources go on");
    assertThat(log.account("loki").dropped()).isZero();
  }

  /** The last quarter is theirs, and then the oldest makes room, counted. */
  @Test
  void thoseThatCannotWaitUseTheLastQuarterAndThenDisplaceTheOldest() throws Exception {
    log.feed("loki", HOLD);
    writeUntilBytes(LIMITS.totalBytes() / 4 * 3);
    CompletableFuture<Boolean> source = waitingSource();
    assertThat(log.account("loki").dropped()).isZero();
    write(100);
    assertThat(source).isNotDone();
    assertThat(log.account("loki").dropped()).isEqualTo(log.status().start()).isPositive();
    assertThat(log.logger.lines())
        .hasSize(2)
        .last()
        .isEqualTo(
            "WARNING the log of logs is full: its oldest records make room for new ones and are"
                + " lost for loki, counted as dropped");
    take("loki", 1 << 20);
    assertThat(done(source)).isTrue();
  }

  @Test
  void aSinkThatIsDeadForLongerThanItsHoldFreesTheSources() throws Exception {
    log.feed("loki", HOLD);
    log.feed("alive", Duration.ofDays(365));
    writeUntilBytes(LIMITS.totalBytes() / 4 * 3);
    take("alive", 1 << 20);
    CompletableFuture<Boolean> source = waitingSource();
    time.advance(HOLD.minusSeconds(2));
    assertThat(source).isNotDone();
    time.advance(Duration.ofSeconds(2));
    assertThat(done(source)).isTrue();
    assertThat(log.logger.lines())
        .last()
        .isEqualTo(
            "WARNING loki has taken nothing for 10m: sources no longer wait for it, and once the"
                + " log of logs is full its oldest records make room, counted as dropped");
    // Nobody waits for it any more, and what is displaced is its loss alone.
    write(100);
    take("alive", 1 << 20);
    assertThat(done(source())).isTrue();
    assertThat(log.account("loki").dropped()).isPositive();
    // It comes back, and counts again.
    take("loki", 8 * BATCH);
    assertThat(waitingSource()).isNotDone();
  }

  /** However long the outage before: what counts is that it takes something. */
  @Test
  void aSlowSinkHoldsTheSourcesAsLongAsItTakesSomething() throws Exception {
    log.feed("loki", HOLD);
    writeUntilBytes(LIMITS.totalBytes() / 4 * 3 + LIMITS.segmentBytes());
    CompletableFuture<Boolean> source = waitingSource();
    for (int i = 0; i < 3; i++) {
      time.advance(HOLD.minusMinutes(1));
      take("loki", 8 * BATCH);
    }
    assertThat(source).isNotDone();
  }

  /** One that had all has not been idle: it had nothing to take. */
  @Test
  void theHoldOfASinkThatHadAllBeginsWithTheNextRecord() throws Exception {
    log.feed("loki", HOLD);
    write(1);
    take("loki", 1 << 20);
    time.advance(HOLD.multipliedBy(3));
    writeUntilBytes(LIMITS.totalBytes() / 4 * 3 + LIMITS.segmentBytes());
    CompletableFuture<Boolean> source = waitingSource();
    time.advance(HOLD.minusSeconds(1));
    assertThat(source).isNotDone();
    time.advance(Duration.ofSeconds(1));
    assertThat(done(source)).isTrue();
  }

  @Test
  void aSinkWithoutHoldHoldsNobody() throws Exception {
    log.feed("loki", Duration.ZERO);
    writeUntilBytes(LIMITS.totalBytes() / 4 * 3);
    assertThat(done(source())).isTrue();
  }

  @Test
  void aSourceThatWaitsIsLetGoWhenTheLogIsClosed() throws Exception {
    log.feed("loki", HOLD);
    writeUntilBytes(LIMITS.totalBytes() / 4 * 3);
    CompletableFuture<Boolean> source = waitingSource();
    log.close();
    assertThat(done(source)).isTrue();
  }
}
