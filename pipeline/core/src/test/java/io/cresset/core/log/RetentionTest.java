package io.cresset.core.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.export.Chunk;
import io.cresset.testkit.FakeTime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What goes and what stays, and what a large backlog costs. */
class RetentionTest {
  private static final LogLimits LIMITS =
      new LogLimits(40 << 10, 4 << 10, 4096, 1 << 20, 1 << 20, 2 << 10);
  private static final int BATCH = 100;

  private final MemoryDisk memory = new MemoryDisk();
  private final RecordingDisk disk = new RecordingDisk(memory);
  private final FakeTime time = new FakeTime();

  private OpenedLog open(LogLimits limits) throws LogFolderUnavailable {
    return OpenedLog.on(disk, limits, time);
  }

  private void write(OpenedLog log, int batches) throws Exception {
    for (int i = 0; i < batches; i++) {
      long next = log.log.ledger.end();
      log.write(
          TestRecords.batch(
              next,
              BATCH,
              Map.of("file", Optional.of(TestRecords.bytes(Long.toString(next + BATCH))))));
      log.sync();
      log.log.reap();
    }
  }

  private void noteProgress(OpenedLog log) throws Exception {
    time.advance(Duration.ofSeconds(1));
    log.log.write(List.of(), false);
    log.sync();
    log.log.reap();
  }

  private long fileBytes() {
    return memory.files().stream().mapToLong(file -> memory.bytes(file).length).sum();
  }

  @Test
  void sizeAloneDisplacesTheOldestAndEachSinksLossIsExact() throws Exception {
    try (OpenedLog log = open(LIMITS)) {
      log.feed("idle");
      log.feed("half");
      write(log, 20);
      Chunk chunk = log.poll("half", 1000 * 8).orElseThrow();
      log.feed("half").commit(chunk.firstNumber() + 250, 50);
      // However long it takes: a clock that jumps expires nothing.
      time.advance(Duration.ofDays(4000));
      time.stepWallClock(Duration.ofDays(-9000));
      noteProgress(log);
      assertThat(log.status().start()).isZero();
      write(log, 200);
      LogStatus status = log.status();
      assertThat(status.bytes()).isBetween(30L << 10, LIMITS.totalBytes());
      assertThat(fileBytes()).isEqualTo(status.bytes());
      assertThat(memory.files()).hasSize(status.segments());
      assertThat(status.end()).isEqualTo(220L * BATCH);
      assertThat(status.expiredRecords()).isEqualTo(status.start()).isPositive();
      long kept = status.end() - status.start();
      assertThat(log.account("idle").dropped()).isEqualTo(status.start());
      assertThat(log.account("idle").lag()).isEqualTo(kept);
      // What it has in hand is not lost with the file.
      long inHand = chunk.endNumber() - chunk.firstNumber() - 250;
      assertThat(log.account("half").lag()).isEqualTo(inHand + kept);
      assertThat(log.account("half").dropped()).isEqualTo(status.start() - chunk.endNumber());
      assertThat(log.drain("idle"))
          .containsExactlyElementsOf(FeedContract.range(status.start(), status.end()));
    }
  }

  @Test
  void segmentsThatEverySinkHasPassedGoOnceThatIsDurable() throws Exception {
    try (OpenedLog log = open(LIMITS)) {
      log.feed("fast");
      log.feed("slow");
      write(log, 30);
      int segments = memory.files().size();
      assertThat(segments).isGreaterThan(5);
      log.drain("fast");
      noteProgress(log);
      assertThat(memory.files()).hasSize(segments);
      log.drain("slow");
      // The progress is not noted yet: after a power cut they would be wanted again.
      log.log.reap();
      assertThat(memory.files()).hasSize(segments);
      noteProgress(log);
      assertThat(memory.files()).hasSize(1);
      assertThat(log.status().expiredRecords()).isZero();
      assertThat(log.account("slow").dropped()).isZero();
    }
    try (OpenedLog again = open(LIMITS)) {
      assertThat(again.account("slow").delivered()).isEqualTo(30L * BATCH);
      assertThat(again.log.position("file").map(TestRecords::text)).hasValue("3000");
    }
  }

  /** What a source of which nothing is wanted leaves, and a log that keeps records in memory. */
  @Test
  void aLogOfPositionsAloneIsBoundedToo() throws Exception {
    try (OpenedLog log = open(LIMITS)) {
      for (int i = 1; i <= 2000; i++) {
        log.write(TestRecords.position("file", i));
        log.sync();
        log.log.reap();
      }
      assertThat(log.status().expiredRecords()).isZero();
    }
    assertThat(fileBytes()).isLessThanOrEqualTo(LIMITS.totalBytes());
    assertThat(memory.files())
        .allMatch(file -> memory.bytes(file).length <= 2 * LIMITS.segmentBytes());
    try (OpenedLog again = open(LIMITS)) {
      assertThat(again.log.position("file").map(TestRecords::text)).hasValue("2000");
      assertThat(again.logger.lines()).isEmpty();
    }
  }

  @Test
  void aForgottenSinkHoldsNothingBack() throws Exception {
    try (OpenedLog log = open(LIMITS)) {
      log.feed("kept");
      log.feed("gone");
      write(log, 30);
      log.drain("kept");
      noteProgress(log);
      int segments = memory.files().size();
      log.forget("gone");
      noteProgress(log);
      assertThat(segments).isGreaterThan(5);
      assertThat(memory.files()).hasSize(1);
    }
  }

  @Test
  void openingReadsHeadersAndTheNewestSegmentWhateverTheBacklog() throws Exception {
    LogLimits large = new LogLimits(64 << 20, 64 << 10, 4096, 1 << 20, 1 << 20, 64 << 10);
    int segments;
    try (OpenedLog log = open(large)) {
      log.feed("sink");
      write(log, 8000);
      segments = memory.files().size();
      assertThat(segments).isGreaterThan(100);
      // Nothing of what is durable stays in memory.
      assertThat(log.log.ledger.undurableFrames()).isEmpty();
      assertThat(log.log.ledger.undurableBytes()).isZero();
    }
    long before = disk.readBytes();
    try (OpenedLog log = open(large)) {
      assertThat(log.account("sink").lag()).isEqualTo(8000L * BATCH);
      long headers = (long) segments * SegmentHeader.BYTES;
      assertThat(disk.readBytes() - before)
          .isLessThanOrEqualTo(headers + 2L * FrameScanner.READ_AHEAD_BYTES);
      assertThat(memory.files().stream().map(Path::getFileName)).hasSize(segments);
    }
  }

  /** A source that moves without anything to tell, for years. */
  @Test
  void positionsAloneFillNoDisk() throws Exception {
    try (OpenedLog log = open(LIMITS)) {
      for (int i = 0; i < 3000; i++) {
        log.write(TestRecords.position("file", i));
        log.sync();
        log.log.reap();
      }
      assertThat(fileBytes()).isLessThan(4L * LIMITS.segmentBytes());
    }
    try (OpenedLog log = open(LIMITS)) {
      assertThat(log.log.position("file").map(TestRecords::text)).hasValue("2999");
    }
  }
}
