package io.cresset.collectors.parse.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.cresset.api.collect.Step;
import io.cresset.api.exposition.PrometheusText;
import io.cresset.api.model.Attributes;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.LogBatch;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.PositionMoves;
import io.cresset.api.model.Resource;
import io.cresset.api.model.ResourceLogs;
import io.cresset.api.model.Value;
import io.cresset.api.otlp.LogBatchBuilder;
import io.cresset.api.otlp.OtlpLogs;
import io.cresset.collectors.parse.StepCase;
import io.cresset.collectors.pattern.LinearPattern;
import io.cresset.testkit.CollectorHarness;
import io.cresset.testkit.FakeTime;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FilterTest {
  private static final PositionMoves MOVES =
      new PositionMoves(Map.of("file", Optional.of(ByteSlice.of(new byte[] {1}))));
  private static final Conditions ALL = when(Optional.empty(), Map.of(), Map.of(), null);

  private final CollectorHarness harness = new CollectorHarness("files/app", new FakeTime());

  private static Conditions when(
      Optional<String> body,
      Map<String, String> attributes,
      Map<String, String> resource,
      Conditions.@org.jspecify.annotations.Nullable Below below) {
    return new Conditions(
        body.map(LinearPattern::parse),
        patterns(attributes),
        patterns(resource),
        Optional.ofNullable(below));
  }

  private static Map<String, LinearPattern> patterns(Map<String, String> texts) {
    return texts.entrySet().stream()
        .collect(
            java.util.stream.Collectors.toMap(
                Map.Entry::getKey, entry -> LinearPattern.parse(entry.getValue())));
  }

  private static Conditions body(String pattern) {
    return when(Optional.of(pattern), Map.of(), Map.of(), null);
  }

  private static LogRecord record(String body, int severity, Attributes attributes) {
    return LogRecord.builder(StepCase.READ, StepCase.READ, Value.of(body))
        .severity(severity, "")
        .attributes(attributes)
        .build();
  }

  private static LogBatch batch(String... bodies) {
    return batch(Arrays.stream(bodies).map(body -> record(body, 0, Attributes.empty())).toList());
  }

  private static LogBatch batch(List<LogRecord> records) {
    return new LogBatch(
        List.of(
            new ResourceLogs(StepCase.RESOURCE, records),
            new ResourceLogs(
                Resource.of(Attributes.of("service.name", "other")),
                List.of(record("other", 0, Attributes.empty())))),
        MOVES);
  }

  private List<String> bodies(Step step, LogBatch batch) {
    LogBatch after = step.apply(batch);
    assertThat(after.positions()).isEqualTo(MOVES);
    return after.resources().stream()
        .flatMap(logs -> logs.records().stream())
        .map(record -> record.body().toString())
        .toList();
  }

  private Step drop(Conditions... conditions) {
    List<DropConfig.Rule> rules =
        java.util.stream.IntStream.range(0, conditions.length)
            .mapToObj(i -> new DropConfig.Rule("rule-" + i, conditions[i]))
            .toList();
    return new DropStep(new DropConfig(rules), "drop", harness);
  }

  private String page(Step step) throws InterruptedException {
    step.start(harness);
    harness.runAll();
    return new String(PrometheusText.write(harness.families()).utf8(), StandardCharsets.UTF_8);
  }

  @Test
  void dropsByBodyAndCountsByRule() throws Exception {
    Step step = drop(body("GET /healthz"), body("(?i)debug"));
    assertThat(bodies(step, batch("GET /healthz 200", "ready", "a DEBUG line", "GET /healthz")))
        .containsExactly("ready", "other");
    assertThat(page(step))
        .contains(
            "cresset_step_dropped_records_total"
                + "{component=\"files/app\",rule=\"rule-0\",step=\"drop\"} 2",
            "cresset_step_dropped_records_total"
                + "{component=\"files/app\",rule=\"rule-1\",step=\"drop\"} 1");
  }

  @Test
  void aBatchOfWhichNothingIsLeftKeepsItsPositions() {
    LogBatch after = drop(body(".")).apply(batch("a", "b"));
    assertThat(after.resources()).isEmpty();
    assertThat(after.positions()).isEqualTo(MOVES);
  }

  @Test
  void aBatchOfWhichNothingIsDroppedIsTheSame() {
    LogBatch batch = batch("a", "b");
    assertThat(drop(body("x")).apply(batch)).isSameAs(batch);
  }

  @Test
  void allThatIsNamedMustHold() {
    Conditions both =
        when(
            Optional.of("slow"),
            Map.of("status", "^5"),
            Map.of("service.name", "^test$"),
            Conditions.Below.ERROR);
    Attributes five = Attributes.builder().put("status", 503).build();
    assertThat(
            bodies(
                drop(both),
                batch(
                    List.of(
                        record("slow 1", 9, five),
                        record("slow 2", 17, five),
                        record("slow 3", 0, five),
                        record("slow 4", 9, Attributes.of("status", "200")),
                        record("slow 5", 9, Attributes.empty()),
                        record("fast 6", 9, five)))))
        .containsExactly("slow 2", "slow 3", "slow 4", "slow 5", "fast 6", "other");
    assertThat(
            bodies(
                drop(when(Optional.empty(), Map.of(), Map.of("service.name", "other"), null)),
                batch("a")))
        .containsExactly("a");
  }

  @Test
  void bytesThatAreNotUtf8AreLookedAtToo() {
    Value body = Value.ofUtf8(ByteSlice.of(new byte[] {(byte) 0xFF, 'n', 'o', (byte) 0xC3, 'x'}));
    LogBatch batch = batch(List.of(LogRecord.builder(1, 1, body).build()));
    assertThat(drop(body("nox")).apply(batch)).isSameAs(batch);
    assertThat(drop(body("no.x")).apply(batch).recordCount()).isEqualTo(1);
  }

  @Test
  void keepsTheFirstOfSoMany() throws Exception {
    Step step =
        new SampleStep(
            new SampleConfig(
                List.of(
                    new SampleConfig.Rule("noise", 3, body("noise")),
                    new SampleConfig.Rule("rest", 2, ALL))),
            "sample",
            harness);
    String[] lines = {"noise 1", "a", "noise 2", "noise 3", "b", "noise 4", "noise 5"};
    assertThat(bodies(step, batch(lines))).containsExactly("noise 1", "a", "noise 4", "other");
    assertThat(bodies(step, batch("noise 6", "noise 7", "c")))
        .as("it goes on counting")
        .containsExactly("noise 7", "other");
    LogRecord kept = step.apply(batch("d")).resources().getFirst().records().getFirst();
    assertThat(kept.attributes().get("sample.one_in")).contains(Value.of(2));
    assertThat(page(step))
        .contains("rule=\"noise\",step=\"sample\"} 4", "rule=\"rest\",step=\"sample\"} 3");
  }

  @Test
  void refusesRulesThatCannotBeMeant() {
    refused(() -> drop(ALL), "would drop everything");
    refused(() -> new DropConfig(List.of()), "rules has 0 entries");
    refused(
        () ->
            new DropConfig(
                List.of(new DropConfig.Rule("a", body("x")), new DropConfig.Rule("a", body("y")))),
        "rules has two of the name 'a'");
    refused(() -> new DropConfig.Rule("a b", body("x")), "name must be");
    refused(() -> new SampleConfig.Rule("a", 1, ALL), "keep_one_in is 1; choose from 2");
  }

  private static void refused(Runnable made, String message) {
    assertThatIllegalArgumentException().isThrownBy(made::run).withMessageContaining(message);
  }

  /** Two frames of one batch would double its records if the program were killed between them. */
  @Test
  void aFullBatchStaysOneFrameWhenItIsSampled() throws Exception {
    LogBatchBuilder records = new LogBatchBuilder();
    LogRecord record = record("a", 0, Attributes.empty());
    while (records.add(StepCase.RESOURCE, record)) {
      // Until it is full.
    }
    LogBatch full = records.build(MOVES);
    SampleConfig.Rule all = new SampleConfig.Rule("all", 2, ALL);
    Step step = new SampleStep(new SampleConfig(List.of(all)), "sample", harness);
    LogBatch after = step.apply(full);
    assertThat(after.recordCount()).isEqualTo((full.recordCount() + 1) / 2);
    assertThat(OtlpLogs.encode(after).otlp().length()).isLessThanOrEqualTo(512 * 1024);
    assertThat(page(step)).containsPattern("reason=\"full_batch\",step=\"sample\"\\} [1-9]");
  }
}
