package io.cresset.core.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.Time;
import io.cresset.api.export.Chunk;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.EncodedBatch;
import io.cresset.api.model.Signal;
import io.cresset.core.log.LogStatus.SinkStatus;
import io.cresset.testkit.FakeTime;
import io.cresset.testkit.RecordingLogger;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** A log without threads on a disk in memory, driven step by step by one test. */
public final class OpenedLog implements AutoCloseable {
  public static final Path FOLDER = Path.of("/data/logs");
  static final Duration HOLD = Duration.ofHours(2);
  static final LogLimits LIMITS = new LogLimits(64 << 20, 4 << 10, 4096, 1 << 20, 1 << 20, 2 << 10);

  final RecordingLogger logger = new RecordingLogger();
  final SegmentedLog log;
  private final Map<String, LogFeed> feeds = new HashMap<>();

  private OpenedLog(Disk disk, LogLimits limits, Time time, RandomGenerator random)
      throws LogFolderUnavailable {
    log = Recovery.open(disk, FOLDER, Signal.LOGS, limits, time, logger, random);
  }

  static OpenedLog on(Disk disk) throws LogFolderUnavailable {
    return on(disk, LIMITS, new FakeTime());
  }

  static OpenedLog on(Disk disk, LogLimits limits, FakeTime time) throws LogFolderUnavailable {
    return on(disk, limits, time, new SplittableRandom(disk.hashCode()));
  }

  public static OpenedLog on(Disk disk, LogLimits limits, Time time, RandomGenerator random)
      throws LogFolderUnavailable {
    return new OpenedLog(disk, limits, time, random);
  }

  /** What the log has said. */
  public List<String> lines() {
    return logger.lines();
  }

  public Feed feed(String sink) {
    return feed(sink, HOLD);
  }

  Feed feed(String sink, Duration hold) {
    return feeds.computeIfAbsent(
        sink,
        name ->
            new LogFeed(
                log,
                log.ledger.sink(name, hold, log.time.monotonicNanos(), log.lock.newCondition())));
  }

  /**
   * @return how many records the sink gives up
   */
  public long forget(String sink) {
    log.lock.lock();
    long given;
    try {
      given = log.ledger.forget(sink);
    } finally {
      log.lock.unlock();
    }
    LogFeed feed = feeds.remove(sink);
    if (feed != null) {
      feed.close();
    }
    return given;
  }

  /** Writes batches, each in frames of its own. */
  void write(EncodedBatch... batches) throws IOException {
    for (EncodedBatch batch : batches) {
      log.write(List.of(batch), false);
    }
  }

  /** The writer's step; when it fails, the same batches are to be given again. */
  public void write(List<EncodedBatch> batches, boolean withState) throws IOException {
    log.write(batches, withState);
  }

  void sync() {
    assertThat(log.sync()).isTrue();
  }

  /** The sync's step. */
  public boolean tryToSync() {
    return log.sync();
  }

  public void reap() {
    log.reap();
  }

  /** Which log it is. */
  public UUID id() {
    return log.ledger.logId;
  }

  /** The group that was written last; what was written with it is durable with it. */
  public long group() {
    return log.ledger.group();
  }

  public long durableGroup() {
    return log.ledger.durableGroup();
  }

  /** Whether the writer takes more, or waits until less is not durable. */
  public boolean takesMore() {
    return log.ledger.undurableBytes() < log.limits.unsyncedBytes();
  }

  /** Whether this thread has the log's lock, with which nobody may wait for a disk. */
  public boolean isLocked() {
    return log.lock.isHeldByCurrentThread();
  }

  public Optional<ByteSlice> position(String key) {
    return log.position(key);
  }

  Optional<Chunk> poll(String sink, int maxBytes) throws InterruptedException {
    return feed(sink).poll(maxBytes, Duration.ZERO, Duration.ZERO);
  }

  /** All that a sink has not had, which it delivers. */
  List<Long> drain(String sink) throws InterruptedException {
    List<Long> ids = new ArrayList<>();
    for (Optional<Chunk> chunk = poll(sink, 1 << 20);
        chunk.isPresent();
        chunk = poll(sink, 1 << 20)) {
      ids.addAll(TestRecords.ids(chunk.get()));
      feed(sink).commit(chunk.get().endNumber(), 0);
    }
    return ids;
  }

  public LogStatus status() {
    log.lock.lock();
    try {
      LogStatus status = log.status();
      for (SinkStatus sink : status.sinks()) {
        long answered = sink.delivered() + sink.rejected() + sink.dropped() + sink.unselected();
        // Plainly, because the simulation asks a million times.
        if (answered + sink.lag() != status.end() - sink.start()) {
          throw new AssertionError("%s in a log that ends at %d".formatted(sink, status.end()));
        }
      }
      return status;
    } finally {
      log.lock.unlock();
    }
  }

  SinkStatus account(String sink) {
    return status().sinks().stream().filter(s -> s.sink().equals(sink)).findFirst().orElseThrow();
  }

  @Override
  public void close() {
    log.close();
    feeds.values().forEach(LogFeed::close);
  }
}
