package io.cresset.collectors.parse.redact;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.cresset.collectors.parse.LinearPattern;
import io.cresset.collectors.parse.StepCase;
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
}
