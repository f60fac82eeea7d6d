package io.cresset.collectors.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.model.Batch;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.LogBatch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where reading goes on, of files that a test makes. */
class JournalPlacesTest {
  @TempDir Path dir;
  private Path folder = Path.of("");

  @BeforeEach
  void makeFolder() throws Exception {
    folder = Files.createDirectories(dir.resolve("journal/machine"));
  }

  static List<String> lines(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> "line " + i).toList();
  }

  private static long moveBytes(Batch batch) {
    return batch.positions().moves().entrySet().stream()
        .mapToLong(
            move -> 16 + move.getKey().length() + move.getValue().map(ByteSlice::length).orElse(0))
        .sum();
  }

  /** The log takes 256 KiB of moves with a batch. */
  @Test
  void thousandsOfFilesBeginInSeveralBatches() throws Exception {
    int count = 3000;
    for (int i = 0; i < count; i++) {
      new MadeJournal(i).lines(i + 1, i + 2).writeTo(folder.resolve("system@" + i + ".journal"));
    }
    List<Batch> batches;
    try (Reading reading = Reading.of(dir.resolve("journal"))) {
      assertThat(reading.bodies(count)).isEqualTo(lines(1, count + 1));
      batches = reading.harness.batches();
    }
    assertThat(batches).allMatch(batch -> moveBytes(batch) <= Progress.MAX_TAKEN_BYTES);

    // Killed between any two of them, it goes on behind the last.
    Map<String, ByteSlice> positions = new HashMap<>();
    int read = 0;
    for (Batch batch : batches.subList(0, batches.size() / 2)) {
      batch.positions().applyTo(positions);
      read += ((LogBatch) batch).recordCount();
    }
    assertThat(read).isBetween(1, count - 1);
    try (Reading reading = new Reading(Reading.config(dir.resolve("journal")), positions)) {
      assertThat(reading.bodies(count - read)).isEqualTo(lines(read + 1, count + 1));
    }
  }

  /** As many entries as before must not be passed over in it. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aFileThatIsPutBackFromAnOlderCopyIsReadAnew(boolean meanwhileDown) throws Exception {
    Path file = folder.resolve("system.journal");
    new MadeJournal(1).lines(1, 11).writeTo(file);
    Reading reading = Reading.of(dir.resolve("journal"));
    try {
      assertThat(reading.bodies(10)).isEqualTo(lines(1, 11));
      if (meanwhileDown) {
        reading.close();
      }
      MadeJournal older = new MadeJournal(1).lines(1, 4);
      older.entry(4, 4000, "MESSAGE=after the copy", "SYSLOG_IDENTIFIER=app").writeTo(file);
      int before = 10;
      if (meanwhileDown) {
        reading = reading.next(dir.resolve("journal"));
        before = 0;
      }
      assertThat(reading.bodies(before + 4).subList(before, before + 4))
          .containsExactly("line 1", "line 2", "line 3", "after the copy");
      assertThat(reading.harness.logLines().toString()).containsOnlyOnce("put back from a copy");
      // It grows to where the other one was left.
      older.lines(5, 20).writeTo(file);
      assertThat(reading.bodies(before + 19).subList(before + 4, before + 19))
          .isEqualTo(lines(5, 20));
      reading.pass(Duration.ofSeconds(7));
      assertThat(reading.bodies()).hasSize(before + 19);
      assertThat(reading.harness.dropped()).isEmpty();
    } finally {
      reading.close();
    }
  }

  @Test
  void aFileThatIsWrittenOverWithLessIsReadAnew() throws Exception {
    Path file = folder.resolve("system.journal");
    new MadeJournal(1).lines(1, 11).writeTo(file);
    try (Reading reading = Reading.of(dir.resolve("journal"))) {
      assertThat(reading.bodies(10)).isEqualTo(lines(1, 11));
      // The same file, as cp leaves it.
      Files.write(file, new MadeJournal(1).lines(21, 25).bytes());
      assertThat(reading.bodies(14).subList(10, 14)).isEqualTo(lines(21, 25));
    }
  }

  /** What journald moves to the disk comes in other files, under other numbers. */
  @Test
  void whatWasPassedOverInMemoryIsPassedOverOnTheDisk() throws Exception {
    Path memory = Files.createDirectories(dir.resolve("run/log/journal/machine"));
    Path disk = Files.createDirectories(dir.resolve("var/log/journal/machine"));
    Path[] both = {dir.resolve("run/log/journal"), dir.resolve("var/log/journal")};
    new MadeJournal(1).lines(1, 1000).writeTo(memory.resolve("system.journal"));
    new MadeJournal(2).lines(1000, 1001).writeTo(memory.resolve("user-1.journal"));
    Reading reading = new Reading(Reading.config(JournalConfig.Start.END, both), Map.of());
    reading.pass(Duration.ofSeconds(1));
    reading.close();
    Files.delete(memory.resolve("system.journal"));
    Files.delete(memory.resolve("user-1.journal"));
    MadeJournal moved = new MadeJournal(3, new Id128(0, 6));
    for (int i = 1; i < 1003; i++) {
      moved.entry(i + 50, i * 1000L, "MESSAGE=line " + i, "SYSLOG_IDENTIFIER=app");
    }
    moved.writeTo(disk.resolve("system.journal"));
    try (Reading later =
        new Reading(Reading.config(JournalConfig.Start.END, both), reading.harness.positions())) {
      assertThat(later.bodies(2)).isEqualTo(lines(1001, 1003));
      assertThat(later.harness.dropped()).isEmpty();
    }
  }

  private Map<String, Long> droppedAfter(Map<String, ByteSlice> positions, int maxFiles) {
    JournalConfig config =
        Reading.config(JournalConfig.Start.BEGINNING, maxFiles, 32, dir.resolve("journal"));
    try (Reading reading = new Reading(config, positions)) {
      reading.pass(Duration.ofSeconds(15));
      reading.bodies(1);
      return reading.harness.dropped();
    }
  }

  /** Nobody is to raise SystemMaxUse= for what lies there unread. */
  @Test
  void whatIsMissingIsSaidToBeWhereItIs() throws Exception {
    Path file = folder.resolve("system.journal");
    new MadeJournal(1).lines(1, 5).writeTo(file);
    Map<String, ByteSlice> positions;
    try (Reading reading = Reading.of(dir.resolve("journal"))) {
      reading.bodies(4);
      positions = reading.harness.positions();
    }
    Path archived = Files.move(file, folder.resolve("system@1.journal"));
    new MadeJournal(2).lines(9, 12).writeTo(file);
    assertThat(droppedAfter(positions, 4096)).isEqualTo(Map.of("vacuumed", 4L));
    Path between = folder.resolve("system@2.journal");
    new MadeJournal(3).lines(5, 9).writeTo(between);
    assertThat(droppedAfter(positions, 4096)).isEmpty();
    Files.setLastModifiedTime(archived, FileTime.fromMillis(1));
    Files.setLastModifiedTime(between, FileTime.fromMillis(2));
    assertThat(droppedAfter(positions, 1)).isEqualTo(Map.of("left_out", 4L));
    Files.write(between, new byte[4096]);
    // What is no journal for ten seconds is none.
    Path waiting = dir.resolve("waiting.journal");
    Files.move(file, waiting);
    try (Reading reading = new Reading(Reading.config(dir.resolve("journal")), positions)) {
      reading.pass(Duration.ofSeconds(15));
      Files.move(waiting, file);
      assertThat(reading.bodies(3)).isEqualTo(lines(9, 12));
      assertThat(reading.harness.dropped()).isEqualTo(Map.of("unusable", 4L));
    }
  }

  @Test
  void nothingIsRememberedOfAMachineThatHasGone() throws Exception {
    Path memory = Files.createDirectories(dir.resolve("run/log/journal/gone"));
    Path disk = Files.createDirectories(dir.resolve("var/log/journal/gone"));
    new MadeJournal(1, new Id128(3, 3)).lines(1, 3).writeTo(memory.resolve("system.journal"));
    new MadeJournal(2).lines(1, 3).writeTo(disk.resolve("user-1.journal"));
    try (Reading reading =
        Reading.of(dir.resolve("run/log/journal"), dir.resolve("var/log/journal"))) {
      assertThat(reading.bodies(2)).hasSize(2);
      assertThat(reading.harness.positions().keySet())
          .contains("volatile/gone", "series/" + MadeJournal.SERIES, "series/" + new Id128(3, 3));
      Files.delete(memory.resolve("system.journal"));
      Files.delete(disk.resolve("user-1.journal"));
      reading.time.advanceUntil(
          () -> reading.harness.positions().size() == 1, Duration.ofMillis(100));
      assertThat(reading.harness.positions().keySet()).containsExactly("started");
    }
  }
}
