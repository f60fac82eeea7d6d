package io.cresset.exporters.otlp;

import static io.cresset.exporters.otlp.OtlpChunks.config;
import static io.cresset.exporters.otlp.OtlpChunks.lines;
import static io.cresset.exporters.otlp.OtlpChunks.logs;
import static io.cresset.exporters.otlp.OtlpChunks.metrics;
import static io.cresset.exporters.otlp.OtlpChunks.points;
import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.check.Door;
import io.cresset.api.check.DoorContext;
import io.cresset.api.export.Chunk;
import io.cresset.api.export.Outcome;
import io.cresset.api.export.Outcome.Rejection;
import io.cresset.api.export.Sink;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.Signal;
import io.cresset.exporters.AnswersContract;
import io.cresset.exporters.TestContext;
import io.cresset.exporters.otlp.ScriptedReceiver.Posted;
import io.cresset.testkit.FreePort;
import io.cresset.testkit.SinkContract;
import io.cresset.testkit.http.Reply;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is sent, and what becomes of it, for each answer. */
final class OtlpSinkTest implements SinkContract, AnswersContract {
  private final TestContext context = new TestContext("otlp");

  @Override
  public List<Door> doors(DoorContext context) {
    return new OtlpFactory().doors(config(URI.create("http://127.0.0.1:1")), context);
  }

  @Override
  public Sink unreachable() {
    return sink(URI.create("http://127.0.0.1:" + FreePort.next()));
  }

  @Override
  public Sink sink(URI url, TestContext of) {
    return new OtlpSink(config(url), of);
  }

  @Override
  public Signal signal() {
    return Signal.LOGS;
  }

  private OtlpSink sink(URI url) {
    return new OtlpSink(config(url), context);
  }

  private OtlpSink sink(URI url, int maxBytes) {
    return new OtlpSink(config(url, Compression.NONE, maxBytes, Signal.values()), context);
  }

  @Test
  void framesGoAsTheyAreOneAfterTheOther() throws Exception {
    Chunk chunk = logs(lines(10, "a", "b"), lines(20, "c"));
    try (ScriptedReceiver receiver = new ScriptedReceiver()) {
      OtlpSink sink = sink(receiver.url());
      assertThat(sink.signals()).containsExactly(Signal.LOGS, Signal.METRICS);
      assertThat(sink.send(chunk)).isEqualTo(Outcome.delivered());
      Posted posted = receiver.posted().getFirst();
      assertThat(receiver.posted()).hasSize(1);
      assertThat(posted.path()).isEqualTo("POST /v1/logs");
      assertThat(posted.headers())
          .containsEntry("content-type", "application/x-protobuf")
          .containsEntry("content-encoding", "gzip")
          .doesNotContainKeys("authorization", "x-scope-orgid");
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      ExportLogsServiceRequest.Builder merged = ExportLogsServiceRequest.newBuilder();
      for (Chunk.Frame frame : chunk.frames()) {
        bytes.writeBytes(frame.otlp().toByteArray());
        merged.mergeFrom(ExportLogsServiceRequest.parseFrom(frame.otlp().toByteArray()));
      }
      assertThat(posted.message()).isEqualTo(bytes.toByteArray());
      assertThat(posted.logs()).isEqualTo(merged.build());
      assertThat(posted.lines()).containsExactly("a", "b", "c");
      assertThat(context.logged()).isEmpty();
    }
  }

  @Test
  void metricsHaveADoorOfTheirOwn() throws Exception {
    Chunk chunk = metrics(points(0, "x", "y"), points(3, "z"));
    try (ScriptedReceiver receiver = new ScriptedReceiver()) {
      OtlpConfig config =
          config(
              receiver.url().resolve("/api/v1/otlp/"),
              Compression.NONE,
              1024 * 1024,
              Signal.METRICS);
      OtlpSink sink = new OtlpSink(config, context);
      assertThat(sink.signals()).containsExactly(Signal.METRICS);
      assertThat(sink.send(chunk)).isEqualTo(Outcome.delivered());
      Posted posted = receiver.posted().getFirst();
      assertThat(posted.path()).isEqualTo("POST /api/v1/otlp/v1/metrics");
      assertThat(posted.headers()).doesNotContainKey("content-encoding");
      ExportMetricsServiceRequest.Builder merged = ExportMetricsServiceRequest.newBuilder();
      for (Chunk.Frame frame : chunk.frames()) {
        merged.mergeFrom(ExportMetricsServiceRequest.parseFrom(frame.otlp().toByteArray()));
      }
      assertThat(posted.metrics()).isEqualTo(merged.build());
    }
  }

  @Test
  void whatIsNotSelectedIsNotSent() throws Exception {
    try (ScriptedReceiver receiver = new ScriptedReceiver()) {
      assertThat(sink(receiver.url()).send(selected())).isEqualTo(Outcome.delivered());
      assertThat(receiver.posted().getFirst().lines()).containsExactly("line 1", "line 3");
      // Beside a whole frame, and where the answer for a part of it is known.
      Chunk whole = logs(lines(0, "a", "b"));
      Chunk.Frame some = selected().frames().getFirst();
      Chunk both = new Chunk(Signal.LOGS, 1, List.of(whole.frames().getFirst(), some));
      assertThat(sink(receiver.url()).send(both)).isEqualTo(Outcome.delivered());
      assertThat(receiver.posted().stream().skip(1).flatMap(it -> it.lines().stream()))
          .containsExactly("b", "line 1", "line 3");
      Chunk rest = new Chunk(Signal.LOGS, FIRST + 2, List.of(some));
      assertThat(sink(receiver.url()).send(rest)).isEqualTo(Outcome.delivered());
      assertThat(receiver.posted().getLast().lines()).containsExactly("line 3");
    }
  }

  @Test
  void whatIsTooLargeIsHalvedAndTheSizeIsRemembered() throws Exception {
    String[] lines = new String[40];
    for (int i = 0; i < lines.length; i++) {
      lines[i] = i + "x".repeat(1000);
    }
    try (ScriptedReceiver receiver =
        new ScriptedReceiver(Reply.of(413, "too large"), Reply.of(413, "too large"))) {
      OtlpSink sink = sink(receiver.url(), 1024 * 1024);
      Chunk chunk = logs(lines(0, lines));
      assertThat(sink.send(chunk)).isEqualTo(Outcome.delivered());
      List<Posted> posted = receiver.posted();
      int whole = posted.get(0).message().length;
      assertThat(posted.get(1).message().length).isBetween(whole / 3, whole / 2);
      List<Posted> taken = posted.subList(2, posted.size());
      assertThat(taken).allMatch(part -> part.message().length <= whole / 4);
      List<String> arrived = new ArrayList<>();
      taken.forEach(part -> arrived.addAll(part.lines()));
      assertThat(arrived.equals(List.of(lines))).isTrue();
      int before = posted.size();
      assertThat(sink.send(chunk)).isEqualTo(Outcome.delivered());
      assertThat(receiver.posted().subList(before, receiver.posted().size()))
          .hasSameSizeAs(taken)
          .allMatch(part -> part.message().length <= whole / 4);
    }
  }

  @Test
  void aRecordThatIsTooLargeAloneIsRefusedByNumber() throws Exception {
    try (ScriptedReceiver receiver =
        new ScriptedReceiver(
            Reply.of(413, "too large"), // all
            Reply.of(200), // a
            Reply.of(413, "too large"))) { // giant
      String giant = "x".repeat(10_000);
      OtlpSink sink = sink(receiver.url(), 1024 * 1024);
      assertThat(sink.send(logs(lines(7, "a", giant), lines(20, "b"))))
          .isEqualTo(new Outcome.Done(List.of(new Rejection(8, 9, "too_large: too large")), 0, ""));
      assertThat(receiver.posted().stream().map(Posted::lines))
          .containsExactly(List.of("a", giant, "b"), List.of("a"), List.of(giant), List.of("b"));
    }
  }

  @Test
  void theBoundHoldsBeforeAnybodyComplains() throws Exception {
    try (ScriptedReceiver receiver = new ScriptedReceiver()) {
      Chunk chunk = metrics(points(0, "a", "b", "c", "d", "e"), points(6, "f"));
      OtlpSink sink = sink(receiver.url(), 300);
      assertThat(sink.send(chunk)).isEqualTo(Outcome.delivered());
      assertThat(receiver.posted()).hasSizeGreaterThan(2);
      assertThat(receiver.posted()).allMatch(part -> part.message().length <= 300);
      long points =
          receiver.posted().stream()
              .flatMap(part -> part.metrics().getResourceMetricsList().stream())
              .flatMap(resource -> resource.getScopeMetricsList().stream())
              .flatMap(scope -> scope.getMetricsList().stream())
              .mapToLong(
                  metric ->
                      metric.getGauge().getDataPointsCount() + metric.getSum().getDataPointsCount())
              .sum();
      assertThat(points).isEqualTo(8);
    }
  }

  @Test
  void whatWentThroughBeforeAFailureIsAnsweredFor() throws Exception {
    try (ScriptedReceiver receiver =
        new ScriptedReceiver(
            Reply.of(413),
            OtlpAnswersTest.partial(1, "odd"),
            Reply.of(400, "bad"),
            Reply.of(503, "", "Retry-After", "3"))) {
      OtlpSink sink = sink(receiver.url(), 1024 * 1024);
      Chunk chunk =
          logs(lines(10, "a", "b"), lines(20, "c", "d"), lines(30, "e", "f"), lines(40, "g"));
      // Half of all takes one frame, and the fourth with the third.
      Outcome.Partial partial = (Outcome.Partial) sink.send(chunk);
      List<List<String>> posted = receiver.posted().stream().map(Posted::lines).toList();
      assertThat(posted.get(1)).isEqualTo(List.of("a", "b"));
      assertThat(posted.get(2)).isEqualTo(List.of("c", "d"));
      assertThat(partial)
          .isEqualTo(
              new Outcome.Partial(
                  30,
                  List.of(new Rejection(20, 22, "refused: bad")),
                  1,
                  "partial_success: odd",
                  Duration.ofSeconds(3),
                  receiver.url() + "/v1/logs answered 503"));
      Chunk rest = logs(chunk.frames().get(2), chunk.frames().get(3));
      assertThat(sink.send(rest)).isEqualTo(Outcome.delivered());
      assertThat(receiver.posted().get(4).lines()).isEqualTo(posted.get(3));
    }
  }

  @Test
  void ofAFrameThatWasPartlyAnsweredForOnlyTheRestIsSent() throws Exception {
    try (ScriptedReceiver receiver = new ScriptedReceiver()) {
      OtlpSink sink = sink(receiver.url());
      Chunk chunk = new Chunk(Signal.LOGS, 12, List.of(lines(10, "a", "b", "c"), lines(20, "d")));
      assertThat(sink.send(chunk)).isEqualTo(Outcome.delivered());
      assertThat(receiver.posted().stream().flatMap(part -> part.lines().stream()))
          .containsExactly("c", "d");
      assertThat(receiver.posted().getFirst().logs().getResourceLogs(0).getResource())
          .isEqualTo(receiver.posted().getLast().logs().getResourceLogs(0).getResource());
    }
  }

  @Test
  void aFrameThatCannotBeReadIsRefusedAndTheOthersGoOn() throws Exception {
    ByteSlice garbage = ByteSlice.of(new byte[] {0x0A, 0x7F, 1});
    Chunk chunk =
        logs(
            OtlpChunks.frame(10, 5, garbage),
            lines(15, "a"),
            OtlpChunks.frame(16, 2, ByteSlice.empty()),
            lines(20, "b"));
    try (ScriptedReceiver receiver = new ScriptedReceiver(Reply.of(503))) {
      OtlpSink sink = sink(receiver.url());
      assertThat(sink.send(chunk))
          .isInstanceOfSatisfying(
              Outcome.Partial.class,
              partial -> {
                assertThat(partial.upTo()).isEqualTo(15);
                assertThat(partial.rejections()).hasSize(1);
              });
      Outcome.Done done = (Outcome.Done) sink.send(chunk);
      assertThat(done.unattributed()).isZero();
      assertThat(done.rejections())
          .containsExactly(
              new Rejection(10, 15, "malformed OTLP: a length beyond the message at byte 1"),
              new Rejection(16, 18, "malformed OTLP: 0 records instead of 2"));
      assertThat(receiver.posted().getLast().lines()).containsExactly("a", "b");
    }
  }

  @Test
  void nobodyThere() throws Exception {
    int port = FreePort.next();
    OtlpSink sink = sink(URI.create("http://127.0.0.1:" + port));
    Outcome.RetryAfter retry = (Outcome.RetryAfter) sink.send(logs(lines(0, "a")));
    assertThat(retry.reason())
        .startsWith("cannot push to http://127.0.0.1:" + port + "/v1/logs: ")
        .endsWith("; check that the OTLP receiver runs there and that exporters.otlp.url is right");
  }
}
