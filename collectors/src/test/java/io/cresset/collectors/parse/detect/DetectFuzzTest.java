package io.cresset.collectors.parse.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.cresset.api.exposition.PrometheusText;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.LogBatch;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.PositionMoves;
import io.cresset.api.model.ResourceLogs;
import io.cresset.api.model.Value;
import io.cresset.api.otlp.LogBatchBuilder;
import io.cresset.api.otlp.OtlpLogs;
import io.cresset.collectors.parse.MutatedBodies;
import io.cresset.collectors.parse.StepCase;
import io.cresset.testkit.CollectorHarness;
import io.cresset.testkit.FakeTime;
import io.cresset.testkit.FuzzRounds;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever a line is, detecting ends soon, keeps the body, and makes a record that can be sent. */
class DetectFuzzTest {
  private static final MutatedBodies BODIES = new MutatedBodies("detect");

  private static DetectConfig config(Random dice) {
    return DetectCasesTest.config(
        new StepCase(
            Map.of(
                "max_fields",
                String.valueOf(1 + dice.nextInt(9)),
                "max_depth",
                String.valueOf(1 + dice.nextInt(4)))));
  }

  private static LogBatch batch(byte[] array, int from, int length, boolean timed) {
    Value body = Value.ofUtf8(ByteSlice.of(array, from, length));
    LogRecord record =
        LogRecord.builder(timed ? StepCase.READ - 1 : StepCase.READ, StepCase.READ, body).build();
    return new LogBatch(
        List.of(new ResourceLogs(StepCase.RESOURCE, List.of(record))), PositionMoves.none());
  }

  @Test
  void theBodyStaysAndNothingThrows() {
    FuzzRounds.run(
        "detect",
        30_000,
        dice -> {
          byte[] body = BODIES.next(dice);
          byte[] array = new byte[body.length + 8];
          dice.nextBytes(array);
          int from = dice.nextInt(8);
          System.arraycopy(body, 0, array, from, body.length);
          byte[] before = array.clone();
          boolean timed = dice.nextBoolean();
          DetectConfig config = config(dice);
          DetectStep step =
              new DetectStep(config, "detect", new CollectorHarness("fuzz", new FakeTime()));

          LogBatch after = step.apply(batch(array, from, body.length, timed));

          assertThat(after.recordCount()).isEqualTo(1);
          LogRecord record = after.resources().getFirst().records().getFirst();
          ByteSlice kept =
              switch (record.body()) {
                case Value.Text text -> text.utf8();
                case Value.Bytes bytes -> bytes.bytes();
                default -> throw new AssertionError("another kind of body");
              };
          assertThat(kept.toByteArray()).isEqualTo(body);
          assertThat(array).as("what is around it").isEqualTo(before);
          assertThat(record.attributes().size()).isLessThanOrEqualTo(config.maxFields());
          assertThat(record.observedUnixNanos()).isEqualTo(StepCase.READ);
          if (timed) {
            assertThat(record.timeUnixNanos()).isEqualTo(StepCase.READ - 1);
          }
          assertThat(OtlpLogs.encode(after).recordCount()).isEqualTo(1);
        });
  }

  /** Lines whose fields are much longer than they are, from a source that can be read again. */
  @Test
  void aBatchThatMovesPositionsStaysOneFrame() throws Exception {
    CollectorHarness harness = new CollectorHarness("files", new FakeTime());
    DetectStep step =
        new DetectStep(DetectCasesTest.config(new StepCase(Map.of())), "detect", harness);
    PositionMoves moves =
        new PositionMoves(Map.of("file", java.util.Optional.of(ByteSlice.of(new byte[] {1}))));
    for (String line :
        List.of(
            "a=1 b=2 c=3 d=4 e=5 f=6 g=7 h=8 i=9 j=1 k=2 l=3 level=error",
            "{\"level\":\"informational\",\"a\":1,\"é\":\"é\",\"l\":[1,2,3,[4],{\"x\":1}],"
                + "\"trace_id\":\"4bf92f3577b34da6a3ce929d0e0e4736\"}",
            "<3>",
            "{\"a\":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]}")) {
      LogBatchBuilder records = new LogBatchBuilder();
      LogRecord record = LogRecord.builder(StepCase.READ, StepCase.READ, Value.of(line)).build();
      while (records.add(StepCase.RESOURCE, record)) {
        // Until it is full.
      }
      LogBatch full = records.build(moves);
      LogBatch after = step.apply(full);
      assertThat(after.recordCount()).isEqualTo(full.recordCount());
      assertThat(OtlpLogs.encode(after).otlp().length()).isLessThanOrEqualTo(512 * 1024);
    }
    step.start(harness);
    harness.runAll();
    assertThat(new String(PrometheusText.write(harness.families()).utf8(), StandardCharsets.UTF_8))
        .containsPattern("reason=\"full_batch\",step=\"detect\"\\} [1-9]");
  }

  /** What stands behind the body in its array is not looked at. */
  @Test
  void nothingBehindTheBodyCounts() {
    FuzzRounds.run(
        "detect at the end of an array",
        10_000,
        dice -> {
          byte[] body = BODIES.next(dice);
          LineDetector detector =
              new LineDetector(
                  config(dice), ZoneOffset.UTC, new io.cresset.collectors.parse.StreamTimes());
          byte[] longer = Arrays.copyOf(body, body.length + 30);
          for (int i = body.length; i < longer.length; i++) {
            longer[i] = (byte) "0123456789 ERROR=\"}]:,-".charAt(dice.nextInt(23));
          }
          assertThat(rendered(detector, longer, body.length))
              .isEqualTo(rendered(detector, body, body.length));
        });
  }

  private static String rendered(LineDetector detector, byte[] array, int length) {
    LogRecord record = batch(array, 0, length, false).resources().getFirst().records().getFirst();
    return StepCase.rendered(detector.detect(StepCase.RESOURCE, record));
  }

  @Test
  void noLineTakesLong() {
    DetectStep step =
        new DetectStep(
            DetectCasesTest.config(new StepCase(Map.of("max_body_bytes", "256KiB"))),
            "detect",
            new CollectorHarness("fuzz", new FakeTime()));
    assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> {
          for (String part :
              List.of(
                  "{\"a\":",
                  "[",
                  "{\"a\":[",
                  "a=",
                  "a=\"\\",
                  "a=1 ",
                  "\"",
                  "[x] ",
                  "- | ",
                  "<",
                  " [",
                  "\u001b[",
                  "9",
                  "{\"\":1,",
                  "\\u00")) {
            for (String head :
                List.of("", "{\"a\":1,\"b\":\"", "{\"b\":", "x=1 y=\"", "{\"b\":[")) {
              for (String tail : List.of("", "}", "\"}", "]}")) {
                byte[] body =
                    (head + part.repeat(200_000 / part.length()) + tail)
                        .getBytes(StandardCharsets.ISO_8859_1);
                LogBatch after = step.apply(batch(body, 0, body.length, false));
                assertThat(after.recordCount()).isEqualTo(1);
              }
            }
          }
        });
  }
}
