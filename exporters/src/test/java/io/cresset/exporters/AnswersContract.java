package io.cresset.exporters;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.export.Chunk;
import io.cresset.api.export.Outcome;
import io.cresset.api.export.Outcome.Rejection;
import io.cresset.api.export.Selection;
import io.cresset.api.export.Sink;
import io.cresset.api.model.Attributes;
import io.cresset.api.model.EncodedBatch;
import io.cresset.api.model.Labels;
import io.cresset.api.model.LogBatch;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.MetricBatch;
import io.cresset.api.model.MetricSpec;
import io.cresset.api.model.NumberPoint;
import io.cresset.api.model.PositionMoves;
import io.cresset.api.model.Resource;
import io.cresset.api.model.ResourceLogs;
import io.cresset.api.model.Signal;
import io.cresset.api.model.Value;
import io.cresset.api.otlp.OtlpLogs;
import io.cresset.api.otlp.OtlpMetrics;
import io.cresset.testkit.FakeTime;
import io.cresset.testkit.http.BadHabit;
import io.cresset.testkit.http.HttpPeer;
import io.cresset.testkit.http.Reply;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What becomes of records for each answer over HTTP: the same at every sink. {@code later} means
 * that all of it is kept and sent again, after what was asked for, and that the reason says what to
 * do; {@code refused}, that it is counted and never sent again.
 */
public interface AnswersContract {
  int RECORDS = 4;
  long FIRST = 10;

  /** A sink whose component id is {@code sink}. */
  Sink sink(URI url, TestContext context);

  Signal signal();

  /** Headers by which the destination says that it has taken all {@link #RECORDS}. */
  default Map<String, String> taken() {
    return Map.of();
  }

  /** How many it takes to learn that all {@link #RECORDS} are refused. */
  default int requestsOfARefusal() {
    return 1;
  }

  private static URI url(HttpPeer destination) {
    return destination.url().resolve("/api/v1/write");
  }

  /**
   * @param status 0 closes the connection
   */
  private static Reply reply(int status, Map<String, String> headers) {
    List<String> all = new ArrayList<>();
    headers.forEach((name, value) -> all.addAll(List.of(name, value)));
    return status == 0 ? BadHabit.CLOSES : Reply.of(status, "", all.toArray(String[]::new));
  }

  private static void answers(HttpPeer destination, int status, Map<String, String> headers) {
    destination.answers(_ -> reply(status, headers));
  }

  private static List<String> bodies(HttpPeer destination) {
    return destination.received().stream()
        .map(request -> new String(request.body(), StandardCharsets.ISO_8859_1))
        .toList();
  }

  /** Some records of equal size. */
  default Chunk records() {
    Resource about = Resource.of(Attributes.of(Resource.HOST_NAME, "gate"));
    long now = FakeTime.START.getEpochSecond() * 1_000_000_000L;
    EncodedBatch batch =
        switch (signal()) {
          case LOGS -> {
            List<LogRecord> lines =
                IntStream.range(0, RECORDS)
                    .mapToObj(i -> LogRecord.builder(now + i, now, Value.of("line " + i)).build())
                    .toList();
            yield OtlpLogs.encode(
                new LogBatch(List.of(new ResourceLogs(about, lines)), PositionMoves.none()));
          }
          case METRICS -> {
            List<NumberPoint> points =
                IntStream.range(0, RECORDS)
                    .mapToObj(i -> new NumberPoint(Labels.of("n", "n" + i), i).at(now))
                    .toList();
            MetricSpec spec = MetricSpec.gauge("load", "Load.", "n");
            yield OtlpMetrics.encode(MetricBatch.of(about, List.of(spec.family(points))))
                .getFirst();
          }
        };
    Chunk.Frame frame = new Chunk.Frame(new UUID(1, 2), 1, FIRST, RECORDS, batch.otlp());
    return new Chunk(signal(), FIRST, List.of(frame));
  }

  @ParameterizedTest(name = "{0} {1} {2}: {3}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          200 |              |                               | delivered |
          202 |              |                               | delivered |
          204 |              |                               | delivered |
          206 |              |                               | delivered |
          200 | Content-Type | text/html; charset=utf-8      | later     | check exporters.sink.url
          301 | Location     | http://there/x                | later     | asked at http://there/x: set that as exporters.sink.url
          302 | Location     | http://there/login            | later     | asked at http://there/login
          307 | Location     | http://there/x                | later     | exporters.sink.url
          308 | Location     | http://there/x                | later     | exporters.sink.url
          400 |              |                               | refused   |
          401 |              |                               | later     | set exporters.sink.bearer_token
          403 |              |                               | later     | check what exporters.sink.tenant
          404 |              |                               | later     | check exporters.sink.url
          405 |              |                               | later     | check exporters.sink.url
          407 |              |                               | later     | exporters.sink.proxy
          408 |              |                               | later     | answered 408
          409 |              |                               | refused   |
          410 |              |                               | later     | answered 410
          415 |              |                               | later     | check exporters.sink.url
          421 |              |                               | later     | answered 421
          422 |              |                               | refused   |
          429 |              |                               | later     | answered 429
          429 | Retry-After  | 17                            | later 17  | answered 429
          429 | Retry-After  | Fri, 2 Jan 2026 03:05:05 GMT  | later 60  | answered 429
          431 |              |                               | later     | answered 431
          500 |              |                               | later     | answered 500
          502 |              |                               | later     | answered 502
          503 | Retry-After  | 120                           | later 120 | answered 503
          504 |              |                               | later     | answered 504
          0   |              |                               | later     | check that
          """)
  default void whatBecomesOfRecords(
      int status, String header, String value, String fate, String remedy) throws Exception {
    try (HttpPeer destination = new HttpPeer()) {
      TestContext context = new TestContext("sink");
      Sink sink = sink(url(destination), context);
      answers(destination, 204, taken());
      assertThat(sink.send(records())).isEqualTo(Outcome.delivered());
      String request = bodies(destination).getFirst();

      Map<String, String> said = header == null ? Map.of() : Map.of(header, value);
      answers(destination, status, fate.equals("delivered") ? taken() : said);
      Outcome outcome = sink.send(records());
      assertThat(bodies(destination).getFirst()).isEqualTo(request);
      switch (fate.split(" ", -1)[0]) {
        case "delivered" -> assertThat(outcome).isEqualTo(Outcome.delivered());
        case "refused" -> {
          Outcome.Done done = (Outcome.Done) outcome;
          assertThat(refused(done)).isEqualTo(RECORDS);
          assertThat(bodies(destination)).hasSize(requestsOfARefusal());
        }
        default -> {
          Outcome.RetryAfter later = (Outcome.RetryAfter) outcome;
          long seconds = fate.equals("later") ? 0 : Long.parseLong(fate.split(" ", -1)[1]);
          assertThat(later.after()).isEqualTo(Duration.ofSeconds(seconds));
          assertThat(later.reason()).contains(remedy);
          answers(destination, 204, taken());
          assertThat(sink.send(records())).isEqualTo(Outcome.delivered());
          assertThat(bodies(destination)).containsExactly(request);
        }
      }
    }
  }

  @Test
  default void onlyWhatIsSelectedIsSentAndAnsweredFor() throws Exception {
    try (HttpPeer destination = new HttpPeer()) {
      Sink sink = sink(url(destination), new TestContext("sink"));
      answers(destination, 413, Map.of());
      Outcome.Done done = (Outcome.Done) sink.send(selected());
      assertThat(done.unattributed()).isZero();
      assertThat(done.rejections())
          .extracting(Rejection::firstNumber, Rejection::endNumber)
          .containsExactly(
              org.assertj.core.groups.Tuple.tuple(11L, 12L),
              org.assertj.core.groups.Tuple.tuple(13L, 14L));
    }
  }

  /** Of {@link #records} the second and the last. */
  default Chunk selected() {
    BitSet some = new BitSet();
    some.set(1);
    some.set(3);
    Chunk all = records();
    Chunk.Frame frame = all.frames().getFirst().selecting(Selection.of(some));
    return new Chunk(all.signal(), all.firstNumber(), List.of(frame));
  }

  private static long refused(Outcome.Done done) {
    return done.unattributed()
        + done.rejections().stream().mapToLong(it -> it.endNumber() - it.firstNumber()).sum();
  }

  @Test
  default void whatIsTooLargeIsHalvedAndThatIsRemembered() throws Exception {
    try (HttpPeer destination = new HttpPeer()) {
      Sink sink = sink(url(destination), new TestContext("sink"));
      destination.answers(_ -> reply(destination.received().size() == 1 ? 413 : 204, taken()));
      assertThat(sink.send(records())).isEqualTo(Outcome.delivered());
      int requests = bodies(destination).size();
      assertThat(requests).isBetween(3, 1 + RECORDS);
      answers(destination, 204, taken());
      assertThat(sink.send(records())).isEqualTo(Outcome.delivered());
      assertThat(bodies(destination)).hasSize(requests - 1);
    }
  }

  @Test
  default void aRecordThatIsTooLargeAloneIsRefusedByItsNumber() throws Exception {
    try (HttpPeer destination = new HttpPeer()) {
      Sink sink = sink(url(destination), new TestContext("sink"));
      answers(destination, 413, Map.of());
      Outcome.Done done = (Outcome.Done) sink.send(records());
      assertThat(done.unattributed()).isZero();
      assertThat(done.rejections())
          .extracting(Rejection::firstNumber)
          .containsExactly(10L, 11L, 12L, 13L);
      assertThat(done.rejections()).allMatch(it -> it.reason().startsWith("too_large: "));
    }
  }
}
