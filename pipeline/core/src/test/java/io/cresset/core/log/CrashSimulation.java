package io.cresset.core.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.export.Chunk;
import io.cresset.api.model.EncodedBatch;
import io.cresset.api.model.Signal;
import io.cresset.testkit.FakeTime;
import io.cresset.testkit.RecordingLogger;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * A source that can be read again, a log, and two sinks, on a disk whose power is cut at any
 * operation, whose process is killed there, and whose writes and syncs fail now and then. The
 * source goes on behind the position that the log kept, so whatever happens, each of its records
 * must come out of the log, once unless the log has said otherwise; and what was durable must come
 * out even if the source forgets it.
 */
final class CrashSimulation {
  private static final Path FOLDER = Path.of("/data/logs");
  private static final String SOURCE = "source";
  private static final LogLimits LIMITS =
      new LogLimits(64 << 20, 4 << 10, 4096, 1 << 20, 1 << 20, 2 << 10);

  /** What a sink has had, over all runs of the log. */
  private static final class Sink {
    final String name;
    final BitSet had = new BitSet();

    Sink(String name) {
      this.name = name;
    }
  }

  private final SplittableRandom dice;
  private final MemoryDisk disk = new MemoryDisk();
  private final FakeTime time = new FakeTime();
  private final List<Sink> sinks = List.of(new Sink("fast"), new Sink("slow"));
  private final BitSet promised = new BitSet();

  /** Ids of what was given to the log, by number, until they are promised. */
  private final Deque<Long> written = new ArrayDeque<>();

  private long writtenFrom;

  private RecordingLogger logger = new RecordingLogger();
  private SegmentedLog log;
  private List<LogFeed> feeds = List.of();
  private long nextId;
  private boolean mayRepeat;

  CrashSimulation(long seed) throws LogFolderUnavailable {
    dice = new SplittableRandom(seed);
    log = open();
  }

  private SegmentedLog open() throws LogFolderUnavailable {
    logger = new RecordingLogger();
    SegmentedLog opened =
        Recovery.open(disk, FOLDER, Signal.LOGS, LIMITS, time, logger, dice.split());
    List<LogFeed> made = new ArrayList<>();
    for (Sink sink : sinks) {
      made.add(
          new LogFeed(
              opened,
              opened.ledger.sink(sink.name, OpenedLog.HOLD, 0, opened.lock.newCondition())));
    }
    feeds = made;
    nextId =
        opened.position(SOURCE).map(bytes -> Long.parseLong(TestRecords.text(bytes))).orElse(0L);
    mayRepeat |= logger.lines().stream().anyMatch(line -> line.contains("twice"));
    written.clear();
    writtenFrom = opened.ledger.end();
    return opened;
  }

  /**
   * Runs until so many power cuts, then looks whether everything is there.
   *
   * @return whether the log has said that it may have taken some records twice
   */
  boolean run(int crashes) throws Exception {
    for (int i = 0; i < crashes; i++) {
      disk.cutPowerAfter(1 + dice.nextInt(60));
      try {
        while (true) {
          step();
        }
      } catch (MemoryDisk.PowerCut _) {
        log = restart();
      }
    }
    disk.cutPowerAfter(Long.MAX_VALUE);
    write();
    while (!log.sync()) {
      write();
    }
    for (int i = 0; i < feeds.size(); i++) {
      while (deliver(i)) {
        check();
      }
      Sink sink = sinks.get(i);
      assertThat(missing(sink, promised).stream())
          .as("promised, not had by " + sink.name)
          .isEmpty();
      BitSet all = new BitSet();
      all.set(0, Math.toIntExact(nextId));
      assertThat(missing(sink, all).stream()).as("skipped by " + sink.name).isEmpty();
    }
    LogStatus status = log.status();
    if (!mayRepeat) {
      assertThat(status.end()).as("nothing was taken twice").isEqualTo(nextId);
    }
    log.close();
    return mayRepeat;
  }

  private static BitSet missing(Sink sink, BitSet ids) {
    BitSet missing = (BitSet) ids.clone();
    missing.andNot(sink.had);
    return missing;
  }

  private SegmentedLog restart() throws LogFolderUnavailable {
    while (true) {
      disk.failForces(0);
      disk.failWrites(0);
      if (dice.nextInt(3) == 0) {
        disk.kill();
      } else {
        disk.restart(dice);
      }
      // Sometimes recovery itself is cut short.
      disk.cutPowerAfter(dice.nextInt(4) == 0 ? dice.nextInt(3) : 1_000_000);
      try {
        SegmentedLog opened = open();
        disk.cutPowerAfter(1_000_000);
        return opened;
      } catch (MemoryDisk.PowerCut _) {
        continue;
      }
    }
  }

  private void step() throws Exception {
    if (dice.nextInt(40) == 0) {
      troubleTheDisk();
    }
    switch (dice.nextInt(8)) {
      case 0, 1, 2 -> write();
      case 3 -> {
        log.sync();
        for (; !written.isEmpty() && writtenFrom < log.ledger.durableEnd(); writtenFrom++) {
          promised.set(Math.toIntExact(written.removeFirst()));
        }
      }
      case 4, 5 -> deliver(0);
      case 6 -> {
        if (dice.nextInt(4) == 0) {
          deliver(1);
        }
      }
      default -> {
        time.advance(Duration.ofMillis(dice.nextInt(1500)));
        log.reap();
      }
    }
    check();
  }

  private void troubleTheDisk() {
    disk.revertOnFailedForce(dice.nextBoolean());
    if (dice.nextBoolean()) {
      disk.failForces(1 + dice.nextInt(2));
    } else {
      disk.failWrites(1 + dice.nextInt(2));
    }
  }

  private void write() {
    List<EncodedBatch> batches = new ArrayList<>();
    for (int i = dice.nextInt(3); i >= 0; i--) {
      int count = 1 + dice.nextInt(dice.nextInt(10) == 0 ? 200 : 20);
      long after = nextId + count;
      batches.add(
          TestRecords.batch(
              nextId, count, Map.of(SOURCE, Optional.of(TestRecords.bytes(Long.toString(after))))));
      for (; nextId < after; nextId++) {
        written.addLast(nextId);
      }
    }
    while (true) {
      try {
        log.write(batches, false);
        return;
      } catch (IOException _) {
        // The writer gives the same again, as ThreadedLog does.
        check();
      }
    }
  }

  private boolean deliver(int which) throws Exception {
    LogFeed feed = feeds.get(which);
    Optional<Chunk> chunk = feed.poll(1 + dice.nextInt(4000), Duration.ZERO, Duration.ZERO);
    if (chunk.isEmpty()) {
      return false;
    }
    List<Long> ids = TestRecords.ids(chunk.get());
    for (int i = 1; !mayRepeat && i < ids.size(); i++) {
      if (ids.get(i) <= ids.get(i - 1)) {
        throw new AssertionError("not in order, or twice: " + ids);
      }
    }
    boolean whole = chunk.get().endNumber() - chunk.get().firstNumber() == ids.size();
    if (dice.nextInt(5) == 0 && whole && ids.size() > 1) {
      int part = 1 + dice.nextInt(ids.size() - 1);
      feed.commit(chunk.get().firstNumber() + part, dice.nextInt(2));
      had(which, ids.subList(0, part));
    } else {
      feed.commit(chunk.get().endNumber(), dice.nextInt(2));
      had(which, ids);
    }
    return true;
  }

  private void had(int which, List<Long> ids) {
    ids.forEach(id -> sinks.get(which).had.set(Math.toIntExact(id)));
  }

  private void check() {
    log.lock.lock();
    try {
      LogStatus status = log.status();
      // Plainly, because it comes after each of a million steps.
      if (status.durableEnd() < status.start() || status.durableEnd() > status.end()) {
        throw new AssertionError(status);
      }
      for (LogStatus.SinkStatus sink : status.sinks()) {
        long sum = sink.delivered() + sink.rejected() + sink.dropped() + sink.unselected();
        if (sum + sink.lag() != status.end() - sink.start()) {
          throw new AssertionError(status);
        }
      }
    } finally {
      log.lock.unlock();
    }
  }
}
