package io.cresset.collectors.parse.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.LogBatch;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.PositionMoves;
import io.cresset.api.model.ResourceLogs;
import io.cresset.api.model.Value;
import io.cresset.collectors.parse.StepCase;
import io.cresset.testkit.CollectorHarness;
import io.cresset.testkit.FakeTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DetectRoomTest {
  private static final PositionMoves MOVES =
      new PositionMoves(Map.of("file", Optional.of(ByteSlice.of(new byte[] {1}))));

  /**
   * Ten lines of 30 KB take 300 of the 512 KiB that a batch with positions may have; what they seem
   * to hold before they fail would take as much again.
   */
  @ParameterizedTest
  @ValueSource(strings = {"{\"a\":\"%s\"} }", "a=%s b"})
  void whatALineDidNotHoldLeavesRoomForTheNext(String failing) {
    List<LogRecord> records = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      records.add(record(failing.formatted("x".repeat(30_000))));
    }
    records.add(record("{\"found\":\"" + "y".repeat(10_000) + "\"}"));
    LogBatch before = new LogBatch(List.of(new ResourceLogs(StepCase.RESOURCE, records)), MOVES);
    try (CollectorHarness harness = new CollectorHarness("files", new FakeTime())) {
      DetectStep step =
          new DetectStep(DetectCasesTest.config(new StepCase(Map.of())), "detect", harness);
      List<LogRecord> after = step.apply(before).resources().getFirst().records();
      assertThat(after.subList(0, 10)).allMatch(it -> it.attributes().isEmpty());
      assertThat(after.getLast().attributes().get("found")).isPresent();
    }
  }

  private static LogRecord record(String line) {
    return LogRecord.builder(StepCase.READ, StepCase.READ, Value.of(line)).build();
  }
}
