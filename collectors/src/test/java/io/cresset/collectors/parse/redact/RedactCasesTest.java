package io.cresset.collectors.parse.redact;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.cresset.api.exposition.PrometheusText;
import io.cresset.api.model.LogBatch;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.PositionMoves;
import io.cresset.api.model.ResourceLogs;
import io.cresset.api.model.Value;
import io.cresset.collectors.parse.StepCase;
import io.cresset.collectors.pattern.LinearPattern;
import io.cresset.testkit.CaseFolders;
import io.cresset.testkit.CollectorHarness;
import io.cresset.testkit.FakeTime;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class RedactCasesTest {
  private static final String ALL =
      "private_key authorization jwt password aws_key email card ipv4 ipv6";

  @TestFactory
  Stream<DynamicTest> cases() {
    return CaseFolders.in(
        "cases/parse/redact",
        folder -> {
          StepCase settings = new StepCase(folder);
          try (CollectorHarness harness = new CollectorHarness("files", new FakeTime())) {
            return settings.run(new RedactStep(config(settings), "redact", harness));
          }
        });
  }

  static RedactConfig config(StepCase settings) {
    List<RedactConfig.Ready> find =
        Arrays.stream(settings.setting("find", ALL).split(" "))
            .filter(name -> !name.isEmpty())
            .map(name -> RedactConfig.Ready.valueOf(name.toUpperCase(Locale.ROOT)))
            .toList();
    String own = settings.setting("own", "");
    return new RedactConfig(
        find,
        own.isEmpty() ? Map.of() : Map.of("own", LinearPattern.parse(own)),
        settings.setting("mask", "<{name}>"));
  }

  private static void refused(
      List<RedactConfig.Ready> find, Map<String, LinearPattern> own, String mask, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RedactConfig(find, own, mask))
        .withMessageContaining(message);
  }

  @Test
  void refusesWhatCannotRedact() {
    LinearPattern x = LinearPattern.parse("x");
    refused(List.of(), Map.of(), "", "find and patterns are both empty");
    refused(List.of(), Map.of("email", x), "", "patterns has the name 'email'");
    refused(List.of(), Map.of("A B", x), "", "patterns has the name 'A B'");
    refused(List.of(), Map.of("a", x), "m".repeat(101), "mask has more than 100 characters");
  }

  /** Each look goes to the end of the text, of which there are 256 KiB. */
  @Test
  void aPatternThatFindsTooMuchMasksTheRest() throws Exception {
    RedactConfig config =
        new RedactConfig(List.of(), Map.of("own", LinearPattern.parse("x(?:.*y)?")), "*");
    CollectorHarness harness = new CollectorHarness("files", new FakeTime());
    RedactStep step = new RedactStep(config, "redact", harness);
    step.start(harness);
    String secret = "xa".repeat(128 * 1024) + "secret";
    LogBatch masked =
        step.apply(
            new LogBatch(
                List.of(
                    new ResourceLogs(
                        StepCase.RESOURCE,
                        List.of(
                            LogRecord.builder(1, 1, Value.of("xa".repeat(100))).build(),
                            LogRecord.builder(1, 1, Value.of(secret)).build()))),
                PositionMoves.none()));
    List<String> bodies =
        masked.resources().getFirst().records().stream()
            .map(record -> record.body().toString())
            .toList();
    assertThat(bodies.getFirst()).isEqualTo("*a".repeat(100));
    assertThat(bodies.getLast()).matches("(?:\\*a){60,500}\\*\\*?");
    harness.runAll();
    assertThat(new String(PrometheusText.write(harness.families()).utf8(), UTF_8))
        .contains("cresset_step_redaction_limit_reached_total")
        .contains("pattern=\"own\",step=\"redact\"} 1\n");
    assertThat(harness.logLines())
        .containsExactly(
            "WARNING redact: pattern 'own' found so much in one text that its rest was masked as a"
                + " whole; make the pattern narrower");
    harness.close();
  }
}
