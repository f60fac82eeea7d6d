package io.cresset.collectors.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.collect.Emitter;
import io.cresset.api.collect.Rhythm;
import io.cresset.api.model.Batch;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.LogBatch;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.Value;
import io.cresset.testkit.CollectorHarness;
import io.cresset.testkit.FakeTime;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Entries that are no record, or more than one. */
class EntryRecordsTest {
  private static String text(LogRecord record, String attribute) {
    return record.attributes().get(attribute).map(Value::toString).orElse("");
  }

  private static String joined(List<LogRecord> pieces) {
    return pieces.stream().map(Reading::body).collect(Collectors.joining());
  }

  @Test
  void aLongMessageComesInMarkedPieces(@TempDir Path dir) throws Exception {
    Path folder = Files.createDirectories(dir.resolve("journal/machine"));
    String message = "\u00e4\u20ac".repeat(150_000);
    new MadeJournal(1)
        .lines(1, 2)
        .entry(2, 2000, "MESSAGE=" + message, "SYSLOG_IDENTIFIER=app")
        .lines(3, 4)
        .writeTo(folder.resolve("system.journal"));
    List<Batch> batches;
    try (Reading reading = Reading.of(dir.resolve("journal"))) {
      reading.bodies(5);
      List<LogRecord> records = reading.harness.records();
      assertThat(records)
          .extracting(record -> text(record, "log.piece") + text(record, "log.piece.last"))
          .containsExactly("", "Int[value=1]", "Int[value=2]", "Int[value=3]Bool[value=true]", "");
      assertThat(joined(records.subList(1, 4))).isEqualTo(message);
      batches = reading.harness.batches();
    }
    // Killed in the middle of it, it goes on with the next piece.
    Map<String, ByteSlice> positions = new HashMap<>();
    int before = 0;
    for (int i = 0; before < 2; i++) {
      batches.get(i).positions().applyTo(positions);
      before += ((LogBatch) batches.get(i)).recordCount();
    }
    assertThat(before).isLessThan(4);
    try (Reading reading = new Reading(Reading.config(dir.resolve("journal")), positions)) {
      assertThat(reading.bodies(5 - before)).hasSize(5 - before).endsWith("line 3");
      assertThat(text(reading.harness.records().getFirst(), "log.piece"))
          .isEqualTo("Int[value=" + before + "]");
    }
  }

  /** No file has such a field; what is no record must not end the collector. */
  @Test
  void whatIsNoRecordIsDroppedAndCounted() throws Exception {
    FakeTime time = new FakeTime();
    CollectorHarness harness = new CollectorHarness("journal", time);
    JournalCounts counts = new JournalCounts();
    Progress progress = new Progress(Map.of());
    EntryRecords records =
        new EntryRecords(
            new EntryMapping(harness.resource(), false),
            new UnitFilter(List.of(), List.of()),
            progress,
            counts,
            time);
    Field nameless = new Field("", ByteSlice.of("x".getBytes(StandardCharsets.UTF_8)), false);
    Field message = new Field("MESSAGE", nameless.value(), false);
    harness.add(
        "emit",
        harness.resource(),
        Rhythm.onDemand(),
        (Emitter out) -> {
          EntryBatch batch = new EntryBatch(out, progress, true);
          for (List<Field> fields : List.of(List.of(message), List.of(nameless))) {
            records.emit(
                new JournalEntry(
                    new JournalEntry.EntryHead(8, 64, 1, 1, 1, MadeJournal.BOOT, 1),
                    MadeJournal.SERIES,
                    fields,
                    0),
                batch);
          }
          batch.flush();
        });
    harness.run("emit");
    assertThat(harness.records()).hasSize(1);
    assertThat(harness.dropped()).isEqualTo(Map.of("invalid", 1L));
  }
}
