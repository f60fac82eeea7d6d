package io.cresset.core.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.export.Chunk;
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

/** A log without threads on a disk in memory, driven step by step by one test. */
final class OpenedLog implements AutoCloseable {
  static final Path FOLDER = Path.of("/data/logs");
  static final Duration HOLD = Duration.ofHours(2);
  static final LogLimits LIMITS = new LogLimits(64 << 20, 4 << 10, 4096, 1 << 20, 1 << 20, 2 << 10);

  final RecordingLogger logger = new RecordingLogger();
  final SegmentedLog log;
  private final Map<String, LogFeed> feeds = new HashMap<>();

  private OpenedLog(Disk disk, LogLimits limits, FakeTime time) throws LogFolderUnavailable {
    log =
        Recovery.open(
            disk, FOLDER, Signal.LOGS, limits, time, logger, new SplittableRandom(disk.hashCode()));
  }

  static OpenedLog on(Disk disk) throws LogFolderUnavailable {
    return on(disk, LIMITS, new FakeTime());
  }

  static OpenedLog on(Disk disk, LogLimits limits, FakeTime time) throws LogFolderUnavailable {
    return new OpenedLog(disk, limits, time);
  }

  LogFeed feed(String sink) {
    return feed(sink, HOLD);
  }

  LogFeed feed(String sink, Duration hold) {
    return feeds.computeIfAbsent(
        sink,
        name ->
            new LogFeed(
                log,
                log.ledger.sink(name, hold, log.time.monotonicNanos(), log.lock.newCondition())));
  }

  void forget(String sink) {
    log.lock.lock();
    try {
      log.ledger.forget(sink);
    } finally {
      log.lock.unlock();
    }
    LogFeed feed = feeds.remove(sink);
    if (feed != null) {
      feed.close();
    }
  }

  /** Writes batches, each in frames of its own. */
  void write(EncodedBatch... batches) throws IOException {
    for (EncodedBatch batch : batches) {
      log.write(List.of(batch), false);
    }
  }

  void sync() {
    assertThat(log.sync()).isTrue();
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

  LogStatus status() {
    log.lock.lock();
    try {
      LogStatus status = log.status();
      for (SinkStatus sink : status.sinks()) {
        assertThat(
                sink.delivered()
                    + sink.rejected()
                    + sink.dropped()
                    + sink.unselected()
                    + sink.lag())
            .as("%s in a log that ends at %d", sink, status.end())
            .isEqualTo(status.end() - sink.start());
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
