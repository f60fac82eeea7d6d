package io.cresset.core.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cresset.api.model.Signal;
import io.cresset.core.log.FrameHeader.FrameKind;
import io.cresset.core.log.FrameScanner.Frame;
import io.cresset.core.log.MemoryFaults.AfterFailedForce;
import io.cresset.core.log.StoredLogVisitor.Damage;
import io.cresset.core.log.StoredLogVisitor.Leftover;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What can be said of a log's folder by reading it alone. */
class StoredLogTest {
  private static final Path SEGMENT = OpenedLog.FOLDER.resolve(SegmentName.of(0, 0));

  /** Everything that a walk shows. */
  private static final class Seen implements StoredLogVisitor {
    final List<Long> numbers = new ArrayList<>();
    final List<Damage> damages = new ArrayList<>();
    final List<Leftover> leftovers = new ArrayList<>();
    final List<String> gone = new ArrayList<>();

    @Override
    public boolean records(Records records) {
      for (long n = records.frame().firstNumber(); n < records.frame().endNumber(); n++) {
        numbers.add(n);
      }
      return true;
    }

    @Override
    public void damage(Damage damage) {
      damages.add(damage);
    }

    @Override
    public void leftover(Leftover leftover) {
      leftovers.add(leftover);
    }

    @Override
    public void gone(StoredSegment segment) {
      gone.add(segment.name());
    }
  }

  private static StoredLog read(Disk disk) throws Exception {
    return StoredLog.read(disk, OpenedLog.FOLDER, Signal.LOGS);
  }

  private static Seen walk(Disk disk) throws Exception {
    Seen seen = new Seen();
    read(disk).walk(0, seen);
    return seen;
  }

  private static StoredLogCheck.Result check(Disk disk) throws Exception {
    return new StoredLogCheck(read(disk), _ -> {}, _ -> {}).run();
  }

  private static List<Long> numbers(long from, long to) {
    List<Long> numbers = new ArrayList<>();
    for (long n = from; n < to; n++) {
      numbers.add(n);
    }
    return numbers;
  }

  /** A log of some segments, of which one sink has had a part. */
  private static MemoryDisk someSegments(int batches) throws Exception {
    MemoryDisk disk = new MemoryDisk();
    try (OpenedLog log = OpenedLog.on(disk)) {
      log.feed("one");
      log.feed("two");
      for (int i = 0; i < batches; i++) {
        log.write(
            TestRecords.batch(
                10L * i, 10, Map.of("file", Optional.of(TestRecords.bytes("at " + i)))));
        log.sync();
      }
      var chunk = log.poll("one", 400).orElseThrow();
      log.feed("one").commit(chunk.endNumber(), 3);
      log.log.write(List.of(), true);
      log.sync();
    }
    return disk;
  }

  @Test
  void saysWhatTheRunningLogSays() throws Exception {
    MemoryDisk disk = new MemoryDisk();
    try (OpenedLog log = OpenedLog.on(disk)) {
      log.feed("one");
      log.feed("two");
      for (int i = 0; i < 60; i++) {
        log.write(TestRecords.batch(10L * i, 10, Map.of()));
        log.write(TestRecords.position("file", i));
      }
      log.feed("one").commit(log.poll("one", 400).orElseThrow().endNumber(), 2);
      log.log.write(List.of(), true);
      log.sync();
      // Beside the one that runs: nothing is claimed, and nothing may be written.
      disk.faults.readOnly(true);
      int writes = disk.writes();
      StoredLog stored = read(disk);
      assertThat(stored.status()).isEqualTo(log.status());
      assertThat(stored.status().segments()).isGreaterThan(2);
      assertThat(stored.logId()).contains(log.log.ledger.logId);
      assertThat(stored.positions()).isEqualTo(Map.of("file", TestRecords.bytes("59")));
      assertThat(stored.findings()).isEmpty();
      assertThat(stored.foreign()).isEmpty();
      assertThat(stored.segments())
          .hasSize(stored.status().segments())
          .allMatch(segment -> stored.first(segment).orElseThrow().codec().equals("none"));
      Seen seen = new Seen();
      stored.walk(0, seen);
      assertThat(seen.numbers).isEqualTo(numbers(0, 600));
      assertThat(seen.damages).isEmpty();
      assertThat(seen.leftovers).isEmpty();
      assertThat(check(disk).isGood()).isTrue();
      assertThat(disk.writes()).isEqualTo(writes);
    }
  }

  @Test
  void changesNoByte() throws Exception {
    MemoryDisk disk = someSegments(40);
    byte[] torn = Arrays.copyOf(disk.bytes(last(disk)), disk.bytes(last(disk)).length - 5);
    disk.put(last(disk), torn);
    Map<Path, byte[]> before = new HashMap<>();
    disk.files().forEach(file -> before.put(file, disk.bytes(file)));
    assertThat(check(disk).isGood()).isTrue();
    assertThat(disk.files()).containsExactlyInAnyOrderElementsOf(before.keySet());
    before.forEach((file, bytes) -> assertThat(disk.bytes(file)).isEqualTo(bytes));
  }

  private static Path last(MemoryDisk disk) {
    return disk.files().getLast();
  }

  @Test
  void walksFromANumberOn() throws Exception {
    MemoryDisk disk = someSegments(60);
    StoredLog stored = read(disk);
    StoredSegment third = stored.segments().get(2);
    Seen seen = new Seen();
    stored.walk(third.firstNumber() + 1, seen);
    assertThat(seen.numbers).isEqualTo(numbers(third.firstNumber(), 600));
  }

  @Test
  void aFlippedBitIsNamedByFileOffsetAndRecords() throws Exception {
    MemoryDisk whole = new MemoryDisk();
    try (OpenedLog log = OpenedLog.on(whole)) {
      log.feed("one");
      for (int i = 0; i < 5; i++) {
        log.write(TestRecords.batch(0, 2 + i));
        log.sync();
      }
    }
    byte[] segment = whole.bytes(SEGMENT);
    FrameScanner scanner =
        new FrameScanner(whole.open(SEGMENT, false), Optional.empty(), SegmentHeader.BYTES, 0);
    long from = SegmentHeader.BYTES;
    while (scanner.next(segment.length) instanceof Frame frame) {
      long to = scanner.offset();
      boolean isLast = to == segment.length;
      for (long at = from; at < to; at++) {
        MemoryDisk disk = damaged(segment, at);
        Seen seen = walk(disk);
        boolean tail = isLast && at < from + FrameHeader.BYTES;
        assertThat(seen.damages).as("flipped at %d", at).hasSize(tail ? 0 : 1);
        assertThat(seen.leftovers).as("flipped at %d", at).hasSize(tail ? 1 : 0);
        if (!tail) {
          Damage damage = seen.damages.getFirst();
          assertThat(damage.file()).isEqualTo(String.valueOf(SEGMENT.getFileName()));
          assertThat(damage.from()).isEqualTo(from);
          assertThat(damage.to()).isEqualTo(to);
          assertThat(damage.firstLost()).isEqualTo(frame.header().firstNumber());
          assertThat(damage.endLost()).isEqualTo(frame.header().endNumber());
          assertThat(check(disk).isGood()).isFalse();
        }
        List<Long> left = numbers(0, 20);
        if (frame.header().kind() == FrameKind.DATA) {
          left.removeAll(numbers(frame.header().firstNumber(), frame.header().endNumber()));
        }
        assertThat(seen.numbers).as("flipped at %d", at).isEqualTo(left);
      }
      from = to;
    }
    assertThat(from).isEqualTo(segment.length);
  }

  private static MemoryDisk damaged(byte[] segment, long at) {
    byte[] damaged = segment.clone();
    damaged[(int) at] ^= (byte) (1 << (at % 8));
    MemoryDisk disk = new MemoryDisk();
    disk.put(SEGMENT, damaged);
    return disk;
  }

  @Test
  void aDamagedHeaderIsSaidAndCostsNothing() throws Exception {
    MemoryDisk disk = someSegments(10);
    disk.flip(SEGMENT, 20, 1);
    Seen seen = walk(disk);
    assertThat(seen.damages).hasSize(1);
    assertThat(seen.damages.getFirst().records()).isZero();
    assertThat(seen.damages.getFirst().to()).isEqualTo(SegmentHeader.BYTES);
    assertThat(seen.numbers).isEqualTo(numbers(0, 100));
  }

  @Test
  void whatAFailedSyncLeftIsNoDamage() throws Exception {
    MemoryDisk disk = new MemoryDisk();
    try (OpenedLog log = OpenedLog.on(disk)) {
      log.feed("one");
      log.write(TestRecords.batch(0, 5));
      log.sync();
      log.write(TestRecords.batch(5, 5));
      disk.faults.failForces(1, AfterFailedForce.CLEAN_AND_LOST);
      assertThat(log.log.sync()).isFalse();
      log.write(TestRecords.batch(10, 5));
      log.sync();
      Seen seen = walk(disk);
      assertThat(seen.numbers).isEqualTo(numbers(0, 15));
      assertThat(seen.damages).isEmpty();
      assertThat(seen.leftovers).hasSize(1);
      assertThat(seen.leftovers.getFirst().what()).contains("superseded");
      assertThat(check(disk).isGood()).isTrue();
    }
  }

  @Test
  void aSegmentThatIsDeletedMeanwhileIsNoDamage() throws Exception {
    MemoryDisk disk = someSegments(60);
    StoredLog stored = read(disk);
    StoredSegment first = stored.segments().getFirst();
    disk.remove(OpenedLog.FOLDER.resolve(first.name()));
    Seen seen = new Seen();
    stored.walk(0, seen);
    assertThat(seen.gone).containsExactly(first.name());
    assertThat(seen.damages).isEmpty();
    assertThat(seen.numbers).isEqualTo(numbers(first.endNumber(), 600));
  }

  @Test
  void aMissingSegmentInTheMiddleIsNamed() throws Exception {
    MemoryDisk disk = someSegments(60);
    StoredSegment second = read(disk).segments().get(1);
    disk.remove(OpenedLog.FOLDER.resolve(second.name()));
    Seen seen = walk(disk);
    assertThat(seen.damages).hasSize(1);
    assertThat(seen.damages.getFirst().firstLost()).isEqualTo(second.firstNumber());
    assertThat(seen.damages.getFirst().endLost()).isEqualTo(second.endNumber());
  }

  @Test
  void foreignFilesAreNamed() throws Exception {
    MemoryDisk disk = someSegments(5);
    disk.put(OpenedLog.FOLDER.resolve("notes.txt"), new byte[3]);
    disk.put(OpenedLog.FOLDER.resolve(SegmentName.of(7777, 0)), new byte[300]);
    assertThat(read(disk).foreign()).containsExactly(SegmentName.of(7777, 0), "notes.txt");
    assertThat(check(disk).isGood()).isTrue();
  }

  @Test
  void anEmptyFolderIsAnEmptyLog() throws Exception {
    StoredLog stored = read(new MemoryDisk());
    assertThat(stored.segments()).isEmpty();
    assertThat(stored.logId()).isEmpty();
    assertThat(stored.findings()).isEmpty();
    assertThat(stored.status().end()).isZero();
    assertThat(check(new MemoryDisk()).isGood()).isTrue();
  }

  @Test
  void aFolderThatCannotBeReadIsSaid() {
    MemoryDisk disk = new MemoryDisk();
    disk.faults.failReads(1);
    assertThatThrownBy(() -> read(disk))
        .isInstanceOf(LogFolderUnavailable.class)
        .hasMessage("the folder /data/logs cannot be read: Input/output error");
  }

  /** Whatever the bytes: each number up to the end is there or named as lost, and only once. */
  @Test
  void everyNumberIsThereOrNamed() throws Exception {
    MemoryDisk whole = someSegments(60);
    for (int seed = 0; seed < 500; seed++) {
      SplittableRandom dice = new SplittableRandom(seed);
      MemoryDisk disk = new MemoryDisk();
      for (Path file : whole.files()) {
        disk.put(file, mutated(whole.bytes(file), dice));
      }
      StoredLog stored = read(disk);
      if (!stored.segments().isEmpty()) {
        Seen seen = new Seen();
        stored.walk(0, seen);
        List<Long> all = new ArrayList<>(seen.numbers);
        seen.damages.forEach(damage -> all.addAll(numbers(damage.firstLost(), damage.endLost())));
        all.sort(null);
        assertThat(all)
            .as("seed %d", seed)
            .isEqualTo(numbers(stored.status().start(), stored.status().end()));
        assertThat(check(disk).sinks()).as("seed %d", seed).allMatch(sink -> sink.holds());
      }
    }
  }

  private static byte[] mutated(byte[] bytes, SplittableRandom dice) throws IOException {
    byte[] mutated = bytes.clone();
    switch (dice.nextInt(5)) {
      case 0 -> {
        for (int i = dice.nextInt(6); i > 0; i--) {
          mutated[dice.nextInt(mutated.length)] ^= (byte) (1 << dice.nextInt(8));
        }
      }
      case 1 -> mutated = Arrays.copyOf(mutated, dice.nextInt(mutated.length));
      case 2 -> {
        int from = dice.nextInt(mutated.length);
        Arrays.fill(mutated, from, from + dice.nextInt(mutated.length - from), (byte) 0);
      }
      default -> {
        // As it was.
      }
    }
    return mutated;
  }
}
