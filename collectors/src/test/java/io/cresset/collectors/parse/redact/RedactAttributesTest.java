package io.cresset.collectors.parse.redact;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.model.Attributes;
import io.cresset.api.model.LogBatch;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.PositionMoves;
import io.cresset.api.model.ResourceLogs;
import io.cresset.api.model.Value;
import io.cresset.collectors.parse.StepCase;
import io.cresset.testkit.CollectorHarness;
import io.cresset.testkit.FakeTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What an attribute is besides a text does not keep a secret from being masked. */
class RedactAttributesTest {
  private static final long CARD = 4_111_111_111_111_111L;

  private static LogBatch batch(Attributes attributes) {
    LogRecord record = LogRecord.builder(1, 1, Value.of("x")).attributes(attributes).build();
    return new LogBatch(
        List.of(new ResourceLogs(StepCase.RESOURCE, List.of(record))), PositionMoves.none());
  }

  private static String after(LogBatch before, Map<String, String> settings) {
    try (CollectorHarness harness = new CollectorHarness("files", new FakeTime())) {
      RedactStep step =
          new RedactStep(RedactCasesTest.config(new StepCase(settings)), "redact", harness);
      return StepCase.rendered(step.apply(before).resources().getFirst().records().getFirst());
    }
  }

  @Test
  void numbersAreMaskedByTheirDigits() {
    Attributes inner = Attributes.builder().put("pan", Value.of(CARD)).put("n", 7).build();
    LogBatch before =
        batch(
            Attributes.builder()
                .put("pan", Value.of(CARD))
                .put("real", Value.of((double) CARD))
                .put("list", new Value.Items(List.of(Value.of(CARD), Value.of(5))))
                .put("map", new Value.Fields(inner))
                .put("nano", Value.of(1_767_323_045_123_456_789L))
                .put("half", Value.of(0.5))
                .put("none", Value.of(Double.NaN))
                .build());
    assertThat(after(before, Map.of()))
        .contains("  pan = \"<card>\"\n", "real = \"<card>\"", "list = [\"<card>\", 5]")
        .contains("map = {pan=\"<card>\", n=7}", "nano = 1767323045123456789", "half = 0.5")
        .contains("none = NaN");
  }

  @Test
  void numbersAreMaskedByOwnPatterns() {
    LogBatch before =
        batch(Attributes.builder().put("id", Value.of(-4711)).put("n", Value.of(47.25)).build());
    assertThat(after(before, Map.of("find", "", "own", "47[0-9]?(\\d|.2)")))
        .contains("id = \"-471<own>\"", "n = \"47<own>5\"");
  }
}
