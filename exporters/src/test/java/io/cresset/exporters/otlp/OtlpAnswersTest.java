package io.cresset.exporters.otlp;

import static io.cresset.exporters.otlp.OtlpChunks.config;
import static io.cresset.exporters.otlp.OtlpChunks.lines;
import static io.cresset.exporters.otlp.OtlpChunks.logs;
import static io.cresset.exporters.otlp.OtlpChunks.metrics;
import static io.cresset.exporters.otlp.OtlpChunks.points;
import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.export.Chunk;
import io.cresset.api.export.Outcome;
import io.cresset.api.export.Outcome.Rejection;
import io.cresset.exporters.TestContext;
import io.cresset.testkit.http.Reply;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsPartialSuccess;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsPartialSuccess;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceResponse;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is made of a receiver's words: statuses, JSON, protobuf, partial success. */
final class OtlpAnswersTest {
  private final TestContext context = new TestContext("otlp");

  private OtlpSink sink(URI url) {
    return new OtlpSink(config(url), context);
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 500, 502, 503, 504, 301, 401, 403, 404, 405, 408, 415})
  void whatIsNotTheRecordsFaultIsSentAgain(int status) throws Exception {
    try (ScriptedReceiver receiver = new ScriptedReceiver(Reply.of(status, "some\nwords\n"))) {
      OtlpSink sink = sink(receiver.url());
      Chunk chunk = logs(lines(0, "a", "b"));
      Outcome.RetryAfter retry = (Outcome.RetryAfter) sink.send(chunk);
      assertThat(retry.after()).isZero();
      assertThat(retry.reason())
          .startsWith(receiver.url() + "/v1/logs answered " + status)
          .doesNotContain("\n");
      if (status != 401) {
        // The JDK gives no body with a 401 to a streamed request; the others are shown.
        assertThat(retry.reason()).contains("some words");
      }
      assertThat(sink.send(chunk)).isEqualTo(Outcome.delivered());
      assertThat(receiver.posted()).hasSize(2);
      assertThat(receiver.posted().get(1).message()).isEqualTo(receiver.posted().get(0).message());
    }
  }

  @Test
  void retryAfterIsHeeded() throws Exception {
    try (ScriptedReceiver receiver =
        new ScriptedReceiver(
            Reply.of(429, "", "Retry-After", "17"),
            Reply.of(503, "", "Retry-After", "Fri, 2 Jan 2026 03:05:05 GMT"),
            Reply.of(502, "", "Retry-After", "Fri, 2 Jan 2026 03:03:05 GMT"),
            Reply.of(504, "", "Retry-After", "999999999"),
            Reply.of(503, "", "Retry-After", "soon"))) {
      OtlpSink sink = sink(receiver.url());
      for (Duration expected :
          List.of(
              Duration.ofSeconds(17),
              Duration.ofMinutes(1),
              Duration.ZERO,
              Duration.ofHours(1),
              Duration.ZERO)) {
        assertThat(sink.send(logs(lines(0, "a"))))
            .isInstanceOfSatisfying(
                Outcome.RetryAfter.class, retry -> assertThat(retry.after()).isEqualTo(expected));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 409, 422})
  void whatTheReceiverRefusesIsCountedByNumberAndNotSentAgain(int status) throws Exception {
    try (ScriptedReceiver receiver = new ScriptedReceiver(Reply.of(status, "no good"))) {
      Outcome outcome = sink(receiver.url()).send(logs(lines(10, "a", "b"), lines(20, "c")));
      assertThat(outcome)
          .isEqualTo(
              new Outcome.Done(
                  List.of(
                      new Rejection(10, 12, "refused: no good"),
                      new Rejection(20, 21, "refused: no good")),
                  0,
                  ""));
      assertThat(receiver.posted()).hasSize(1);
    }
  }

  /** Loki and Prometheus judge single records, and do not say which. */
  @Test
  void whatAStoreRefusesInPartIsBlamedOnNobody() throws Exception {
    try (ScriptedReceiver receiver = new ScriptedReceiver(Reply.of(400, "out of order sample"))) {
      assertThat(sink(receiver.url()).send(logs(lines(10, "a", "b"))))
          .isEqualTo(new Outcome.Done(List.of(), 2, "out_of_order: out of order sample"));
      assertThat(receiver.posted()).hasSize(1);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          text/plain             | entry too far behind, entry timestamp is 1 | too_far_behind: entry too far behind, entry timestamp is 1
          text/plain             | too old sample                             | too_old: too old sample
          text/plain             | out of bounds                              | too_old: out of bounds
          text/plain             | out of order sample                        | out_of_order: out of order sample
          application/json       | {"code":3,"message":"bad \\"x\\"\\n{}"}    | refused: bad "x" {}
          application/json       | {"error":"short"}                          | refused: short
          application/json       | [1, 2]                                     | refused: [1, 2]
          application/x-protobuf | not protobuf                               | refused: not protobuf
          """)
  void refusalsAreSaidInWords(String type, String body, String reason) throws Exception {
    try (ScriptedReceiver receiver =
        new ScriptedReceiver(Reply.of(400, body, "Content-Type", type))) {
      Outcome.Done done = (Outcome.Done) sink(receiver.url()).send(logs(lines(0, "a")));
      assertThat(done.rejections()).containsExactly(new Rejection(0, 1, reason));
    }
  }

  /** {@code google.rpc.Status}: a code, then a message. */
  @Test
  void aFailureInProtobufIsSaidByItsMessage() throws Exception {
    byte[] message = "the queue is full".getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream status = new ByteArrayOutputStream();
    status.writeBytes(new byte[] {0x08, 14, 0x12, (byte) message.length});
    status.writeBytes(message);
    try (ScriptedReceiver receiver =
        new ScriptedReceiver(ScriptedReceiver.protobuf(503, status.toByteArray()))) {
      Outcome.RetryAfter retry =
          (Outcome.RetryAfter) sink(receiver.url()).send(logs(lines(0, "a")));
      assertThat(retry.reason()).endsWith("answered 503: the queue is full");
    }
  }

  static Reply partial(long rejected, String words) {
    return ScriptedReceiver.protobuf(
        200,
        ExportLogsServiceResponse.newBuilder()
            .setPartialSuccess(
                ExportLogsPartialSuccess.newBuilder()
                    .setRejectedLogRecords(rejected)
                    .setErrorMessage(words))
            .build()
            .toByteArray());
  }

  @Test
  void aPartialSuccessIsCountedAndNotSentAgain() throws Exception {
    byte[] points =
        ExportMetricsServiceResponse.newBuilder()
            .setPartialSuccess(ExportMetricsPartialSuccess.newBuilder().setRejectedDataPoints(1))
            .build()
            .toByteArray();
    try (ScriptedReceiver receiver =
        new ScriptedReceiver(
            partial(2, "no\nservice name"),
            partial(99, ""),
            ScriptedReceiver.protobuf(200, points),
            Reply.of(
                200,
                "{\"partialSuccess\":{\"rejectedLogRecords\":\"1\",\"errorMessage\":\"odd\"}}",
                "Content-Type",
                "application/json"))) {
      OtlpSink sink = sink(receiver.url());
      assertThat(sink.send(logs(lines(0, "a", "b", "c"))))
          .isEqualTo(new Outcome.Done(List.of(), 2, "partial_success: no service name"));
      assertThat(sink.send(logs(lines(0, "a", "b", "c"))))
          .isEqualTo(new Outcome.Done(List.of(), 3, "partial_success: it did not say why"));
      assertThat(sink.send(metrics(points(0, "x", "y"))))
          .isEqualTo(new Outcome.Done(List.of(), 1, "partial_success: it did not say why"));
      assertThat(sink.send(logs(lines(0, "a"))))
          .isEqualTo(new Outcome.Done(List.of(), 1, "partial_success: odd"));
      assertThat(receiver.posted()).hasSize(4);
      assertThat(context.logged()).isEmpty();
    }
  }

  @Test
  void aWarningIsSaidAndAllIsDelivered() throws Exception {
    try (ScriptedReceiver receiver =
        new ScriptedReceiver(
            partial(0, "use the new door"),
            partial(-5, ""),
            ScriptedReceiver.protobuf(200, new byte[] {0x0A, 0x7F}),
            Reply.of(204))) {
      OtlpSink sink = sink(receiver.url());
      for (int i = 0; i < 4; i++) {
        assertThat(sink.send(logs(lines(0, "a")))).isEqualTo(Outcome.delivered());
      }
      assertThat(context.logged()).hasSize(1);
      assertThat(context.logged().getFirst()).contains("use the new door");
    }
  }

  @Test
  void aWebPageIsNoReceiver() throws Exception {
    try (ScriptedReceiver receiver =
        new ScriptedReceiver(
            Reply.of(200, "<html>\n<h1>Sign in</h1>", "Content-Type", "text/html; charset=x"))) {
      Outcome.RetryAfter retry =
          (Outcome.RetryAfter) sink(receiver.url()).send(logs(lines(0, "a")));
      assertThat(retry.reason())
          .contains("answered 200: Sign in; check exporters.otlp.url, that is a web page");
    }
  }
}
