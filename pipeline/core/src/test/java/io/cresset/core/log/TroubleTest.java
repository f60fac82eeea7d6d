package io.cresset.core.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.collect.Receipt;
import io.cresset.api.model.Signal;
import io.cresset.core.log.LogStatus.State;
import io.cresset.core.log.MemoryFaults.AfterFailedForce;
import io.cresset.testkit.Eventually;
import io.cresset.testkit.FakeTime;
import io.cresset.testkit.RecordingLogger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A disk in trouble is a state of the log, which is said once and clears by itself. */
class TroubleTest {
  private static final LogLimits SMALL =
      new LogLimits(1 << 20, 4 << 10, 4096, 64 << 10, 64 << 10, 2 << 10);
  private static final Duration STEP = Duration.ofMillis(50);

  private final MemoryDisk disk = new MemoryDisk();
  private final FakeTime time = new FakeTime();
  private final RecordingLogger logger = new RecordingLogger();
  private ThreadedLog log;
  private Feed feed;

  @SuppressWarnings("NullAway.Init") // Opened before each test.
  TroubleTest() {}

  @BeforeEach
  void open() throws LogFolderUnavailable {
    log = ThreadedLog.open(disk, OpenedLog.FOLDER, Signal.LOGS, SMALL, time, logger);
    feed = log.feed("sink");
  }

  @AfterEach
  void close() {
    log.close();
  }

  private State state() {
    return log.status().state();
  }

  private List<Long> reopenAndDrain(int count) throws Exception {
    log.close();
    disk.restart(new java.util.SplittableRandom(1));
    open();
    return FeedContract.drain(feed, count);
  }

  private void assertThatItWasSaidOnce(String trouble) {
    assertThat(logger.lines().stream().filter(line -> line.contains("the log of logs is ")))
        .singleElement()
        .asString()
        .startsWith("WARNING the log of logs is " + trouble);
    assertThat(logger.lines()).contains("INFO the log of logs writes again");
  }

  @Test
  void aFailedSyncIsNotTriedAgainOnTheSameFileAndLosesNothing() throws Exception {
    Receipt before = log.append(TestRecords.batch(0, 10));
    time.advanceUntil(before::isDurable, STEP);
    disk.faults.failForces(1, AfterFailedForce.REVERTED);
    List<Receipt> receipts = new ArrayList<>();
    for (int i = 1; i < 5; i++) {
      receipts.add(log.append(TestRecords.batch(i * 10L, 10)));
    }
    time.advanceUntil(() -> receipts.stream().allMatch(Receipt::isDurable), STEP);
    // What was durable stays where it is, and what was not stands in a new segment, once.
    assertThat(disk.files())
        .containsExactly(
            OpenedLog.FOLDER.resolve(SegmentName.of(0, 0)),
            OpenedLog.FOLDER.resolve(SegmentName.of(10, 0)));
    // The receipts are done a moment before the log says that all is well.
    time.advanceUntil(() -> state() == State.OK, STEP);
    assertThatItWasSaidOnce("failing: /data/logs: Input/output error");
    assertThat(log.status().end()).isEqualTo(50);
    assertThat(log.status().durableEnd()).isEqualTo(50);
    assertThat(reopenAndDrain(50)).containsExactlyElementsOf(FeedContract.range(0, 50));
    assertThat(log.status().damagedRecords()).isZero();
  }

  @Test
  void aDiskThatFailsWritesIsTriedAgainAndNothingIsWrittenTwice() throws Exception {
    disk.faults.failWrites(4);
    Receipt receipt = log.append(TestRecords.batch(0, 10));
    Eventually.holds("it is said", () -> state() == State.FAILING);
    assertThat(receipt.isDurable()).isFalse();
    time.advanceUntil(receipt::isDurable, STEP);
    assertThatItWasSaidOnce("failing: /data/logs: Input/output error");
    assertThat(reopenAndDrain(10)).containsExactlyElementsOf(FeedContract.range(0, 10));
    assertThat(log.status().end()).isEqualTo(10);
  }

  @Test
  void aFullDiskIsAStateInWhichDeliveryGoesOnAndMakesRoom() throws Exception {
    int records = 3000;
    for (int i = 0; i < records; i += 100) {
      log.append(TestRecords.batch(i, 100));
      int end = i + 100;
      if (end % 500 == 0) {
        time.advanceUntil(() -> log.status().durableEnd() == end, STEP);
      }
    }
    assertThat(disk.files()).hasSizeGreaterThan(3);
    disk.faults.capacity(
        disk.files().stream().mapToLong(file -> disk.bytes(file).length).sum() + 500);
    Receipt refused = log.append(TestRecords.batch(records, 300));
    Eventually.holds("it is full", () -> state() == State.FULL);
    assertThat(log.status().end()).isEqualTo(records);
    // What is there is delivered, for which the disk is not asked for room.
    List<Long> ids = FeedContract.drain(feed, records);
    assertThat(ids).containsExactlyElementsOf(FeedContract.range(0, records));
    // Segments that were passed go, and there is room.
    long start = time.monotonicNanos();
    // Only while both threads of the log wait by it: what they do takes no time.
    time.advanceUntil(refused::isDurable, STEP, 2);
    assertThat(time.monotonicNanos() - start).isLessThan(Duration.ofMinutes(1).toNanos());
    assertThat(FeedContract.drain(feed, 300))
        .containsExactlyElementsOf(FeedContract.range(records, records + 300));
    assertThat(log.status().sinks().getFirst().dropped()).isZero();
  }

  @Test
  void aDiskThatIsReadOnlyForAWhileIsWaitedFor() throws Exception {
    Receipt before = log.append(TestRecords.batch(0, 10));
    time.advanceUntil(before::isDurable, STEP);
    disk.faults.readOnly(true);
    Receipt receipt = log.append(TestRecords.batch(10, 10));
    Eventually.holds("it is said", () -> state() == State.READ_ONLY);
    time.advance(Duration.ofMinutes(10));
    assertThat(receipt.isDurable()).isFalse();
    disk.faults.readOnly(false);
    time.advanceUntil(receipt::isDurable, STEP);
    assertThatItWasSaidOnce("read-only: /data/logs: Read-only file system");
    assertThat(reopenAndDrain(20)).containsExactlyElementsOf(FeedContract.range(0, 20));
  }

  @Test
  void aSlowOrFailingDiskMakesAppendWaitOnceItsQueueIsFull() throws Exception {
    disk.faults.failWrites(Integer.MAX_VALUE);
    List<Receipt> receipts = new ArrayList<>();
    Thread source =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    for (int i = 0; i < 200; i++) {
                      Receipt receipt = log.append(TestRecords.batch(i * 100L, 100));
                      synchronized (receipts) {
                        receipts.add(receipt);
                      }
                    }
                  } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                });
    int most = SMALL.queueBytes() / 800;
    Eventually.holds(
        "the source waits",
        () -> count(receipts) > most / 2 && source.getState() == Thread.State.WAITING);
    assertThat(log.status().end()).isZero();
    time.advance(Duration.ofMinutes(1));
    assertThat(count(receipts)).isLessThanOrEqualTo(most);
    disk.faults.failWrites(0);
    time.advanceUntil(() -> source.getState() == Thread.State.TERMINATED, STEP);
    time.advanceUntil(() -> log.status().end() == 20_000, STEP);
    assertThat(FeedContract.drain(feed, 20_000))
        .containsExactlyElementsOf(FeedContract.range(0, 20_000));
  }

  private static int count(List<Receipt> receipts) {
    synchronized (receipts) {
      return receipts.size();
    }
  }
}
