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
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;

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
    final Set<Long> had = new HashSet<>();

    Sink(String name) {
      this.name = name;
    }
  }

  private final SplittableRandom dice;
  private final MemoryDisk disk = new MemoryDisk();
  private final FakeTime time = new FakeTime();
  private final List<Sink> sinks = List.of(new Sink("fast"), new Sink("slow"));
  private final Set<Long> promised = new HashSet<>();

  /** What was given to the log since it was opened, by number, until it is promised. */
  private final TreeMap<Long, Long> written = new TreeMap<>();

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
      made.add(new LogFeed(opened, opened.ledger.sink(sink.name, opened.lock.newCondition())));
    }
    feeds = made;
    nextId =
        opened.position(SOURCE).map(bytes -> Long.parseLong(TestRecords.text(bytes))).orElse(0L);
    mayRepeat |= logger.lines().stream().anyMatch(line -> line.contains("twice"));
    written.clear();
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
      assertThat(missing(sink, promised)).as("promised, not had by " + sink.name).isEmpty();
      assertThat(missing(sink, FeedContract.range(0, nextId)))
          .as("skipped by " + sink.name)
          .isEmpty();
    }
    LogStatus status = log.status();
    if (!mayRepeat) {
      assertThat(status.end()).as("nothing was taken twice").isEqualTo(nextId);
    }
    log.close();
    return mayRepeat;
  }

  private static List<Long> missing(Sink sink, Collection<Long> ids) {
    return ids.stream().filter(id -> !sink.had.contains(id)).toList();
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
        var durable = written.headMap(log.ledger.durableEnd());
        promised.addAll(durable.values());
        durable.clear();
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
    long number = log.ledger.end();
    for (int i = dice.nextInt(3); i >= 0; i--) {
      int count = 1 + dice.nextInt(dice.nextInt(10) == 0 ? 200 : 20);
      long after = nextId + count;
      batches.add(
          TestRecords.batch(
              nextId, count, Map.of(SOURCE, Optional.of(TestRecords.bytes(Long.toString(after))))));
      for (; nextId < after; nextId++) {
        written.put(number++, nextId);
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
    if (!mayRepeat) {
      assertThat(ids).isSorted();
    }
    if (dice.nextInt(5) == 0 && chunk.get().recordCount() > 1) {
      int part = 1 + dice.nextInt(ids.size() - 1);
      feed.commit(chunk.get().firstNumber() + part, dice.nextInt(2));
      sinks.get(which).had.addAll(ids.subList(0, Math.min(part, ids.size())));
    } else {
      feed.commit(chunk.get().endNumber(), dice.nextInt(2));
      sinks.get(which).had.addAll(ids);
    }
    return true;
  }

  private void check() {
    log.lock.lock();
    try {
      LogStatus status = log.status();
      assertThat(status.durableEnd()).isBetween(status.start(), status.end());
      for (LogStatus.SinkStatus sink : status.sinks()) {
        assertThat(
                sink.delivered()
                    + sink.rejected()
                    + sink.dropped()
                    + sink.unselected()
                    + sink.lag())
            .isEqualTo(status.end() - sink.start());
      }
    } finally {
      log.lock.unlock();
    }
  }
}
