package io.cresset.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.model.Attributes;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.MetricBatch;
import io.cresset.api.model.MetricSpec;
import io.cresset.api.model.Resource;
import io.cresset.api.model.Value;
import io.cresset.api.otlp.LogBatchBuilder;
import io.cresset.api.otlp.OtlpLogs;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class PrinterTest {
  private static final Resource HOST = Resource.of(Attributes.of(Resource.HOST_NAME, "here"));
  private static final MetricSpec LOAD = MetricSpec.gauge("node_load1", "1m load average.");

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Printer printer = new Printer(new PrintStream(out, true, StandardCharsets.UTF_8));

  @Test
  void logRecordsAreLinesThatStayLines() {
    LogBatchBuilder builder = new LogBatchBuilder();
    LogRecord record =
        LogRecord.builder(1_700_000_000_000_000_001L, 0, Value.of("two\nlines \u001b[31m é"))
            .severity(17, "err")
            .attributes(Attributes.of("app", "sshd"))
            .build();
    assertThat(builder.add(HOST, record)).isTrue();
    var batch = builder.build();
    printer.print(batch);
    printer.print(OtlpLogs.encode(batch));
    String line = "2023-11-14T22:13:20.000000001Z err two\\x0alines \\x1b[31m é {app=sshd}\n";
    assertThat(printed()).isEqualTo("# {host.name=here}\n" + line + line);
  }

  @Test
  void whatLinesAreAboutStandsAboveThem() {
    LogBatchBuilder builder = new LogBatchBuilder();
    Resource there = HOST.with(Resource.HOST_NAME, "there");
    for (Resource about : List.of(HOST, there)) {
      assertThat(builder.add(about, LogRecord.builder(1, 1, Value.of("a")).build())).isTrue();
    }
    var batch = builder.build();
    printer.print(batch);
    printer.print(batch);
    String line = "1970-01-01T00:00:00.000000001Z - a\n";
    String both = "# {host.name=here}\n" + line + "# {host.name=there}\n" + line;
    assertThat(printed()).isEqualTo(both + both);
  }

  @Test
  void metricsAreOnePageAtTheEnd() {
    printer.print(MetricBatch.of(HOST, List.of(LOAD.family(0.5))));
    assertThat(printed()).isEmpty();
    printer.finish();
    assertThat(printed())
        .isEqualTo("# HELP node_load1 1m load average.\n# TYPE node_load1 gauge\nnode_load1 0.5\n");
  }

  @Test
  void whatIsAboutSeveralResourcesIsKeptApart() {
    printer.print(MetricBatch.of(HOST, List.of(LOAD.family(1))));
    printer.print(MetricBatch.of(HOST.with(Resource.HOST_NAME, "there"), List.of(LOAD.family(2))));
    printer.finish();
    assertThat(printed())
        .containsSubsequence(
            "# {host.name=here}\n", "node_load1 1\n", "# {host.name=there}\n", "node_load1 2\n");
  }

  private String printed() {
    return out.toString(StandardCharsets.UTF_8);
  }
}
