package io.cresset.collectors.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.collect.Excerpt;
import io.cresset.api.model.LogRecord;
import io.cresset.collectors.journal.ExportFormat.Pair;
import io.cresset.collectors.journal.JournalConfig.Start;
import io.cresset.testkit.CollectorHarness;
import io.cresset.testkit.Eventually;
import io.cresset.testkit.FakeTime;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that systemd is writing. */
class JournalFollowPeersTest {
  @TempDir Path dir;

  private static List<String> lines(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> "line " + i).toList();
  }

  private static void write(OutputStream to, List<List<Pair>> entries) throws IOException {
    to.write(ExportFormat.write(entries));
    to.flush();
  }

  private static List<String> cursors(List<LogRecord> records) {
    return records.stream()
        .map(record -> record.attributes().get(EntryMapping.CURSOR).orElseThrow().toString())
        .toList();
  }

  private Path folder(String name) throws IOException {
    return Files.createDirectories(dir.resolve(name));
  }

  /** Returns when a file is followed that has no entry. */
  private static void awaitEmpty(Reading reading, Path file) {
    reading.time.advanceUntil(
        () ->
            Files.exists(file)
                && reading.harness.positions().keySet().stream()
                    .anyMatch(key -> key.startsWith(Place.FILE)),
        Duration.ofMillis(50));
    assertThat(reading.bodies()).isEmpty();
  }

  @Test
  void entriesComeWhileTheyAreWritten() throws Exception {
    Path machine = folder("journal/0123");
    List<List<Pair>> entries = Systemd.entriesOfOne(3, 300);
    Process writer = Systemd.writer(machine.resolve("system.journal"), Systemd.USUAL);
    Reading reading = Reading.of(dir.resolve("journal"));
    try (OutputStream in = writer.getOutputStream()) {
      awaitEmpty(reading, machine.resolve("system.journal"));
      write(in, entries.subList(0, 100));
      assertThat(reading.bodies(100)).isEqualTo(lines(0, 100));
      write(in, entries.subList(100, 101));
      assertThat(reading.bodies(101)).isEqualTo(lines(0, 101));
      // While nobody reads.
      reading.close();
      write(in, entries.subList(101, 200));
      reading = new Reading(Reading.config(dir.resolve("journal")), reading.harness.positions());
      assertThat(reading.bodies(99)).isEqualTo(lines(101, 200));
      // A rotation is a change of name.
      Files.move(machine.resolve("system.journal"), machine.resolve("system@0-1-2.journal"));
      write(in, entries.subList(200, 300));
      assertThat(reading.bodies(199)).isEqualTo(lines(101, 300));
      assertThat(reading.harness.dropped()).isEmpty();
    } finally {
      reading.close();
      assertThat(writer.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
    try (Reading all = Reading.of(dir.resolve("journal"))) {
      assertThat(all.bodies(300)).isEqualTo(lines(0, 300));
      List<String> theirs =
          Systemd.export(machine.resolve("system@0-1-2.journal")).stream()
              .map(entry -> Systemd.text(entry.getFirst()))
              .toList();
      assertThat(cursors(all.harness.records())).isEqualTo(theirs);
    }
  }

  @Test
  void severalMachinesAreReadByTime() throws Exception {
    List<List<Pair>> entries = Systemd.entriesOfOne(4, 40);
    List<List<Pair>> even = new ArrayList<>();
    List<List<Pair>> odd = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      (i % 2 == 0 ? even : odd).add(entries.get(i));
    }
    Systemd.write(folder("journal/a").resolve("system.journal"), Systemd.USUAL, even);
    Systemd.write(folder("journal/b").resolve("user-7.journal"), Systemd.USUAL, odd);
    try (Reading reading = Reading.of(dir.resolve("journal"))) {
      assertThat(reading.bodies(40)).isEqualTo(lines(0, 40));
      assertThat(reading.metric("cresset_journal_unread_entries")).isZero();
      // A file that has gone leaves no position.
      Files.delete(dir.resolve("journal/a/system.journal"));
      assertThat(
              reading.harness.positions().keySet().stream().filter(key -> key.startsWith("file/")))
          .hasSize(2);
      reading.time.advanceUntil(
          () ->
              reading.harness.positions().keySet().stream()
                      .filter(key -> key.startsWith("file/"))
                      .count()
                  == 1,
          Duration.ofMillis(100));
    }
  }

  @Test
  void aFileThatIsClosedAndRenamedKeepsItsPlace() throws Exception {
    Path machine = folder("journal/0123");
    List<List<Pair>> entries = Systemd.entriesOfOne(8, 20);
    Path system = machine.resolve("system.journal");
    Path user = machine.resolve("user-1.journal");
    Systemd.write(system, Systemd.USUAL, entries.subList(0, 10));
    Systemd.write(user, Systemd.USUAL, entries.subList(10, 20));
    try (Reading reading =
        new Reading(Reading.config(Start.BEGINNING, 1, dir.resolve("journal")), Map.of())) {
      assertThat(reading.bodies(20)).isEqualTo(lines(0, 20));
      for (int i = 0; i < 6; i++) {
        system = Files.move(system, machine.resolve("system@" + i + ".journal"));
        user = Files.move(user, machine.resolve("user-1@" + i + ".journal"));
        reading.pass(Duration.ofMillis(6300));
      }
      assertThat(reading.bodies()).isEqualTo(lines(0, 20));
      assertThat(reading.harness.dropped()).isEmpty();
      assertThat(
              reading.harness.positions().keySet().stream().filter(key -> key.startsWith("file/")))
          .hasSize(2);
    }
  }

  @Test
  void startsAtTheEndOnceAndOnlyOfWhatIsThere() throws Exception {
    Path machine = folder("journal/0123");
    List<List<Pair>> entries = Systemd.entriesOfOne(5, 30);
    Systemd.write(machine.resolve("system.journal"), Systemd.USUAL, entries.subList(0, 10));
    Reading reading = new Reading(Reading.config(Start.END, dir.resolve("journal")), Map.of());
    Eventually.holds("it has started", () -> reading.harness.positions().containsKey("started"));
    reading.pass(Duration.ofSeconds(1));
    assertThat(reading.bodies()).isEmpty();
    reading.close();
    // What is new while nobody reads is new.
    Systemd.write(machine.resolve("user-1.journal"), Systemd.USUAL, entries.subList(10, 20));
    try (Reading later =
        new Reading(
            Reading.config(Start.END, dir.resolve("journal")), reading.harness.positions())) {
      assertThat(later.bodies(10)).isEqualTo(lines(10, 20));
    }
  }

  @Test
  void anExcerptBeginsAtItsMomentAndEnds() throws Exception {
    Path machine = folder("journal/0123");
    List<List<Pair>> entries = Systemd.entriesOfOne(6, 40);
    Systemd.write(machine.resolve("system.journal"), Systemd.USUAL, entries);
    CollectorHarness harness = new CollectorHarness("journal", new FakeTime());
    harness.look(new Excerpt(Instant.ofEpochMilli(1_760_000_000_000L + 31)));
    harness.start(
        new JournalCollector(Reading.config(dir.resolve("journal")), harness, FileSource::open));
    Eventually.holds("it has ended", () -> !harness.isListening());
    assertThat(harness.records().stream().map(Reading::body).toList()).isEqualTo(lines(30, 40));
    assertThat(harness.positions()).isEmpty();
    harness.close();
  }
}
