package io.cresset.core.rejected;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.collect.Receipt;
import io.cresset.api.export.Chunk;
import io.cresset.api.export.Outcome.Rejection;
import io.cresset.api.export.Selection;
import io.cresset.api.model.Attributes;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.EncodedBatch;
import io.cresset.api.model.LogBatch;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.PositionMoves;
import io.cresset.api.model.Resource;
import io.cresset.api.model.ResourceLogs;
import io.cresset.api.model.Signal;
import io.cresset.api.model.Value;
import io.cresset.api.otlp.MalformedOtlp;
import io.cresset.api.otlp.OtlpLogs;
import io.cresset.core.log.Compression;
import io.cresset.core.log.DurableLog;
import io.cresset.core.log.Feed;
import io.cresset.core.log.LogFolderUnavailable;
import io.cresset.core.log.LogLimits;
import io.cresset.core.log.LogStatus;
import io.cresset.core.log.RealDisk;
import io.cresset.core.log.StoredLog;
import io.cresset.core.log.ThreadedLog;
import io.cresset.core.runtime.Aside.Kept;
import io.cresset.core.runtime.SystemTime;
import io.cresset.testkit.Eventually;
import io.cresset.testkit.RecordingLogger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RejectedLogTest {
  private static final UUID LOG = new UUID(7, 9);
  private static final Refuser LOKI = new Refuser("loki", Signal.LOGS);

  @TempDir private Path folder;
  private final RecordingLogger lines = new RecordingLogger();
  private final List<RejectedLog> open = new ArrayList<>();

  @AfterEach
  void close() {
    open.forEach(RejectedLog::close);
  }

  private final class Here implements RejectedLog.Place {
    private final long maxBytes;

    Here(long maxBytes) {
      this.maxBytes = maxBytes;
    }

    @Override
    public DurableLog open() throws LogFolderUnavailable {
      return ThreadedLog.open(
          new RealDisk(),
          folder.resolve("rejected"),
          Signal.LOGS,
          LogLimits.ofTotal(maxBytes).with(Compression.NONE),
          new SystemTime(),
          lines);
    }

    @Override
    public StoredRejected read() throws LogFolderUnavailable {
      return StoredRejected.of(
          StoredLog.read(new RealDisk(), folder.resolve("rejected"), Signal.LOGS));
    }
  }

  private RejectedLog log() {
    return log(64 << 20);
  }

  private RejectedLog log(long maxBytes) {
    RejectedLog log = new RejectedLog(new Here(maxBytes), new SystemTime(), lines);
    open.add(log);
    return log;
  }

  /** Lines with their numbers as text, ten about each of two hosts. */
  static Chunk chunk(long epoch, long first, int count) {
    List<LogRecord> records = new ArrayList<>();
    for (long n = first; n < first + count; n++) {
      records.add(LogRecord.builder(1_000 + n, 1_000 + n, Value.of("line " + n)).build());
    }
    EncodedBatch batch =
        OtlpLogs.encode(
            new LogBatch(
                List.of(
                    new ResourceLogs(host("a"), records.subList(0, count / 2)),
                    new ResourceLogs(host("b"), records.subList(count / 2, count))),
                PositionMoves.none()));
    return new Chunk(
        Signal.LOGS, first, List.of(new Chunk.Frame(LOG, epoch, first, count, batch.otlp())));
  }

  private static Resource host(String name) {
    return Resource.of(Attributes.of("host.name", name));
  }

  private static Rejection refused(long from, long to) {
    return new Rejection(from, to, "too_old: of " + from);
  }

  /** Ids with what was set aside, read anew. */
  private List<String> listed() throws Exception {
    List<String> listed = new ArrayList<>();
    new Here(64 << 20).read().each((id, it) -> listed.add(id + " " + text(it)));
    return listed;
  }

  private static String text(RejectedRecord it) {
    try {
      ResourceLogs only = OtlpLogs.decode(it.otlp()).getFirst();
      assertThat(only.records()).hasSize(1);
      return it.by()
          + " "
          + it.reason()
          + " "
          + it.epoch()
          + "/"
          + it.number()
          + " "
          + only.resource().attributes()
          + " "
          + only.records().getFirst().body();
    } catch (MalformedOtlp e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void keepsEachRefusedRecordWithItsReasonAndItsResource() throws Exception {
    RejectedLog log = log();
    Kept kept = log.keep("loki", chunk(1, 100, 20), List.of(refused(108, 109), refused(115, 117)));
    assertThat(kept).isEqualTo(new Kept(3, Map.of()));
    assertThat(listed())
        .containsExactly(
            "0 loki logs too_old: of 108 1/108 {host.name=a} line 108",
            "1 loki logs too_old: of 115 1/115 {host.name=b} line 115",
            "2 loki logs too_old: of 115 1/116 {host.name=b} line 116");
    assertThat(log.counts()).contains(Map.of(LOKI, 3L));
    assertThat(lines.lines())
        .containsExactly(
            "INFO what sinks refuse for good is set aside; to see it: cresset log rejected list");
  }

  @Test
  void nothingIsMadeUntilSomethingIsRefused() {
    RejectedLog log = log();
    assertThat(log.status()).isEmpty();
    assertThat(log.counts()).isEmpty();
    log.close();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void whatWasNotSentIsNotKept() throws Exception {
    BitSet odd = new BitSet();
    odd.set(1);
    odd.set(3);
    Chunk whole = chunk(1, 0, 6);
    Chunk some =
        new Chunk(Signal.LOGS, 2, List.of(whole.frames().getFirst().selecting(Selection.of(odd))));
    assertThat(log().keep("loki", some, List.of(refused(0, 6))).records()).isEqualTo(1);
    assertThat(listed()).containsExactly("0 loki logs too_old: of 0 1/3 {host.name=b} line 3");
  }

  /** A crash between setting aside and the feed's commit makes the chunk come again. */
  @Test
  void setsAsideOnceAcrossACrash() throws Exception {
    RejectedLog first = log();
    first.keep("loki", chunk(1, 0, 20), List.of(refused(3, 5)));
    first.close();
    RejectedLog second = log();
    second.open();
    Kept again = second.keep("loki", chunk(1, 0, 20), List.of(refused(3, 5), refused(8, 9)));
    assertThat(again).isEqualTo(new Kept(3, Map.of()));
    // Another sink refuses the same, and so does a record of a new epoch with a number that was
    // given before: both are others.
    second.keep("other", chunk(1, 0, 20), List.of(refused(3, 4)));
    second.keep("loki", chunk(2, 4, 20), List.of(refused(5, 6)));
    assertThat(listed())
        .containsExactly(
            "0 loki logs too_old: of 3 1/3 {host.name=a} line 3",
            "1 loki logs too_old: of 3 1/4 {host.name=a} line 4",
            "2 loki logs too_old: of 8 1/8 {host.name=a} line 8",
            "3 other logs too_old: of 3 1/3 {host.name=a} line 3",
            "4 loki logs too_old: of 5 2/5 {host.name=a} line 5");
  }

  @Test
  void whatIsGoneIsNeitherListedNorCountedNorSetAsideAgain() throws Exception {
    RejectedLog log = log();
    log.keep("loki", chunk(1, 0, 20), List.of(refused(0, 5)));
    log.keep("other", chunk(1, 0, 20), List.of(refused(7, 8)));
    assertThat(log.gone(Ids.parse("1-3,5"))).isTrue();
    assertThat(log.counts()).contains(Map.of(LOKI, 2L));
    log.close();
    RejectedLog next = log();
    next.open();
    next.keep("loki", chunk(1, 0, 20), List.of(refused(0, 6)));
    Eventually.holds("counted", () -> next.counts().isPresent());
    assertThat(next.counts()).contains(Map.of(LOKI, 3L));
    assertThat(listed())
        .extracting(line -> line.substring(line.indexOf("1/")))
        .containsExactly(
            "1/0 {host.name=a} line 0", "1/4 {host.name=a} line 4", "1/5 {host.name=a} line 5");
    // The ids go on where the log does.
    assertThat(next.gone(Ids.parse("0"))).isTrue();
    assertThat(next.counts()).contains(Map.of(LOKI, 2L));
    assertThat(listed()).hasSize(2);
  }

  @Test
  void ofOneRequestNoMoreIsKeptThanTheBound() throws Exception {
    int count = Refusals.MAX_RECORDS + 17;
    Kept kept = log().keep("loki", chunk(1, 0, count), List.of(refused(0, count)));
    assertThat(kept).isEqualTo(new Kept(Refusals.MAX_RECORDS, Map.of(Refusals.TOO_MANY, 17L)));
    assertThat(listed()).hasSize(Refusals.MAX_RECORDS);
  }

  @Test
  void aFullLogLosesItsOldestAndCountsWhatIsThere() throws Exception {
    RejectedLog log = log(1 << 20);
    long given = 0;
    for (int i = 0; i < 40; i++) {
      log.keep("loki", chunk(1, 1_000L * i, 1_000), List.of(refused(1_000L * i, 1_000L * i + 500)));
      given += 500;
    }
    long all = given;
    // The last may go a moment after the newest is on disk.
    Eventually.holds(
        "within its bound", () -> log.status().orElseThrow().bytes() < (1 << 20) + (200 << 10));
    LogStatus status = log.status().orElseThrow();
    assertThat(status.expiredRecords()).isPositive();
    assertThat(log.counts()).contains(Map.of(LOKI, all - status.expiredRecords()));
    log.close();
    assertThat(listed()).hasSize((int) (all - log.status().orElseThrow().expiredRecords()));
  }

  @Test
  void whatCannotBeReadIsNotKept() throws Exception {
    Chunk bad =
        new Chunk(
            Signal.LOGS,
            0,
            List.of(new Chunk.Frame(LOG, 1, 0, 3, ByteSlice.of(new byte[] {1, 2, 3, 4}))));
    assertThat(log().keep("loki", bad, List.of(refused(0, 2))))
        .isEqualTo(new Kept(0, Map.of(Refusals.MALFORMED, 2L)));
  }

  /** A log whose disk takes what it is given when it is told to. */
  private static final class Stuck implements DurableLog {
    private final AtomicBoolean works = new AtomicBoolean();
    private int appends;

    @Override
    public Signal signal() {
      return Signal.LOGS;
    }

    @Override
    public Receipt append(EncodedBatch batch) {
      appends++;
      return new Receipt() {
        @Override
        public boolean isDurable() {
          return works.get();
        }

        @Override
        public boolean awaitDurable(Duration limit) {
          assertThat(limit).isLessThanOrEqualTo(RejectedLog.LIMIT);
          return works.get();
        }
      };
    }

    @Override
    public void awaitRoom() {}

    @Override
    public Optional<ByteSlice> position(String key) {
      return Optional.empty();
    }

    @Override
    public Map<String, ByteSlice> positions(String prefix) {
      return Map.of();
    }

    @Override
    public Feed feed(String sink, Duration hold) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long forget(String sink) {
      throw new UnsupportedOperationException();
    }

    @Override
    public LogStatus status() {
      return new LogStatus(LogStatus.State.OK, "", 0, 0, 0, 0, 0, 0, 0, 0, List.of());
    }

    @Override
    public void close() {}
  }

  @Test
  void aDiskThatFailsIsWaitedForOnceAndSaidOnce() throws Exception {
    Stuck stuck = new Stuck();
    RejectedLog log =
        new RejectedLog(
            new RejectedLog.Place() {
              @Override
              public DurableLog open() {
                return stuck;
              }

              @Override
              public StoredRejected read() {
                throw new UnsupportedOperationException();
              }
            },
            new SystemTime(),
            lines);
    Kept none = new Kept(0, Map.of(RejectedLog.DISK, 2L));
    assertThat(log.keep("loki", chunk(1, 0, 20), List.of(refused(0, 2)))).isEqualTo(none);
    assertThat(log.keep("loki", chunk(1, 0, 20), List.of(refused(4, 6)))).isEqualTo(none);
    assertThat(log.gone(Ids.parse("0"))).isFalse();
    assertThat(stuck.appends).as("nothing piles up behind it").isEqualTo(1);
    assertThat(lines.lines())
        .containsExactly(
            "WARNING refused records cannot be set aside, and delivery goes on: the disk does not"
                + " take them");
    stuck.works.set(true);
    assertThat(log.keep("loki", chunk(1, 0, 20), List.of(refused(8, 9))).records()).isEqualTo(1);
  }

  @Test
  void aFolderThatCannotBeMadeIsTriedAgain() throws Exception {
    Path inTheWay = Files.writeString(folder.resolve("rejected"), "a file");
    RejectedLog log = log();
    assertThat(log.keep("loki", chunk(1, 0, 20), List.of(refused(0, 2))))
        .isEqualTo(new Kept(0, Map.of(RejectedLog.DISK, 2L)));
    assertThat(lines.lines()).hasSize(1);
    assertThat(lines.lines().getFirst()).contains("rejected", "delivery goes on");
    Files.delete(inTheWay);
    assertThat(log.keep("loki", chunk(1, 0, 20), List.of(refused(4, 6))).records()).isEqualTo(2);
  }
}
