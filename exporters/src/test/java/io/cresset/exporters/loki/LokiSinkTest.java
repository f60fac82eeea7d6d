package io.cresset.exporters.loki;

import static io.cresset.exporters.loki.Chunks.GATE;
import static io.cresset.exporters.loki.Chunks.chunk;
import static io.cresset.exporters.loki.Chunks.frame;
import static io.cresset.exporters.loki.Chunks.lines;
import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.check.Door;
import io.cresset.api.check.DoorContext;
import io.cresset.api.export.Chunk;
import io.cresset.api.export.Outcome;
import io.cresset.api.export.Outcome.Rejection;
import io.cresset.api.export.Sink;
import io.cresset.api.http.HttpSettings;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.Signal;
import io.cresset.exporters.AnswersContract;
import io.cresset.exporters.TestContext;
import io.cresset.exporters.loki.ScriptedLoki.Pushed;
import io.cresset.testkit.FreePort;
import io.cresset.testkit.SinkContract;
import io.cresset.testkit.http.Reply;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is sent, and what becomes of it, for each answer. */
final class LokiSinkTest implements SinkContract, AnswersContract {
  private final TestContext context = new TestContext("loki");

  @Override
  public List<Door> doors(DoorContext context) {
    return new LokiFactory().doors(config(URI.create("http://127.0.0.1:1")), context);
  }

  @Override
  public Sink unreachable() {
    return sink(URI.create("http://127.0.0.1:" + FreePort.next()));
  }

  @Override
  public Sink sink(URI url, TestContext of) {
    return new LokiSink(config(url), of);
  }

  @Override
  public Signal signal() {
    return Signal.LOGS;
  }

  /** It looks for the culprits. */
  @Override
  public int requestsOfARefusal() {
    return 2 * RECORDS - 1;
  }

  private LokiSink sink(URI url) {
    return new LokiSink(config(url), context);
  }

  private static LokiConfig config(URI url) {
    return new LokiConfig(url, HttpSettings.plain(), 1000);
  }

  private static Reply reply(int status, String body, String... headers) {
    return Reply.of(status, body, headers);
  }

  @Test
  void whatLokiTookIsDelivered() throws Exception {
    try (ScriptedLoki loki = new ScriptedLoki()) {
      LokiSink sink = sink(loki.url());
      assertThat(sink.signals()).containsExactly(Signal.LOGS);
      assertThat(sink.send(chunk(lines(GATE, "a", "b")))).isEqualTo(Outcome.delivered());
      Pushed pushed = loki.pushed().getFirst();
      assertThat(pushed.path()).isEqualTo("POST /loki/api/v1/push");
      assertThat(pushed.headers()).containsEntry("content-type", "application/x-protobuf");
      assertThat(pushed.headers()).doesNotContainKeys("authorization", "x-scope-orgid");
      assertThat(pushed.lines()).containsExactly("a", "b");
      assertThat(context.logged()).isEmpty();
    }
  }

  @Test
  void whatIsNotSelectedIsNotSent() throws Exception {
    try (ScriptedLoki loki = new ScriptedLoki()) {
      assertThat(sink(loki.url()).send(selected())).isEqualTo(Outcome.delivered());
      assertThat(loki.pushed().getFirst().lines()).containsExactly("line 1", "line 3");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 422})
  void whatLokiRefusesIsNotSentAgainWhole(int status) throws Exception {
    String words = "entry for stream '{job=\"syslog\"}' has timestamp too old: 2020";
    try (ScriptedLoki loki = new ScriptedLoki((Pushed _) -> reply(status, words))) {
      String reason = "too_old: " + words;
      assertThat(sink(loki.url()).send(chunk(lines(GATE, "a", "b", "c"))))
          .isEqualTo(
              new Outcome.Done(
                  List.of(
                      new Rejection(0, 1, reason),
                      new Rejection(1, 2, reason),
                      new Rejection(2, 3, reason)),
                  0,
                  ""));
      assertThat(loki.pushed().stream().map(Pushed::lines))
          .containsExactly(
              List.of("a", "b", "c"), List.of("a"), List.of("b", "c"), List.of("b"), List.of("c"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          entry with timestamp 1 ignored, reason: 'entry too far behind' | too_far_behind
          entry for stream '{job="a"}' has timestamp too new: 2030       | too_new
          max entry size '262144' bytes exceeded for stream '{job="a"}'  | line_too_long
          stream '{job="a"}' has structured metadata too large           | structured_metadata
          error at least one label pair is required per stream           | labels
          snappy: corrupt input                                          | refused
          """)
  void refusalsAreCountedByTheirFault(String words, String fault) throws Exception {
    try (ScriptedLoki loki = new ScriptedLoki(reply(400, words))) {
      assertThat(sink(loki.url()).send(chunk(lines(GATE, "a"))))
          .isEqualTo(new Outcome.Done(List.of(new Rejection(0, 1, fault + ": " + words)), 0, ""));
    }
  }

  @Test
  void whatIsTooLargeIsHalvedUntilItFits() throws Exception {
    try (ScriptedLoki loki =
        new ScriptedLoki(
            reply(413, "too large"), // a b c d e
            reply(413, "too large"), // a b
            reply(204, ""), // a
            reply(413, "too large"))) { // b, the rest fits
      Outcome outcome =
          sink(loki.url()).send(chunk(frame(10, lines(GATE, "a", "b", "c", "d", "e"))));
      assertThat(loki.pushed().stream().map(Pushed::lines))
          .containsExactly(
              List.of("a", "b", "c", "d", "e"),
              List.of("a", "b"),
              List.of("a"),
              List.of("b"),
              List.of("c"),
              List.of("d"),
              List.of("e"));
      assertThat(outcome)
          .isEqualTo(
              new Outcome.Done(List.of(new Rejection(11, 12, "too_large: too large")), 0, ""));
    }
  }

  @Test
  void whatWentThroughBeforeAFailureIsAnsweredFor() throws Exception {
    try (ScriptedLoki loki =
        new ScriptedLoki(
            reply(413, ""), // a b c d e f g
            reply(400, "bad"), // a b c
            reply(400, "bad a"), // a
            reply(204, ""), // b c
            reply(503, "", "Retry-After", "3"))) { // d e f g
      LokiSink sink = sink(loki.url());
      Chunk chunk =
          chunk(frame(10, lines(GATE, "a", "b", "c")), frame(20, lines(GATE, "d", "e", "f", "g")));
      assertThat(sink.send(chunk))
          .isEqualTo(
              new Outcome.Partial(
                  20,
                  List.of(new Rejection(10, 11, "refused: bad a")),
                  Duration.ofSeconds(3),
                  loki.url() + "/loki/api/v1/push answered 503"));
      assertThat(loki.pushed().stream().map(Pushed::lines))
          .containsExactly(
              List.of("a", "b", "c", "d", "e", "f", "g"),
              List.of("a", "b", "c"),
              List.of("a"),
              List.of("b", "c"),
              List.of("d", "e", "f"));
    }
  }

  @Test
  void aMalformedFrameIsRefusedAndTheOthersGoOn() throws Exception {
    ByteSlice garbage = ByteSlice.of(new byte[] {0x0A, 0x7F, 1});
    Chunk chunk =
        chunk(
            frame(10, lines(GATE, "a", "b")),
            Chunks.frame(12, 5, garbage),
            frame(20, lines(GATE, "c")));
    try (ScriptedLoki loki = new ScriptedLoki(reply(503, ""))) {
      LokiSink sink = sink(loki.url());
      assertThat(sink.send(chunk)).isInstanceOf(Outcome.RetryAfter.class);
      Outcome.Done done = (Outcome.Done) sink.send(chunk);
      assertThat(done.rejections()).hasSize(1);
      assertThat(done.rejections().getFirst().firstNumber()).isEqualTo(12);
      assertThat(done.rejections().getFirst().endNumber()).isEqualTo(17);
      assertThat(done.rejections().getFirst().reason()).startsWith("malformed OTLP: ");
      assertThat(done.unattributed()).isZero();
      assertThat(loki.pushed().getLast().lines()).containsExactly("a", "b", "c");
    }
  }

  @Test
  void aChunkWithNothingToSendNeedsNoRequest() throws Exception {
    ByteSlice garbage = ByteSlice.of(new byte[] {0x0A, 0x7F, 1});
    ByteSlice empty = ByteSlice.empty();
    try (ScriptedLoki loki = new ScriptedLoki()) {
      Outcome.Done done =
          (Outcome.Done)
              sink(loki.url())
                  .send(chunk(Chunks.frame(12, 5, garbage), Chunks.frame(17, 2, empty)));
      assertThat(done.rejections())
          .extracting(Rejection::firstNumber, Rejection::endNumber, Rejection::reason)
          .containsExactly(
              org.assertj.core.groups.Tuple.tuple(
                  12L, 17L, "malformed OTLP: a length beyond the message at byte 1"),
              org.assertj.core.groups.Tuple.tuple(
                  17L, 19L, "malformed OTLP: 0 records instead of 2"));
      assertThat(loki.pushed()).isEmpty();
    }
  }

  @Test
  void aMalformedRecordIsRefusedAlone() throws Exception {
    // LogsData > ResourceLogs > ScopeLogs > three records: "a", one that is cut off, "c".
    byte[] otlp = {
      0x0A, 22, 0x12, 20, //
      0x12, 5, 0x2A, 3, 0x0A, 1, 'a', //
      0x12, 4, 0x2A, 2, 0x0A, 9, //
      0x12, 5, 0x2A, 3, 0x0A, 1, 'c'
    };
    Reply bad = reply(400, "bad");
    try (ScriptedLoki loki = new ScriptedLoki(bad, bad, bad)) {
      LokiSink sink = sink(loki.url());
      Chunk chunk = chunk(Chunks.frame(30, 3, ByteSlice.of(otlp)));
      Outcome.Done refused = (Outcome.Done) sink.send(chunk);
      assertThat(refused.unattributed()).isZero();
      assertThat(refused.rejections())
          .extracting(it -> it.firstNumber() + " " + it.reason().split(": ", -1)[0])
          .containsExactly("30 refused", "31 malformed OTLP", "32 refused");
      Outcome.Done done = (Outcome.Done) sink.send(chunk);
      assertThat(done.unattributed()).isZero();
      assertThat(done.rejections()).hasSize(1);
      assertThat(loki.pushed().getLast().lines()).containsExactly("a", "c");
    }
  }

  @Test
  void bigChunksGoInSeveralRequests() throws Exception {
    String[] lines = new String[40];
    for (int i = 0; i < lines.length; i++) {
      lines[i] = i + "x".repeat(100_000);
    }
    try (ScriptedLoki loki = new ScriptedLoki(reply(204, ""), reply(503, ""))) {
      LokiSink sink = sink(loki.url());
      Chunk chunk = chunk(lines(GATE, lines));
      Outcome.Partial partial = (Outcome.Partial) sink.send(chunk);
      assertThat(loki.pushed()).hasSize(2);
      int first = loki.pushed().getFirst().lines().size();
      assertThat(first).isBetween(15, 25);
      assertThat(partial.upTo()).isEqualTo(first);
      Chunk rest = new Chunk(Signal.LOGS, partial.upTo(), chunk.frames());
      assertThat(sink.send(rest)).isEqualTo(Outcome.delivered());
      assertThat(loki.pushed().get(2).lines()).isEqualTo(loki.pushed().get(1).lines());
      List<String> stored = new ArrayList<>(loki.pushed().getFirst().lines());
      stored.addAll(loki.pushed().getLast().lines());
      assertThat(stored.equals(List.of(lines))).isTrue();
    }
  }
}
