package io.cresset.collectors.parse.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.cresset.api.config.TimeZoneName;
import io.cresset.collectors.parse.StepCase;
import io.cresset.collectors.pattern.LinearPattern;
import io.cresset.testkit.CaseFolders;
import io.cresset.testkit.CollectorHarness;
import io.cresset.testkit.FakeTime;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeCasesTest {
  @TestFactory
  Stream<DynamicTest> cases() {
    return CaseFolders.in(
        "cases/parse/time",
        folder -> {
          StepCase settings = new StepCase(folder);
          try (CollectorHarness harness = new CollectorHarness("files", new FakeTime())) {
            return settings.run(new TimeStep(config(settings), "time", harness));
          }
        });
  }

  private static TimeConfig config(StepCase settings) {
    return new TimeConfig(
        TimeFormat.parse(settings.setting("format", "")),
        Optional.of(settings.setting("field", "")).filter(it -> !it.isEmpty()),
        Optional.of(settings.setting("at", ""))
            .filter(it -> !it.isEmpty())
            .map(LinearPattern::parse),
        Optional.of(TimeZoneName.parse(settings.setting("timezone", "UTC"))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "dd.MM.yyyy HH:mm:ss,SSS | UTC | 2026-01-02T03:04:05Z | 01.01.2026 23:59:59,123 x |"
            + " 2026-01-01T23:59:59.123Z",
        "MMM d HH:mm:ss | UTC | 2026-01-01T00:00:01Z | dec 31 23:59:59 | 2025-12-31T23:59:59Z",
        "MMM d HH:mm:ss | Europe/Berlin | 2026-07-01T00:00:00Z | Jun 30 12:00:00 |"
            + " 2026-06-30T10:00:00Z",
        "HH:mm:ss.SSS | UTC | 2026-01-02T00:00:01Z | 23:59:59.500 | 2026-01-01T23:59:59.500Z",
        "HH:mm:ss | UTC | 2026-01-01T23:59:59Z | 00:00:01 | 2026-01-02T00:00:01Z",
        "h:mm:ss a | UTC | 2026-01-02T03:04:05Z | 1:02:03 PM | 2026-01-01T13:02:03Z",
        "yyyy-MM-dd HH:mm:ss Z | Asia/Tokyo | 2026-01-02T03:04:05Z | 2026-01-02 04:04:05 +0100 |"
            + " 2026-01-02T03:04:05Z",
        "yyyy-MM-dd HH:mm:ss z | Asia/Tokyo | 2026-01-02T03:04:05Z | 2026-01-02 04:04:05 CET |"
            + " 2026-01-02T03:04:05Z",
        "EEE MMM d HH:mm:ss yyyy | UTC | 2026-01-02T03:04:05Z | Fri Jan 2 03:04:05 2026 |"
            + " 2026-01-02T03:04:05Z",
        "yyyyMMddHHmmss | UTC | 2026-01-02T03:04:05Z | 20260102030405 | 2026-01-02T03:04:05Z",
        "unix | UTC | 2026-01-02T03:04:05Z | 1767322000.5 | 2026-01-02T02:46:40.500Z",
        "unix_ms | UTC | 2026-01-02T03:04:05Z | 1767322000123 | 2026-01-02T02:46:40.123Z",
        "unix_us | UTC | 2026-01-02T03:04:05Z | 1767322000123456 | 2026-01-02T02:46:40.123456Z",
        "unix_ns | UTC | 2026-01-02T03:04:05Z | 1767322000123456789 |"
            + " 2026-01-02T02:46:40.123456789Z",
        "MMM d HH:mm:ss | UTC | 2026-02-28T00:00:00Z | Feb 29 00:00:00 | 2024-02-29T00:00:00Z",
      })
  void readsWhatAFormatSays(
      String format, String zone, Instant read, String stamp, Instant expected) {
    long nanos =
        TimeFormat.parse(format)
            .read(stamp, ZoneId.of(zone), read.getEpochSecond() * 1_000_000_000L);
    assertThat(
            Instant.ofEpochSecond(
                Math.floorDiv(nanos, 1_000_000_000L), Math.floorMod(nanos, 1_000_000_000L)))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "dd.MM.yyyy HH:mm:ss | 31.02.2026x03:04:05",
        "dd.MM.yyyy HH:mm:ss | 02.13.2026 03:04:05",
        "dd.MM.yyyy HH:mm:ss | 02.01.2026 25:04:05",
        "dd.MM.yyyy HH:mm:ss | ''",
        "dd.MM.yyyy HH:mm:ss | 02.01",
        "MMM d HH:mm:ss | Feb 30 03:04:05",
        "unix | x",
        "unix | .",
        "unix | 1.2.3",
        "unix | 99999999999999999999999999999",
        "unix_ns | 99999999999999999999999",
        "yyyy-MM-dd HH:mm:ss | 9999-01-02 03:04:05",
        "yyyy-MM-dd HH:mm:ss | 1960-01-02 03:04:05",
      })
  void whatIsNoTimeIsNone(String format, String stamp) {
    assertThat(TimeFormat.parse(format).read(stamp, ZoneId.of("UTC"), StepCase.READ))
        .isEqualTo(TimeFormat.NONE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "yyyy-MM-dd", "YYYY bogus", "MM:ss", "hh:mm", "'open", "qqqqqq", "dd HH:mm"})
  void refusesAFormatThatMakesNoTime(String format) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TimeFormat.parse(format))
        .withMessageMatching("(?s).*(format has 1|is not a format|does not make a time).*");
  }
}
