package io.cresset.core.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.export.Chunk;
import io.cresset.api.model.EncodedBatch;
import io.cresset.api.model.Signal;
import io.cresset.core.runtime.SystemTime;
import io.cresset.testkit.Eventually;
import io.cresset.testkit.RecordingLogger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Records in memory, and positions that are on disk once what they cover is delivered. */
class VolatileLogTest {
  private static final Path FOLDER = Path.of("/data/logs");
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final LogLimits SMALL =
      new LogLimits(64 << 10, 4 << 10, 4096, 64 << 10, 64 << 10, 2 << 10);

  private final MemoryDisk disk = new MemoryDisk();
  private final RecordingLogger logger = new RecordingLogger();
  private final List<DurableLog> opened = new ArrayList<>();

  @AfterEach
  void close() {
    opened.forEach(DurableLog::close);
  }

  private DurableLog openInMemory() throws LogFolderUnavailable {
    DurableLog log =
        VolatileLog.open(disk, FOLDER, Signal.LOGS, SMALL, SMALL, new SystemTime(), logger);
    opened.add(log);
    return log;
  }

  private DurableLog openOnDisk() throws LogFolderUnavailable {
    DurableLog log = ThreadedLog.open(disk, FOLDER, Signal.LOGS, SMALL, new SystemTime(), logger);
    opened.add(log);
    return log;
  }

  /** What another process would find if this one were killed now. */
  private Optional<String> positionOnDisk() {
    try {
      return Optional.ofNullable(StoredLog.read(disk, FOLDER, Signal.LOGS).positions().get("file"))
          .map(TestRecords::text);
    } catch (LogFolderUnavailable e) {
      throw new AssertionError(e);
    }
  }

  private void awaitOnDisk(String position) {
    Eventually.holds(position + " on disk", () -> positionOnDisk().equals(Optional.of(position)));
  }

  private static EncodedBatch lines(long first, int count) {
    return TestRecords.batch(
        first, count, Map.of("file", Optional.of(TestRecords.bytes(Long.toString(first + count)))));
  }

  private static Optional<String> position(DurableLog log) {
    return log.position("file").map(TestRecords::text);
  }

  @Nested
  class AsLog extends LogContract {
    @Override
    protected DurableLog openLog() throws LogFolderUnavailable {
      return openInMemory();
    }
  }

  @Nested
  class AsFeed extends FeedContract {
    @Override
    protected DurableLog openLog() throws LogFolderUnavailable {
      return openInMemory();
    }
  }

  /**
   * The whole promise: killed at any moment, it has lost nothing of a source that is read again.
   */
  @Test
  void aSourceIsReadAgainFromWhatEverySinkHasHad() throws Exception {
    DurableLog log = openInMemory();
    Feed fast = log.feed("fast");
    Feed slow = log.feed("slow");
    log.append(lines(0, 10));
    log.append(lines(10, 10));
    assertThat(position(log)).hasValue("20");
    FeedContract.drain(fast, 20);
    Chunk chunk = slow.poll(1, Duration.ZERO, LIMIT).orElseThrow();
    slow.commit(chunk.endNumber(), 0);
    long had = chunk.endNumber() - chunk.firstNumber();
    // The two batches may have shared a frame, and then the slow one has had both.
    awaitOnDisk(Long.toString(had));
  }

  @Test
  void aPositionGoesToDiskAfterWhatItCoversAndNotBefore() throws Exception {
    DurableLog log = openInMemory();
    Feed feed = log.feed("sink");
    log.append(TestRecords.position("file", 1));
    awaitOnDisk("1");
    log.append(lines(0, 10));
    log.append(TestRecords.batch(0, 0, Map.of("file", Optional.empty())));
    assertThat(position(log)).isEmpty();
    log.append(TestRecords.batch(10, 1));
    assertThat(positionOnDisk()).hasValue("1");
    FeedContract.drain(feed, 11);
    Eventually.holds("none on disk", () -> positionOnDisk().isEmpty());
  }

  @Test
  void itIsBoundedAndWhatIsDisplacedIsCounted() throws Exception {
    DurableLog log = openInMemory();
    log.feed("sink");
    for (int i = 0; i < 300; i++) {
      assertThat(log.append(TestRecords.batch(i * 100L, 100)).awaitDurable(LIMIT)).isTrue();
    }
    LogStatus status = log.status();
    assertThat(status.bytes()).isLessThanOrEqualTo(SMALL.totalBytes() + SMALL.segmentBytes());
    assertThat(status.sinks().getFirst().dropped()).isPositive().isEqualTo(status.start());
    assertThat(status.sinks().getFirst().lag()).isEqualTo(status.end() - status.start());
  }

  /** However long it runs, positions alone fill no disk. */
  @Test
  void positionsTakeLittleRoom() throws Exception {
    DurableLog log = openInMemory();
    Feed feed = log.feed("sink");
    for (int i = 0; i < 1000; i++) {
      log.append(lines(i, 1));
      FeedContract.drain(feed, 1);
    }
    awaitOnDisk("1000");
    Eventually.holds(
        "little on disk",
        () ->
            disk.files().stream().mapToLong(file -> disk.bytes(file).length).sum()
                < SMALL.totalBytes() / 2);
  }

  @Test
  void aDiskThatTakesNothingHoldsUpNobodyAndIsSaid() throws Exception {
    DurableLog log = openInMemory();
    Feed feed = log.feed("sink");
    log.append(lines(0, 10));
    FeedContract.drain(feed, 10);
    disk.faults.readOnly(true);
    log.append(lines(10, 10));
    FeedContract.drain(feed, 10);
    Eventually.holds(
        "the log is read-only", () -> log.status().state() == LogStatus.State.READ_ONLY);
    for (int i = 20; i < 5000; i += 10) {
      log.append(lines(i, 10));
      FeedContract.drain(feed, 10);
    }
    assertThat(position(log)).hasValue("5000");
    disk.faults.readOnly(false);
    Eventually.holds("the log writes again", () -> log.status().state() == LogStatus.State.OK);
    log.append(lines(5000, 10));
    FeedContract.drain(feed, 10);
    log.close();
    assertThat(position(openInMemory())).hasValue("5010");
  }

  @Test
  void atItsEndItSaysWhatIsLost() throws Exception {
    DurableLog log = openInMemory();
    log.feed("loki");
    log.append(TestRecords.batch(0, 10));
    log.close();
    assertThat(logger.lines())
        .contains(
            "WARNING loki has not had 10 log records that were only in memory: they are lost,"
                + " except those of sources that can be read again");
  }

  /** Neither kind forgets where sources are, and what waits on disk is not lost. */
  @Test
  void theKindsTakeTurnsInOneFolder() throws Exception {
    DurableLog onDisk = openOnDisk();
    onDisk.feed("loki");
    onDisk.append(lines(0, 10));
    onDisk.close();
    DurableLog inMemory = openInMemory();
    assertThat(logger.lines())
        .last()
        .asString()
        .contains("10 records wait on disk for loki and stay there");
    assertThat(position(inMemory)).hasValue("10");
    Feed feed = inMemory.feed("loki");
    inMemory.append(lines(10, 5));
    assertThat(FeedContract.drain(feed, 5)).containsExactlyElementsOf(FeedContract.range(10, 15));
    inMemory.close();
    DurableLog again = openOnDisk();
    assertThat(position(again)).hasValue("15");
    assertThat(FeedContract.drain(again.feed("loki"), 10))
        .containsExactlyElementsOf(FeedContract.range(0, 10));
  }
}
