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

/** Which attributes are masked for what their keys say. */
class RedactKeysTest {
  private static final Attributes ATTRIBUTES =
      Attributes.builder()
          .put("http.authorization", "abc")
          .put("password", "hunter2")
          .put("PWD", "/srv/alice")
          .put("sudo.pwd", "hunter2")
          .put("db_pwd", "/hunter2")
          .build();

  private static String after(String find) {
    LogRecord record = LogRecord.builder(1, 1, Value.of("x")).attributes(ATTRIBUTES).build();
    try (CollectorHarness harness = new CollectorHarness("files", new FakeTime())) {
      RedactStep step =
          new RedactStep(
              RedactCasesTest.config(new StepCase(Map.of("find", find))), "redact", harness);
      LogBatch before =
          new LogBatch(
              List.of(new ResourceLogs(StepCase.RESOURCE, List.of(record))), PositionMoves.none());
      return StepCase.rendered(step.apply(before).resources().getFirst().records().getFirst());
    }
  }

  @Test
  void authorizationAloneMasksItsKeyAndNoOther() {
    assertThat(after("authorization"))
        .contains("http.authorization = \"<authorization>\"", "password = \"hunter2\"");
  }

  @Test
  void passwordAloneMasksBoth() {
    assertThat(after("password"))
        .contains("http.authorization = \"<password>\"", "  password = \"<password>\"");
  }

  @Test
  void theWorkingFolderIsNoPassword() {
    assertThat(after("password"))
        .contains("PWD = \"/srv/alice\"", "sudo.pwd = \"<password>\"", "db_pwd = \"<password>\"");
  }
}
