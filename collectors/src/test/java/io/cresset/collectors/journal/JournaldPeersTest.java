package io.cresset.collectors.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.model.LogRecord;
import io.cresset.api.model.Resource;
import io.cresset.api.model.ResourceLogs;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A journald that writes, rotates, moves its files to the disk and has them vacuumed. */
class JournaldPeersTest {
  @TempDir Path dir;

  private static void say(OutputStream to, int from, int end) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = from; i < end; i++) {
      lines.append("line ").append(i).append('\n');
    }
    to.write(lines.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static List<LogRecord> of(Reading reading, String service) {
    List<LogRecord> records = new ArrayList<>();
    for (ResourceLogs logs : reading.harness.logs()) {
      if (logs.resource().serviceName().orElse("").equals(service)) {
        records.addAll(logs.records());
      }
    }
    return records;
  }

  private static List<String> bodies(Reading reading, int count) {
    reading.time.advanceUntil(() -> of(reading, "app").size() >= count, Duration.ofMillis(50));
    return of(reading, "app").stream().map(Reading::body).toList();
  }

  private static List<String> lines(int from, int end) {
    return IntStream.range(from, end).mapToObj(i -> "line " + i).toList();
  }

  private static long seqnum(LogRecord record) {
    String cursor = record.attributes().get(EntryMapping.CURSOR).orElseThrow().toString();
    String from = cursor.substring(cursor.indexOf(";i=") + 3);
    return Long.parseLong(from.substring(0, from.indexOf(';')), 16);
  }

  @Test
  void linesComeOnceThroughRotations() throws Exception {
    try (Journald journald = Journald.start(dir, true);
        OutputStream app = journald.program("app")) {
      Reading reading = Reading.of(journald.disk(), journald.memory());
      try {
        say(app, 0, 500);
        assertThat(bodies(reading, 500)).isEqualTo(lines(0, 500));
        journald.rotate();
        say(app, 500, 1000);
        assertThat(bodies(reading, 1000)).isEqualTo(lines(0, 1000));
        LogRecord one = of(reading, "app").getFirst();
        assertThat(one.severityText()).isEqualTo("info");
        assertThat(one.attributes().get("_TRANSPORT").orElseThrow().toString()).isEqualTo("stdout");
        assertThat(
                reading.harness.logs().getFirst().resource().attributes().get(Resource.HOST_NAME))
            .isPresent();
        // Away during two rotations.
        reading = reading.next(journald.disk(), journald.memory());
        reading.close();
        say(app, 1000, 1500);
        journald.rotate();
        say(app, 1500, 2000);
        journald.rotate();
        say(app, 2000, 2500);
        reading = reading.next(journald.disk(), journald.memory());
        assertThat(bodies(reading, 1500)).isEqualTo(lines(1000, 2500));
        assertThat(reading.harness.dropped()).isEmpty();
      } finally {
        reading.close();
      }
    }
  }

  @Test
  void whatWasVacuumedUnreadIsCounted() throws Exception {
    try (Journald journald = Journald.start(dir, true);
        OutputStream app = journald.program("app")) {
      Reading reading = Reading.of(journald.disk());
      say(app, 0, 300);
      assertThat(bodies(reading, 300)).isEqualTo(lines(0, 300));
      reading.close();
      long last =
          reading.harness.records().stream()
              .mapToLong(JournaldPeersTest::seqnum)
              .max()
              .orElseThrow();
      say(app, 300, 600);
      awaitWritten(journald, 600);
      journald.rotate();
      say(app, 600, 900);
      awaitWritten(journald, 900);
      journald.rotate();
      say(app, 900, 1000);
      // The two archived files with lines 300 to 899, of which the first has lines read, too.
      try (var files = Files.walk(journald.disk())) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          if (file.toString().contains("@")) {
            Files.delete(file);
          }
        }
      }
      try (Reading later = reading.next(journald.disk())) {
        assertThat(bodies(later, 100)).isEqualTo(lines(900, 1000));
        long first =
            later.harness.records().stream()
                .mapToLong(JournaldPeersTest::seqnum)
                .min()
                .orElseThrow();
        assertThat(later.harness.dropped()).containsEntry("vacuumed", first - last - 1);
        assertThat(first - last - 1).isGreaterThanOrEqualTo(600);
        assertThat(later.metric("cresset_journal_missing_entries_total"))
            .isEqualTo((double) (first - last - 1));
        assertThat(later.harness.logLines().toString())
            .contains((first - last - 1) + " entries of the journal are missing");
      }
    }
  }

  /** A second reader of the same files tells when they hold a line. */
  private static void awaitWritten(Journald journald, int lines) {
    try (Reading other = Reading.of(journald.disk())) {
      other.time.advanceUntil(
          () ->
              of(other, "app").stream()
                  .anyMatch(it -> Reading.body(it).equals("line " + (lines - 1))),
          Duration.ofMillis(50));
    }
  }

  @Test
  void whatIsMovedToTheDiskIsNotReadTwice() throws Exception {
    try (Journald journald = Journald.start(dir, false);
        OutputStream app = journald.program("app")) {
      Reading reading = Reading.of(journald.memory(), journald.disk());
      try {
        say(app, 0, 200);
        assertThat(bodies(reading, 200)).isEqualTo(lines(0, 200));
        // Some are read where they were first, some where they are later.
        reading.close();
        say(app, 200, 300);
        journald.flush();
        say(app, 300, 400);
        reading = reading.next(journald.memory(), journald.disk());
        assertThat(bodies(reading, 200)).isEqualTo(lines(200, 400));
        reading.pass(Duration.ofSeconds(10));
        assertThat(bodies(reading, 200)).hasSize(200);
        assertThat(reading.metric("cresset_journal_copied_entries_total"))
            .isGreaterThanOrEqualTo(200);
      } finally {
        reading.close();
      }
    }
  }
}
