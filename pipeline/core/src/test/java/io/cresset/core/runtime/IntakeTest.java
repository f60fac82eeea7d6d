package io.cresset.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cresset.api.collect.Emitter;
import io.cresset.api.collect.Receipt;
import io.cresset.api.collect.Rhythm;
import io.cresset.api.collect.RunResult;
import io.cresset.api.collect.Step;
import io.cresset.api.export.View;
import io.cresset.api.model.Attributes;
import io.cresset.api.model.Batch;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.EncodedBatch;
import io.cresset.api.model.LogBatch;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.PositionMoves;
import io.cresset.api.model.ResourceLogs;
import io.cresset.api.model.Signal;
import io.cresset.api.model.Value;
import io.cresset.api.otlp.OtlpLogs;
import io.cresset.core.log.DurableLog;
import io.cresset.testkit.Eventually;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IntakeTest {
  private final Stage stage = new Stage();

  @AfterEach
  void close() {
    stage.close();
  }

  private static LogBatch each(LogBatch batch, UnaryOperator<LogRecord> change) {
    return new LogBatch(
        batch.resources().stream()
            .map(
                logs ->
                    new ResourceLogs(logs.resource(), logs.records().stream().map(change).toList()))
            .toList(),
        batch.positions());
  }

  private List<LogRecord> kept() {
    return stage.logs.logs().stream().flatMap(about -> about.records().stream()).toList();
  }

  @Test
  void nothingIsKeptWithoutALog() throws Exception {
    Receipt receipt = stage.listener().emit(stage.lines("a"));
    assertThat(receipt.isDurable()).isTrue();
    assertThat(stage.status("syslog").records()).isEqualTo(1);
    assertThat(stage.intake.position("syslog", "k")).isEmpty();
    assertThat(stage.intake.positions("syslog")).isEmpty();
  }

  @Test
  void stepsWorkInTheirOrder() throws Exception {
    stage.keeping().showing();
    Step one = batch -> each(batch, r -> r.withAttributes(Attributes.of("by", "one")));
    Step two =
        batch ->
            each(
                batch,
                r ->
                    r.withAttributes(
                        Attributes.of("by", r.attributes().get("by").orElseThrow() + " two")));
    Emitter out = stage.listener(one, two);
    out.emit(stage.lines("a"));
    assertThat(kept().getFirst().attributes()).isEqualTo(Attributes.of("by", "one two"));
  }

  @Test
  void aStepThatThrowsIsCountedAndTheBatchGoesOn() throws Exception {
    stage.keeping();
    Step broken =
        _ -> {
          throw new IllegalStateException("a bug");
        };
    Step works = batch -> each(batch, r -> r.withAttributes(Attributes.of("by", "next")));
    Emitter out = stage.listener(broken, works);
    out.emit(stage.lines("a"));
    assertThat(stage.loggedBodies()).containsExactly("a");
    assertThat(kept().getFirst().attributes()).isEqualTo(Attributes.of("by", "next"));
    assertThat(stage.status("syslog").failures()).isEqualTo(Map.of("step_defect", 1L));
    assertThat(stage.log.lines())
        .singleElement()
        .asString()
        .startsWith("ERROR defect in a step")
        .endsWith("(java.lang.IllegalStateException: a bug)");
  }

  @Test
  void whatAStepDropsIsCountedAndItsPositionKept() throws Exception {
    stage.keeping();
    Step dropsAll = batch -> new LogBatch(List.of(), PositionMoves.none());
    Emitter out = stage.listener(dropsAll);
    ByteSlice position = ByteSlice.of(new byte[] {7});
    out.emit(stage.lines(new PositionMoves(Map.of("file", Optional.of(position))), "a", "b", "c"));
    assertThat(stage.loggedBodies()).isEmpty();
    assertThat(stage.status("syslog").dropped()).isEqualTo(Map.of("step", 3L));
    assertThat(stage.status("syslog").records()).isZero();
    assertThat(stage.intake.position("syslog", "file")).contains(position);
    assertThat(stage.intake.positions("syslog")).isEqualTo(Map.of("file", position));
    assertThat(stage.intake.position("syslog/other", "file")).isEmpty();
    assertThat(stage.intake.positions("syslog/other")).isEmpty();
    out.emit(stage.lines(new PositionMoves(Map.of("file", Optional.empty()))));
    assertThat(stage.intake.position("syslog", "file")).isEmpty();
  }

  @Test
  void aHundredEqualLinesOfOneMomentStayAHundred() throws Exception {
    stage.keeping();
    Emitter out = stage.listener();
    out.emit(stage.lines(Collections.nCopies(60, "same").toArray(String[]::new)));
    out.emit(stage.lines(Collections.nCopies(40, "same").toArray(String[]::new)));
    assertThat(kept()).extracting(LogRecord::timeUnixNanos).doesNotHaveDuplicates().hasSize(100);
  }

  @Test
  void fieldsThatMakeARecordTooLongAreLeftOut() throws Exception {
    stage.keeping();
    Attributes huge = Attributes.of("field", "x".repeat(600 * 1024));
    Emitter out =
        stage.listener(
            batch ->
                each(batch, r -> r.body().toString().equals("long") ? r.withAttributes(huge) : r));
    out.emit(stage.lines("before", "long", "after"));
    assertThat(stage.loggedBodies()).containsExactly("before", "long", "after");
    assertThat(kept()).allMatch(record -> record.attributes().isEmpty());
    assertThat(stage.status("syslog").trimmed()).isEqualTo(1);
    assertThat(stage.status("syslog").dropped()).isEmpty();
  }

  @Test
  void aBatchThatStepsMadeTooLongIsSplitAndItsPositionComesLast() throws Exception {
    stage.keeping();
    Attributes big = Attributes.of("field", "x".repeat(10_000));
    Emitter out = stage.listener(batch -> each(batch, r -> r.withAttributes(big)));
    List<String> bodies = new ArrayList<>();
    for (int i = 0; i < 120; i++) {
      bodies.add("line " + i);
    }
    ByteSlice position = ByteSlice.of(new byte[] {1});
    out.emit(
        stage.lines(
            new PositionMoves(Map.of("file", Optional.of(position))),
            bodies.toArray(String[]::new)));
    assertThat(stage.loggedBodies()).isEqualTo(bodies);
    List<EncodedBatch> frames = stage.logs.batches();
    assertThat(frames).hasSizeGreaterThan(2);
    assertThat(frames).allMatch(frame -> frame.otlp().length() <= DurableLog.MAX_PAYLOAD_BYTES);
    assertThat(frames.subList(0, frames.size() - 1)).allMatch(frame -> frame.positions().isEmpty());
    assertThat(frames.getLast().positions().isEmpty()).isFalse();
    assertThat(stage.status("syslog").trimmed()).isZero();
  }

  @Test
  void whatNoFrameTakesIsDroppedAndCounted() throws Exception {
    stage.keeping();
    Value deep = Value.of("bottom");
    for (int i = 0; i < 100; i++) {
      deep = new Value.Items(List.of(deep));
    }
    Value body = deep;
    Emitter out =
        stage.listener(
            batch ->
                each(
                    batch,
                    r ->
                        r.body().toString().equals("deep")
                            ? LogRecord.builder(r.timeUnixNanos(), r.observedUnixNanos(), body)
                                .build()
                            : r));
    out.emit(stage.lines("a", "deep", "x".repeat(700_000), "b"));
    assertThat(stage.loggedBodies()).containsExactly("a", "b");
    assertThat(stage.status("syslog").dropped()).isEqualTo(Map.of("too_large", 2L));
    assertThat(stage.status("syslog").failures()).isEmpty();
  }

  @Test
  void encodedLogsPassAsTheyAreUnlessTheyAreTooLong() throws Exception {
    stage.keeping();
    Emitter out = stage.listener(_ -> new LogBatch(List.of(), PositionMoves.none()));
    EncodedBatch encoded = OtlpLogs.encode(stage.lines("a"));
    out.emit(encoded);
    assertThat(stage.loggedBodies()).containsExactly("a");
    ByteSlice tooLong = ByteSlice.of(new byte[DurableLog.MAX_PAYLOAD_BYTES + 1]);
    EncodedBatch refused = new EncodedBatch(Signal.LOGS, tooLong, 9, PositionMoves.none());
    assertThatThrownBy(() -> out.emit(refused)).isInstanceOf(IllegalArgumentException.class);
    assertThat(stage.status("syslog").dropped()).isEqualTo(Map.of("too_large", 9L));
  }

  @Test
  void aBrokenViewTakesNothingElseDown() throws Exception {
    stage.show(new BrokenView());
    stage.keeping().showing();
    Emitter out = stage.listener();
    out.emit(stage.lines("a"));
    assertThat(stage.loggedBodies()).containsExactly("a");
    stage.awaitCalls("udp 1 logs", "udp success");
    assertThat(stage.status("syslog").unseen()).isEqualTo(Map.of("view_defect", 1L));
    assertThat(stage.status("syslog").failures()).isEmpty();
  }

  /** A view that fails at everything. */
  private static final class BrokenView implements View {
    @Override
    public Set<Signal> signals() {
      return Set.of(Signal.LOGS);
    }

    @Override
    public void accept(Run run, Batch batch) {
      throw new IllegalStateException("a bug");
    }

    @Override
    public void ended(Run run, RunResult result) {
      throw new IllegalStateException("a bug");
    }

    @Override
    public void cancelled(String component, String task) {
      throw new IllegalStateException("a bug");
    }

    @Override
    public void close() {}
  }

  @Test
  void aViewSeesOnlyTheSignalsItWants() throws Exception {
    RecordingView metricsOnly = new RecordingView(Signal.METRICS);
    stage.show(metricsOnly);
    Emitter out = stage.listener();
    out.emit(stage.lines("a"));
    assertThat(metricsOnly.calls()).isEmpty();
    stage.showing();
    out.emit(stage.lines("b"));
    stage.intake.hide(stage.view);
    out.emit(stage.lines("c"));
    assertThat(stage.view.calls()).containsExactly("udp 1 logs", "udp success");
  }

  @Test
  void anEmitterIsNoGoodAfterItsRun() throws Exception {
    stage.keeping();
    CompletableFuture<Emitter> leaked = new CompletableFuture<>();
    stage.start("poll", tasks -> tasks.add("t", Stage.HOST, Rhythm.onDemand(), leaked::complete));
    Eventually.holds("ran", () -> stage.durations.size() == 1);
    Emitter out = leaked.join();
    assertThatThrownBy(() -> out.emit(Stage.up(1))).isInstanceOf(IllegalStateException.class);
    assertThat(stage.status("poll").dropped()).isEqualTo(Map.of("after_run", 1L));
    assertThat(stage.metrics.batches()).isEmpty();
  }

  @Test
  void countsWhatASourceGaveUp() throws Exception {
    Emitter out = stage.listener();
    out.dropped("queue_full", 3);
    out.dropped("queue_full", 4);
    assertThat(stage.status("syslog").dropped()).isEqualTo(Map.of("queue_full", 7L));
  }

  @Test
  void aRecordIsEitherTakenOrDropped() throws Exception {
    stage.keeping();
    Emitter out = stage.listener();
    out.emit(stage.lines("a", "x".repeat(700_000), "b"));
    assertThat(stage.status("syslog").records()).isEqualTo(2);
    assertThat(stage.status("syslog").dropped()).isEqualTo(Map.of("too_large", 1L));
    assertThat(stage.logs.status().end()).isEqualTo(2);
  }

  @Test
  void framesOfABatchThatWereKeptBeforeItWasGivenUpAreTaken() throws Exception {
    stage.keeping();
    Emitter out = stage.listener();
    String[] bodies = new String[6];
    Arrays.fill(bodies, "x".repeat(200_000));
    stage.logs.fullAfter(1);
    CompletableFuture<Throwable> thrown = new CompletableFuture<>();
    Thread emitting =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    out.emit(stage.lines(bodies));
                  } catch (InterruptedException e) {
                    thrown.complete(e);
                  }
                });
    Eventually.holds("the log is full", () -> stage.logs.blocked() == 1);
    emitting.interrupt();
    thrown.get();
    long kept = stage.logs.status().end();
    assertThat(kept).isBetween(1L, 5L);
    assertThat(stage.status("syslog").records()).isEqualTo(kept);
    assertThat(stage.status("syslog").dropped()).isEqualTo(Map.of("abandoned", 6 - kept));
  }

  @Test
  void whatAClosedLogDoesNotTakeIsCounted() throws Exception {
    stage.keeping();
    Emitter out = stage.listener();
    stage.logs.close();
    assertThatThrownBy(() -> out.emit(stage.lines("a", "b")))
        .isInstanceOf(IllegalStateException.class);
    assertThat(stage.status("syslog").records()).isZero();
    assertThat(stage.status("syslog").dropped()).isEqualTo(Map.of("log_defect", 2L));
  }
}
