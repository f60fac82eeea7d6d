package io.cresset.collectors.parse.redact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.cresset.api.exposition.PrometheusText;
import io.cresset.api.model.Attributes;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.LogBatch;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.PositionMoves;
import io.cresset.api.model.ResourceLogs;
import io.cresset.api.model.Value;
import io.cresset.collectors.parse.MutatedBodies;
import io.cresset.collectors.parse.StepCase;
import io.cresset.testkit.CollectorHarness;
import io.cresset.testkit.FakeTime;
import io.cresset.testkit.FuzzRounds;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RedactFuzzTest {
  private static final MutatedBodies BODIES = new MutatedBodies("redact");

  private static RedactStep step(String... settings) {
    Map<String, String> all = settings.length == 0 ? Map.of() : Map.of(settings[0], settings[1]);
    return new RedactStep(
        RedactCasesTest.config(new StepCase(all)),
        "redact",
        new CollectorHarness("fuzz", new FakeTime()));
  }

  private static LogBatch batch(Value body, Attributes attributes) {
    LogRecord record = LogRecord.builder(1, 1, body).attributes(attributes).build();
    return new LogBatch(
        List.of(new ResourceLogs(StepCase.RESOURCE, List.of(record))), PositionMoves.none());
  }

  private static byte[] body(LogBatch batch) {
    return switch (batch.resources().getFirst().records().getFirst().body()) {
      case Value.Text text -> text.utf8().toByteArray();
      case Value.Bytes bytes -> bytes.bytes().toByteArray();
      default -> throw new AssertionError("another kind of body");
    };
  }

  /**
   * What is not found stays byte for byte, where it was: between the masks stand parts of the body,
   * in their order. A body without any is the very same.
   */
  @Test
  void onlyWhatIsFoundChanges() {
    byte[] mask = {0, 1, 0};
    RedactStep step = step("mask", new String(mask, StandardCharsets.ISO_8859_1));
    RedactStep own = step("own", "[0-9a-f]+(-)|\\pL\\pM*");
    FuzzRounds.run(
        "redact",
        30_000,
        dice -> {
          byte[] bytes = BODIES.next(dice);
          byte[] array = new byte[bytes.length + 20];
          Arrays.fill(array, (byte) '4');
          System.arraycopy(bytes, 0, array, 10, bytes.length);
          LogBatch before =
              batch(Value.ofUtf8(ByteSlice.of(array, 10, bytes.length)), Attributes.empty());
          byte[] after = body(step.apply(before));
          if (Arrays.equals(after, bytes)) {
            assertThat(step.apply(before)).isSameAs(before);
          }
          assertThat(own.apply(before).recordCount()).isEqualTo(1);
          String whole = new String(bytes, StandardCharsets.ISO_8859_1);
          int at = 0;
          for (String kept : new String(after, StandardCharsets.ISO_8859_1).split("\0\1\0", -1)) {
            int found = whole.indexOf(kept, at);
            assertThat(found).as("'%s' from %d on in '%s'", kept, at, whole).isNotNegative();
            at = found + kept.length();
          }
          assertThat(array[9]).isEqualTo((byte) '4');
          assertThat(Arrays.copyOfRange(array, 10, 10 + bytes.length)).isEqualTo(bytes);
        });
  }

  @Test
  void attributesAreMaskedByTheirValuesAndByTheirKeys() throws Exception {
    CollectorHarness harness = new CollectorHarness("files", new FakeTime());
    RedactStep step =
        new RedactStep(
            RedactCasesTest.config(new StepCase(Map.of("mask", "X"))), "redact", harness);
    Attributes inner = Attributes.of("db.password", "hunter2");
    Attributes attributes =
        Attributes.builder()
            .put("user", "a@example.com")
            .put("n", 5)
            .put("API_KEY", "abc")
            .put("http.request.header.authorization", new Value.Items(List.of(Value.of("x"))))
            .put("list", new Value.Items(List.of(Value.of("ok"), Value.of("b@example.com"))))
            .put("map", new Value.Fields(inner))
            .put(
                "raw",
                Value.ofUtf8(
                    ByteSlice.of(new byte[] {(byte) 0xFF, ' ', 'c', '@', 'd', '.', 'd', 'e'})))
            .put("same", "same")
            .build();
    LogRecord after =
        step.apply(batch(Value.of("nothing"), attributes))
            .resources()
            .getFirst()
            .records()
            .getFirst();
    assertThat(StepCase.rendered(after))
        .contains("user = \"X\"", "n = 5", "API_KEY = \"X\"", "authorization = \"X\"")
        .contains("list = [\"ok\", \"X\"]", "map = {db.password=\"X\"}", "same = \"same\"")
        .contains("raw = bytes \"\\xff X\"");
    step.start(harness);
    harness.runAll();
    assertThat(new String(PrometheusText.write(harness.families()).utf8(), StandardCharsets.UTF_8))
        .contains(
            "cresset_step_redactions_total{component=\"files\",pattern=\"email\",step=\"redact\"}"
                + " 3")
        .contains("pattern=\"authorization\",step=\"redact\"} 1")
        .contains("pattern=\"password\",step=\"redact\"} 2");
  }

  /** Masks that are longer than what they hide do not make a record that nobody can take. */
  @Test
  void aLongBodyDoesNotGrow() {
    byte[] many = "a@b.cc ".repeat(50_000).getBytes(StandardCharsets.US_ASCII);
    LogBatch before = batch(Value.ofUtf8(ByteSlice.of(many)), Attributes.empty());
    byte[] after = body(step("mask", "m".repeat(100)).apply(before));
    assertThat(new String(after, StandardCharsets.US_ASCII)).isEqualTo("* ".repeat(50_000));
  }

  @Test
  void noBodyTakesLong() {
    RedactStep step = step();
    assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> {
          for (String part :
              List.of(
                  "@",
                  "a@",
                  "a.",
                  "1.",
                  ":",
                  "a:",
                  "4",
                  "4 ",
                  "bearer ",
                  "authorization",
                  "eyJ",
                  "eyJaaaaa.",
                  "://",
                  "password=\"",
                  "password",
                  "AKIA",
                  "-----BEGIN ",
                  "=",
                  " ",
                  "-----BEGIN PRIVATE KEY",
                  "\\",
                  "authorization:[\"",
                  "\u00ff",
                  "a@a.",
                  "f:")) {
            byte[] body =
                part.repeat(250_000 / part.length()).getBytes(StandardCharsets.ISO_8859_1);
            LogBatch before = batch(Value.ofUtf8(ByteSlice.of(body)), Attributes.empty());
            assertThat(step.apply(before).recordCount()).isEqualTo(1);
          }
        });
  }
}
