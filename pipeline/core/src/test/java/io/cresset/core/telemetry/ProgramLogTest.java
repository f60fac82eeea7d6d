package io.cresset.core.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.config.Secret;
import io.cresset.core.telemetry.ProgramLog.Format;
import io.cresset.testkit.Eventually;
import io.cresset.testkit.FakeTime;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each line of the program's log as it is read, and which lines are not written. */
class ProgramLogTest {
  private static final String AT = "time=2026-01-02T03:04:05.000Z ";

  private final FakeTime time = new FakeTime();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ProgramLog log = log(Format.LOGFMT, Level.INFO);

  private ProgramLog log(Format format, Level threshold) {
    // The stream's own character set must not matter.
    PrintStream stream = new PrintStream(out, false, StandardCharsets.US_ASCII);
    return new ProgramLog(time, format, threshold, stream);
  }

  private List<String> lines() {
    return out.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void writesLogfmt() {
    time.advance(Duration.ofMillis(678));
    log.logger("loki/home")
        .log(
            Level.WARNING,
            "not delivered, will be sent again: {0}",
            "connection \"refused\"",
            Map.entry("signal", "logs"),
            Map.entry("records", 1_234_567L));
    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            "time=2026-01-02T03:04:05.678Z level=warn component=loki/home msg=\"not delivered, will"
                + " be sent again: connection \\\"refused\\\"\" signal=logs records=1234567\n");
  }

  @Test
  void writesJson() {
    log(Format.JSON, Level.INFO)
        .logger("gerät")
        .log(Level.ERROR, "a\tb \\ \"c\"\r\n\u0007\u2028", Map.entry("empty", ""));
    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"time\":\"2026-01-02T03:04:05.000Z\",\"level\":\"error\",\"component\":\"gerät\","
                + "\"msg\":\"a\\tb \\\\ \\\"c\\\"\\r\\n\\u0007\\u2028\",\"empty\":\"\"}\n");
  }

  @Test
  void quotesWhatWouldNotBeOneWord() {
    for (String value :
        List.of("word", "", "a b", "a=b", "a\"b", "a\\b", "a\nb", "a\u0085b", "a\u2028b", "ä")) {
      log.logger("c").log(Level.INFO, "m" + out.size(), Map.entry("v", value));
    }
    assertThat(lines().stream().map(line -> line.substring(line.indexOf(" v=") + 3)))
        .containsExactly(
            "word",
            "\"\"",
            "\"a b\"",
            "\"a=b\"",
            "\"a\\\"b\"",
            "\"a\\\\b\"",
            "\"a\\nb\"",
            "\"a\\u0085b\"",
            "\"a\\u2028b\"",
            "ä");
  }

  @Test
  void cutsWhatIsLong() {
    log.logger("c").log(Level.INFO, "x".repeat(LineFormat.MAX_VALUE_CHARS + 1));
    assertThat(lines())
        .containsExactly(
            AT
                + "level=info component=c msg=\""
                + "x".repeat(LineFormat.MAX_VALUE_CHARS)
                + "...\"");
  }

  @Test
  void aTraceIsOneLineToo() {
    log.logger("node").log(Level.ERROR, "defect", new IllegalStateException("no\nway"));
    assertThat(lines()).hasSize(1);
    assertThat(lines().getFirst())
        .startsWith(
            AT
                + "level=error component=node msg=defect"
                + " trace=\"java.lang.IllegalStateException: no\\nway\\n\\tat ");
  }

  @Test
  void aSecretShowsAsStars() {
    Secret secret = new Secret(() -> "sesame");
    log.logger("c").log(Level.INFO, "with {0}", secret, Map.entry("token", secret));
    assertThat(lines()).containsExactly(AT + "level=info component=c msg=\"with ***\" token=***");
  }

  @Test
  void numbersAreWrittenAsTheyAre() {
    log.logger("c").log(Level.INFO, "port {0} at {1}", 65_000, 0.125);
    assertThat(lines()).containsExactly(AT + "level=info component=c msg=\"port 65000 at 0.125\"");
  }

  @Test
  void whatIsNotAFormatIsWrittenAsItIs() {
    System.Logger logger = log.logger("c");
    logger.log(Level.INFO, "it's {0}");
    logger.log(Level.INFO, "{not a format", "x");
    logger.log(Level.INFO, "{0,number,#,##0.0}", 1234);
    logger.log(Level.INFO, "lost {0}", (Object) null);
    logger.log(Level.INFO, (@Nullable String) null);
    assertThat(lines().stream().map(line -> line.substring(line.indexOf("msg="))))
        .containsExactly(
            "msg=\"it's {0}\"",
            "msg=\"{not a format\"", "msg=1,234.0", "msg=\"lost null\"", "msg=null");
  }

  @ParameterizedTest
  @EnumSource(Level.class)
  void writesFromItsLevelOn(Level threshold) {
    ProgramLog some = log(Format.LOGFMT, threshold);
    System.Logger logger = some.logger("c");
    List<Level> levels =
        List.of(Level.TRACE, Level.DEBUG, Level.INFO, Level.WARNING, Level.ERROR, Level.OFF);
    for (Level level : levels) {
      logger.log(level, "plain " + level);
      logger.log(level, "format {0} " + level, 1);
      logger.log(level, "thrown " + level, new RuntimeException());
    }
    List<Level> expected =
        levels.stream()
            .filter(level -> level != Level.OFF)
            .filter(level -> level.getSeverity() >= threshold.getSeverity())
            .toList();
    assertThat(levels).filteredOn(logger::isLoggable).isEqualTo(expected);
    assertThat(lines()).hasSize(3 * expected.size());
    for (Level level : expected) {
      assertThat(lines().stream().filter(line -> line.contains(" " + level))).hasSize(3);
    }
  }

  @Test
  void aMessageComesTenTimesAMinuteAndThenItsCount() {
    System.Logger logger = log.logger("syslog");
    for (int i = 0; i < 25; i++) {
      logger.log(Level.INFO, "sender {0} refused", "host" + i);
    }
    // Another message and another component have their own measure.
    logger.log(Level.INFO, "something else");
    log.logger("other").log(Level.INFO, "sender {0} refused", "host");
    assertThat(lines()).hasSize(12);
    assertThat(lines().get(9)).endsWith("msg=\"sender host9 refused\"");
    time.awaitWaiters(1);
    time.advance(Duration.ofMinutes(1));
    Eventually.holds("the summary", () -> lines().size() == 13);
    assertThat(lines().getLast())
        .isEqualTo(
            "time=2026-01-02T03:05:05.000Z level=warn component=syslog msg=\"suppressed more of the"
                + " same\" count=15 of=\"sender {0} refused\"");
    logger.log(Level.INFO, "sender {0} refused", "again");
    assertThat(lines().getLast()).endsWith("msg=\"sender again refused\"");
  }

  @Test
  void theMinuteBeginsWithTheFirstAndItsCountComesBeforeTheNext() {
    System.Logger logger = log.logger("c");
    for (int i = 0; i < 11; i++) {
      logger.log(Level.INFO, "m");
    }
    time.advance(Duration.ofSeconds(59));
    logger.log(Level.INFO, "m");
    assertThat(lines()).hasSize(10);
    time.advance(Duration.ofSeconds(1));
    logger.log(Level.INFO, "m");
    // By that message or by the clock, whichever is first; each once.
    assertThat(lines()).hasSize(12);
    assertThat(lines().get(10)).endsWith("count=2 of=m");
    assertThat(lines().get(11)).endsWith("msg=m");
  }

  @Test
  void aSummaryGivesNobodyElseMoreLines() {
    System.Logger logger = log.logger("c");
    for (int i = 0; i < 11; i++) {
      logger.log(Level.INFO, "early");
    }
    time.awaitWaiters(1);
    time.advance(Duration.ofSeconds(59));
    for (int i = 0; i < 11; i++) {
      logger.log(Level.INFO, "late");
    }
    time.advance(Duration.ofSeconds(1));
    Eventually.holds("the summary", () -> lines().getLast().contains("of=early"));
    logger.log(Level.INFO, "late");
    assertThat(lines().stream().filter(line -> line.endsWith("msg=late"))).hasSize(10);
    log.close();
    assertThat(lines().getLast()).endsWith("count=2 of=late");
  }

  @Test
  void closingTellsWhatWasNotToldYet() {
    for (int i = 0; i < 12; i++) {
      log.logger("c").log(Level.INFO, "m");
    }
    log.close();
    log.close();
    assertThat(lines()).hasSize(11);
    assertThat(lines().getLast()).endsWith("count=2 of=m");
  }

  @Test
  void remembersABoundedNumberOfMessages() {
    for (int i = 0; i < 11; i++) {
      log.logger("c").log(Level.INFO, "first");
    }
    for (int i = 0; i < 1_000; i++) {
      log.logger("c").log(Level.INFO, "message " + i);
    }
    assertThat(lines()).hasSize(1_011);
    assertThat(lines().stream().filter(line -> line.endsWith("count=1 of=first"))).hasSize(1);
  }

  @Test
  void takesWhatLibrariesWriteThroughJavaUtilLogging() {
    Logger root = LogManager.getLogManager().getLogger("");
    Handler[] before = root.getHandlers();
    try {
      log.captureJavaUtilLogging();
      Logger library = Logger.getLogger("test.of.ProgramLog");
      library.log(java.util.logging.Level.WARNING, "slow: {0} s", 30);
      library.log(java.util.logging.Level.FINE, "not written");
    } finally {
      Stream.of(root.getHandlers()).forEach(root::removeHandler);
      Stream.of(before).forEach(root::addHandler);
    }
    assertThat(lines())
        .contains(AT + "level=warn component=test.of.ProgramLog msg=\"slow: 30 s\"")
        .noneMatch(line -> line.contains("not written"));
  }
}
