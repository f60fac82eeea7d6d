package io.cresset.collectors.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.collectors.journal.ExportFormat.Pair;
import io.cresset.collectors.journal.Systemd.Mode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that systemd writes are read as systemd reads them, entry by entry. */
class JournalFormatPeersTest {
  static final JournalFile.Limits LIMITS =
      new JournalFile.Limits(1024, 8 * 1024 * 1024, 8 * 1024 * 1024);

  @TempDir Path dir;

  static Stream<Mode> modes() {
    return Mode.all().stream();
  }

  /** Entries as journalctl writes them, without what only later versions have. */
  static List<List<Pair>> ours(Path path) throws IOException {
    List<List<Pair>> all = new ArrayList<>();
    try (JournalFile file = JournalFile.open(path, LIMITS)) {
      for (long i = 0; i < file.header().entries(); i++) {
        all.add(pairs(file.entry(file.head(i))));
      }
    }
    return all;
  }

  static List<Pair> pairs(JournalEntry entry) {
    List<Pair> pairs = new ArrayList<>();
    JournalEntry.EntryHead head = entry.head();
    pairs.add(Pair.of("__CURSOR", entry.cursor()));
    pairs.add(Pair.of("__REALTIME_TIMESTAMP", Long.toString(head.realtimeMicros())));
    pairs.add(Pair.of("__MONOTONIC_TIMESTAMP", Long.toString(head.monotonicMicros())));
    pairs.add(Pair.of("_BOOT_ID", head.bootId().toString()));
    for (Field field : entry.fields()) {
      if (!field.name().equals("_BOOT_ID")) {
        pairs.add(new Pair(field.name(), field.value()));
      }
    }
    return pairs;
  }

  static List<List<Pair>> theirs(Path... files) throws Exception {
    return Systemd.export(files).stream()
        .map(entry -> entry.stream().filter(pair -> !pair.name().startsWith("__SEQNUM")).toList())
        .toList();
  }

  @ParameterizedTest
  @MethodSource("modes")
  void everyKindOfFile(Mode mode) throws Exception {
    Path file = dir.resolve("some.journal");
    Systemd.write(file, mode, Systemd.someEntries(1, 700));
    try (JournalFile opened = JournalFile.open(file, LIMITS)) {
      assertThat(opened.header().incompatible()).isEqualTo(mode.flags());
    }
    List<List<Pair>> ours = ours(file);
    assertThat(ours).hasSize(700);
    // journalctl orders by number here, since all are of one writer.
    assertThat(ours).containsExactlyElementsOf(theirs(file));
  }

  @Test
  void fieldsOfManyMebibytes() throws Exception {
    Path file = dir.resolve("long.journal");
    List<List<Pair>> entries = new ArrayList<>(Systemd.someEntries(2, 3));
    List<Pair> big = new ArrayList<>(entries.get(1));
    big.add(Pair.of("HUGE", "0123456789abcdef".repeat(300_000)));
    entries.set(1, big);
    Systemd.write(file, Systemd.USUAL, entries);
    assertThat(ours(file)).containsExactlyElementsOf(theirs(file));
    try (JournalFile small =
        JournalFile.open(file, new JournalFile.Limits(1024, 64 * 1024, 64 * 1024))) {
      JournalEntry cut = small.entry(small.head(1));
      assertThat(cut.fields()).anyMatch(Field::cut);
      assertThat(cut.lostFields()).isZero();
      assertThat(cut.fields().stream().mapToLong(field -> field.value().length()).sum())
          .isLessThan(64 * 1024);
    }
  }
}
