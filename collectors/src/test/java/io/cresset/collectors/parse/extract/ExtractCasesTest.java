package io.cresset.collectors.parse.extract;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.cresset.api.config.DataSize;
import io.cresset.collectors.parse.StepCase;
import io.cresset.collectors.pattern.LinearPattern;
import io.cresset.testkit.CaseFolders;
import io.cresset.testkit.CollectorHarness;
import io.cresset.testkit.FakeTime;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ExtractCasesTest {
  @TestFactory
  Stream<DynamicTest> cases() {
    return CaseFolders.in(
        "cases/parse/extract",
        folder -> {
          StepCase settings = new StepCase(folder);
          try (CollectorHarness harness = new CollectorHarness("files", new FakeTime())) {
            return settings.run(new ExtractStep(config(settings), "extract", harness));
          }
        });
  }

  private static ExtractConfig config(StepCase settings) {
    return new ExtractConfig(
        LinearPattern.parse(settings.setting("pattern", "")),
        Optional.of(settings.setting("field", "")).filter(it -> !it.isEmpty()),
        settings.setting("prefix", ""),
        Optional.of(settings.setting("severity", "")).filter(it -> !it.isEmpty()),
        DataSize.parse(settings.setting("max_body_bytes", "16KiB")));
  }

  private static void refused(String pattern, String severity, String size, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new ExtractConfig(
                    LinearPattern.parse(pattern),
                    Optional.empty(),
                    "",
                    Optional.of(severity).filter(it -> !it.isEmpty()),
                    DataSize.parse(size)))
        .withMessageContaining(message);
  }

  @Test
  void refusesWhatCannotExtract() {
    refused("a(b)", "", "1KiB", "has no group with a name");
    refused("(?P<a>x)", "b", "1KiB", "severity is 'b', and pattern has no group of that name");
    refused("(?P<a>x)", "", "1MiB", "max_body_bytes is 1MiB; choose up to 256KiB");
    refused("(?P<a>x", "", "1KiB", "missing closing )");
    refused("(?!x)", "", "1KiB", "no looking ahead or behind");
    refused("(x)\\1", "", "1KiB", "invalid escape sequence");
    refused("x{2000}", "", "1KiB", "invalid repeat");
    refused("*", "", "1KiB", "missing argument to repetition operator");
    refused("", "", "1KiB", "a pattern has 1 to 4096 characters, not 0");
    refused("(".repeat(4000), "", "1KiB", "is not a pattern");
  }
}
