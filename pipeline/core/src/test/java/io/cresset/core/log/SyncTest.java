package io.cresset.core.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.Time;
import io.cresset.api.collect.Receipt;
import io.cresset.api.export.Chunk;
import io.cresset.api.model.Signal;
import io.cresset.core.log.RecordingDisk.Created;
import io.cresset.core.log.RecordingDisk.Event;
import io.cresset.core.log.RecordingDisk.FolderForced;
import io.cresset.core.log.RecordingDisk.Forced;
import io.cresset.core.log.RecordingDisk.Written;
import io.cresset.core.runtime.SystemTime;
import io.cresset.testkit.Eventually;
import io.cresset.testkit.FakeTime;
import io.cresset.testkit.RecordingLogger;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When a log writes and syncs, seen from below, and that no receipt is done before its sync. */
class SyncTest {
  private static final Path FOLDER = Path.of("/data/logs");
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final LogLimits SMALL =
      new LogLimits(8 << 20, 4 << 10, 4096, 64 << 10, 64 << 10, 2 << 10);

  private final MemoryDisk memory = new MemoryDisk();
  private final ForceGate gate = new ForceGate();
  private final RecordingDisk disk = new RecordingDisk(memory);
  private final FakeTime time = new FakeTime();
  private final List<ThreadedLog> opened = new ArrayList<>();

  private ThreadedLog open(Time by) throws LogFolderUnavailable {
    memory.faults.watch(gate, new SplittableRandom(1));
    ThreadedLog log = ThreadedLog.open(disk, FOLDER, Signal.LOGS, SMALL, by, new RecordingLogger());
    opened.add(log);
    return log;
  }

  @AfterEach
  void close() {
    opened.forEach(ThreadedLog::close);
  }

  /** A receipt that was seen done, and how much had been done to the disk by then. */
  private record Seen(long id, int events) {}

  @Test
  void noReceiptIsDoneBeforeTheForceThatCoversItsFrame() throws Exception {
    ThreadedLog log = open(new SystemTime());
    ConcurrentLinkedQueue<Seen> seen = new ConcurrentLinkedQueue<>();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      // Ids that no field of a header looks like.
      long base = 0x7A5C_3D1E_0000_0000L + t * 1_000_000L;
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      for (long id = base; id < base + 20 * 30; id += 30) {
                        Receipt receipt = log.append(TestRecords.batch(id, 30));
                        assertThat(receipt.awaitDurable(LIMIT)).isTrue();
                        seen.add(new Seen(id, disk.count()));
                      }
                    } catch (InterruptedException e) {
                      throw new IllegalStateException(e);
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(seen).hasSize(80);
    List<Event> events = disk.events();
    assertThat(events.stream().filter(Created.class::isInstance).count()).isGreaterThan(3);
    for (Seen receipt : seen) {
      assertThatItWasCovered(receipt, events.subList(0, receipt.events()));
    }
  }

  private static void assertThatItWasCovered(Seen receipt, List<Event> before) {
    byte[] record = ByteBuffer.allocate(Long.BYTES).putLong(receipt.id()).array();
    int written = -1;
    for (int i = 0; i < before.size(); i++) {
      if (before.get(i) instanceof Written event && contains(event.bytes(), record)) {
        written = i;
      }
    }
    assertThat(written).as("the write of " + receipt).isNotNegative();
    Path file = ((Written) before.get(written)).file();
    int created = before.indexOf(new Created(file));
    boolean fileForced = false;
    boolean nameForced = false;
    for (Event event : before) {
      fileForced |= event instanceof Forced f && f.file().equals(file) && f.from() > written;
      nameForced |= event instanceof FolderForced f && f.from() > created;
    }
    assertThat(fileForced).as("a force of " + file + " for " + receipt).isTrue();
    assertThat(nameForced).as("a force of the name of " + file + " for " + receipt).isTrue();
  }

  private static boolean contains(byte[] bytes, byte[] part) {
    for (int i = 0; i + part.length <= bytes.length; i++) {
      if (java.util.Arrays.equals(bytes, i, i + part.length, part, 0, part.length)) {
        return true;
      }
    }
    return false;
  }

  @Test
  void aReceiptWaitsForItsForceAndNotForTime() throws Exception {
    ThreadedLog log = open(time);
    gate.close();
    Receipt receipt = log.append(TestRecords.batch(1, 5));
    Thread waiter = awaiting(receipt);
    Eventually.holds("the force begins", () -> gate.holdsSome());
    time.advance(Duration.ofSeconds(3));
    assertThat(receipt.isDurable()).isFalse();
    assertThat(log.status().end()).isEqualTo(5);
    assertThat(log.status().durableEnd()).isZero();
    // A slow force holds up neither those who append nor those who read.
    Receipt second = log.append(TestRecords.batch(6, 5));
    Feed feed = log.feed("new");
    Eventually.holds("the second is written", () -> log.status().end() == 10);
    Receipt third = log.append(TestRecords.batch(11, 5));
    assertThat(feed.poll(1 << 20, Duration.ZERO, LIMIT).map(Chunk::recordCount)).isNotEmpty();
    gate.open();
    waiter.join();
    assertThat(receipt.isDurable()).isTrue();
    // They were written while the force ran, so it does not cover them.
    assertThat(second.isDurable()).isFalse();
    assertThat(third.isDurable()).isFalse();
    time.advanceUntil(third::isDurable, Duration.ofMillis(100));
    assertThat(second.isDurable()).isTrue();
  }

  private static Thread awaiting(Receipt receipt) {
    return Thread.ofVirtual()
        .start(
            () -> {
              try {
                receipt.awaitDurable(Duration.ofHours(1));
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
  }

  @Test
  void whoWasServedByAForceThatTookLongCausesNoOther() throws Exception {
    ThreadedLog log = open(time);
    for (int i = 0; i < 20; i++) {
      gate.close();
      Receipt receipt = log.append(TestRecords.batch(2L * i, 1));
      Thread waiter = awaiting(receipt);
      time.advanceUntil(() -> gate.holdsSome(), Duration.ofMillis(5));
      log.append(TestRecords.batch(2L * i + 1, 1));
      long end = 2L * i + 2;
      Eventually.holds("the next is written", () -> log.status().end() == end);
      time.advance(Duration.ofMillis(500));
      long forces = disk.count(Forced.class);
      gate.open();
      waiter.join();
      time.awaitWaiters(2);
      assertThat(disk.count(Forced.class)).isEqualTo(forces + 1);
      time.advanceUntil(() -> log.status().durableEnd() == end, Duration.ofMillis(100));
    }
  }

  @Test
  void nobodyWaitsSoItSyncsOnceASecond() throws Exception {
    ThreadedLog log = open(time);
    for (int second = 0; second < 3; second++) {
      long forces = disk.count(Forced.class);
      for (int i = 0; i < 9; i++) {
        long end = log.status().end() + 1;
        log.append(TestRecords.batch(end, 1));
        Eventually.holds("it is written", () -> log.status().end() == end);
        // The writer and the sync wait again, so nothing is left to happen by itself.
        time.awaitWaiters(2);
        assertThat(disk.count(Forced.class)).as("forces after 0.%d s", i).isEqualTo(forces);
        time.advance(Duration.ofMillis(100));
      }
      assertThat(log.status().durableEnd()).isLessThan(log.status().end());
      time.advance(Duration.ofMillis(100));
      Duration overdue = advanceUntil(() -> log.status().durableEnd() == log.status().end(), 2);
      assertThat(overdue).isLessThan(Duration.ofSeconds(1));
      time.awaitWaiters(2);
      assertThat(disk.count(Forced.class)).isEqualTo(forces + 1);
    }
  }

  @Test
  void whoWaitsIsServedAtOnceAndThoseWhoComeWithin20MillisecondsTogether() throws Exception {
    ThreadedLog log = open(time);
    Thread first = awaiting(log.append(TestRecords.batch(0, 1)));
    first.join();
    time.awaitWaiters(2);
    long forces = disk.count(Forced.class);
    List<Thread> waiters = new ArrayList<>();
    List<Receipt> receipts = new ArrayList<>();
    for (int i = 1; i <= 5; i++) {
      receipts.add(log.append(TestRecords.batch(i, 1)));
      waiters.add(awaiting(receipts.getLast()));
    }
    Eventually.holds("all are written", () -> log.status().end() == 6);
    time.awaitWaiters(2 + 5);
    time.advance(Duration.ofMillis(19));
    assertThat(disk.count(Forced.class)).isEqualTo(forces);
    assertThat(receipts).noneMatch(Receipt::isDurable);
    Duration overdue = advanceUntil(() -> receipts.stream().allMatch(Receipt::isDurable), 2 + 5);
    assertThat(overdue).isLessThan(Duration.ofMillis(500));
    for (Thread waiter : waiters) {
      waiter.join();
    }
    assertThat(disk.count(Forced.class)).isEqualTo(forces + 1);
  }

  @Test
  void anIdleLogWritesNothing() throws Exception {
    ThreadedLog log = open(time);
    Feed feed = log.feed("sink");
    log.append(TestRecords.batch(0, 3));
    time.advanceUntil(() -> log.status().durableEnd() == 3, Duration.ofMillis(100));
    Chunk chunk = feed.poll(1 << 20, Duration.ZERO, LIMIT).orElseThrow();
    long before = stateFrames();
    feed.commit(chunk.endNumber(), 0);
    time.advanceUntil(() -> stateFrames() > before && isQuiet(log), Duration.ofMillis(100));
    int events = disk.count();
    for (int minute = 0; minute < 180; minute++) {
      time.advance(Duration.ofMinutes(1));
      time.awaitWaiters(2);
    }
    assertThat(disk.events().subList(events, disk.count())).isEmpty();
  }

  /**
   * Advances by a millisecond at a time, and says by how many: a thread that was just about to wait
   * when the clock moved waits for that much longer.
   *
   * @param waiters how many have to wait by the clock for it to move: while one of them is at work,
   *     that takes no time, however slow this machine is
   */
  private Duration advanceUntil(BooleanSupplier condition, int waiters) {
    long start = time.monotonicNanos();
    time.advanceUntil(condition, Duration.ofMillis(1), waiters);
    return Duration.ofNanos(time.monotonicNanos() - start);
  }

  private boolean isQuiet(ThreadedLog log) {
    List<Event> events = disk.events();
    return log.status().durableEnd() == log.status().end()
        && events.getLast() instanceof Forced
        && time.waiterCount() == 2;
  }

  @Test
  void progressIsNotedOnceASecondHoweverOftenItMoves() throws Exception {
    ThreadedLog log = open(time);
    Feed feed = log.feed("sink");
    assertThatItIsWritten(log, 100);
    Chunk chunk = feed.poll(1 << 20, Duration.ZERO, LIMIT).orElseThrow();
    long first = stateFrames();
    long start = time.monotonicNanos();
    for (int i = 1; i <= 100; i++) {
      long before = stateFrames();
      feed.commit(chunk.firstNumber() + i, 0);
      time.advance(Duration.ofMillis(50));
      if (i % 25 == 0) {
        time.advanceUntil(() -> stateFrames() > before, Duration.ofMillis(50));
      }
    }
    long seconds = (time.monotonicNanos() - start) / 1_000_000_000;
    assertThat(stateFrames() - first).isBetween(4L, seconds + 1);
  }

  private static void assertThatItIsWritten(ThreadedLog log, int records) throws Exception {
    log.append(TestRecords.batch(0, records));
    Eventually.holds("it is written", () -> log.status().end() == records);
  }

  /** Writes that hold a state frame, not counting those at the head of a segment. */
  private long stateFrames() {
    return disk.events().stream()
        .filter(
            event ->
                event instanceof Written written
                    && written.from() > 0
                    && written.bytes()[4] == FrameHeader.FrameKind.STATE.ordinal() + 1)
        .count();
  }
}
