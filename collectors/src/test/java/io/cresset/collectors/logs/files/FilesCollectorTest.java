package io.cresset.collectors.logs.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.collect.Excerpt;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.Resource;
import io.cresset.testkit.CollectorHarness;
import io.cresset.testkit.Eventually;
import io.cresset.testkit.FakeTime;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FilesCollectorTest {
  @TempDir Path folder;

  private FilesConfig config() {
    return TestConfig.of(List.of(folder + "/*.log"), Map.of("team", "home"));
  }

  private static List<String> bodies(CollectorHarness harness) {
    return harness.records().stream().map(LogRecord::body).map(Object::toString).toList();
  }

  @Test
  void linesWithTheFileAndTheLabels() throws Exception {
    Files.writeString(folder.resolve("x.log"), "one\ntwo\nhalf");
    try (CollectorHarness harness = new CollectorHarness("files", new FakeTime())) {
      FilesCollector collector = new FilesCollector(config(), harness);
      harness.start(collector);
      Eventually.holds("two lines", () -> harness.records().size() == 2);
      assertThat(bodies(harness)).containsExactly("one", "two");
      Resource about = harness.logs().getFirst().resource();
      assertThat(about.serviceName()).contains("x");
      assertThat(about.attributes().get("team").map(Object::toString)).contains("home");
      assertThat(about.attributes().get("log.file.path").map(Object::toString))
          .contains(folder.resolve("x.log").toString());
      assertThat(collector.retire()).isTrue();
    }
  }

  @Test
  void whoOnlyLooksGetsWhatIsThere() throws Exception {
    Files.writeString(folder.resolve("x.log.1"), "older\n");
    Files.setLastModifiedTime(
        folder.resolve("x.log.1"), FileTime.from(Instant.now().minusSeconds(3600)));
    Files.writeString(folder.resolve("x.log"), "one\nhalf");
    try (CollectorHarness harness = new CollectorHarness("files", new FakeTime())) {
      harness.look(new Excerpt(Instant.now().minusSeconds(600)));
      harness.start(new FilesCollector(config(), harness));
      Eventually.holds("it has looked", () -> !harness.isListening());
      assertThat(bodies(harness)).containsExactly("one", "half");
    }
  }

  @Test
  void whatWasReadInAnEarlierLifeIsNotReadAgain() throws Exception {
    Files.writeString(folder.resolve("x.log"), "one\n");
    FakeTime time = new FakeTime();
    try (CollectorHarness harness = new CollectorHarness("files", time)) {
      harness.start(new FilesCollector(config(), harness));
      Eventually.holds("a line", () -> harness.records().size() == 1);
      Files.move(folder.resolve("x.log"), folder.resolve("x.log.1"));
      Files.writeString(folder.resolve("x.log"), "two\n");
      try (CollectorHarness next = new CollectorHarness("files", time)) {
        harness.positions().forEach(next::setPosition);
        next.start(new FilesCollector(config(), next));
        Eventually.holds("the other line", () -> !next.records().isEmpty());
        assertThat(bodies(next)).containsExactly("two");
      }
    }
  }

  /** A higher index is newer, or older; what was written to last is newer in any case. */
  @ParameterizedTest
  @CsvSource({"app-1.log, app-2.log", "app-2.log, app-1.log", "app.2.log, app.1.log"})
  void whatWasRotatedTwiceMeanwhileIsReadInItsOrder(String older, String newer) throws Exception {
    Path log = folder.resolve("app.log");
    FilesConfig config = TestConfig.of(List.of(log.toString()), Map.of());
    String first = "the first line, long enough for the file to be known again by it alone\n";
    Files.writeString(log, first);
    FakeTime time = new FakeTime();
    try (CollectorHarness harness = new CollectorHarness("files", time)) {
      harness.start(new FilesCollector(config, harness));
      Eventually.holds("a line", () -> harness.records().size() == 1);
      Map<String, ByteSlice> positions = harness.positions();
      Files.writeString(log, "two\n", StandardOpenOption.APPEND);
      Files.move(log, folder.resolve(older));
      Files.setLastModifiedTime(folder.resolve(older), FileTime.fromMillis(1_000_000));
      Files.writeString(log, "three\n");
      Files.move(log, folder.resolve(newer));
      Files.setLastModifiedTime(folder.resolve(newer), FileTime.fromMillis(2_000_000));
      Files.writeString(log, "four\n");
      try (CollectorHarness next = new CollectorHarness("files", time)) {
        positions.forEach(next::setPosition);
        next.start(new FilesCollector(config, next));
        Eventually.holds("the other lines", () -> next.records().size() == 3);
        assertThat(bodies(next)).containsExactly("two", "three", "four");
      }
    }
  }

  @Test
  void overTheRateALineIsDroppedWholeAlsoAcrossARestart() throws Exception {
    Path log = folder.resolve("x.log");
    FilesConfig config = TestConfig.limited(log.toString(), 1);
    Files.writeString(log, "a".repeat(2500) + "\n" + "b".repeat(2500));
    FakeTime time = new FakeTime();
    try (CollectorHarness harness = new CollectorHarness("files", time)) {
      FilesCollector collector = new FilesCollector(config, harness);
      harness.start(collector);
      Eventually.holds("a line in pieces", () -> harness.records().size() == 3);
      Eventually.holds(
          "two pieces are dropped", () -> harness.dropped().equals(Map.of("rate_limit", 2L)));
      assertThat(String.join("", bodies(harness))).isEqualTo("a".repeat(2500));
      assertThat(collector.retire()).isTrue();
      Map<String, ByteSlice> positions = harness.positions();
      Files.writeString(log, "b\nc\n", StandardOpenOption.APPEND);
      try (CollectorHarness next = new CollectorHarness("files", time)) {
        positions.forEach(next::setPosition);
        next.start(new FilesCollector(config, next));
        Eventually.holds("the line after it", () -> next.records().size() == 1);
        assertThat(bodies(next)).containsExactly("c");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"UTF8", "UTF16LE", "UTF16BE"})
  void fromTheEndALineThatIsBeingWrittenIsWhole(Encoding encoding) throws Exception {
    Charset charset =
        switch (encoding) {
          case UTF16LE -> StandardCharsets.UTF_16LE;
          case UTF16BE -> StandardCharsets.UTF_16BE;
          default -> StandardCharsets.UTF_8;
        };
    Path log = folder.resolve("x.log");
    Path whole = folder.resolve("y.log");
    // U+0A0A has the bytes of LF, and is none.
    Files.writeString(log, "old\n\u0a0ahalf", charset);
    Files.writeString(whole, "old\n", charset);
    FilesConfig config = TestConfig.fromEnd(folder + "/*.log", encoding);
    FakeTime time = new FakeTime();
    try (CollectorHarness harness = new CollectorHarness("files", time)) {
      harness.start(new FilesCollector(config, harness));
      Eventually.holds("both are known", () -> harness.positions().size() == 3);
      Files.writeString(log, " a line\n", charset, StandardOpenOption.APPEND);
      Files.writeString(whole, "new\n", charset, StandardOpenOption.APPEND);
      try (CollectorHarness next = new CollectorHarness("files", time)) {
        harness.positions().forEach(next::setPosition);
        next.start(new FilesCollector(config, next));
        Eventually.holds("two lines", () -> next.records().size() == 2);
        assertThat(bodies(next)).containsExactlyInAnyOrder("\u0a0ahalf a line", "new");
      }
    }
  }
}
