package io.cresset.exporters.remotewrite;

import static io.cresset.exporters.remotewrite.Points.GATE;
import static io.cresset.exporters.remotewrite.Points.LOAD;
import static io.cresset.exporters.remotewrite.Points.NOW_MILLIS;
import static io.cresset.exporters.remotewrite.Points.WAIT;
import static io.cresset.exporters.remotewrite.Points.chunk;
import static io.cresset.exporters.remotewrite.Points.family;
import static io.cresset.exporters.remotewrite.Points.frame;
import static io.cresset.exporters.remotewrite.Points.number;
import static io.cresset.exporters.remotewrite.ScriptedReceiver.WRITTEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cresset.api.check.Door;
import io.cresset.api.check.DoorContext;
import io.cresset.api.config.Secret;
import io.cresset.api.export.Chunk;
import io.cresset.api.export.ExporterFactory;
import io.cresset.api.export.Outcome;
import io.cresset.api.export.Sink;
import io.cresset.api.http.HttpSettings;
import io.cresset.api.http.TlsSettings;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.Point;
import io.cresset.api.model.Signal;
import io.cresset.exporters.AnswersContract;
import io.cresset.exporters.TestContext;
import io.cresset.exporters.remotewrite.ScriptedReceiver.Written;
import io.cresset.testkit.FreePort;
import io.cresset.testkit.SinkContract;
import io.cresset.testkit.http.Reply;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is sent, and what becomes of it, for each answer. */
final class RemoteWriteSinkTest implements SinkContract, AnswersContract {
  private final TestContext context = new TestContext("remote_write");

  @Override
  public List<Door> doors(DoorContext context) {
    return new RemoteWriteFactory()
        .doors(
            new RemoteWriteConfig(
                URI.create("http://127.0.0.1:1/api/v1/write"), HttpSettings.plain()),
            context);
  }

  @Override
  public Sink unreachable() {
    return sink(URI.create("http://127.0.0.1:" + FreePort.next() + "/api/v1/write"));
  }

  @Override
  public Sink sink(URI url, TestContext of) {
    return new RemoteWriteSink(new RemoteWriteConfig(url, HttpSettings.plain()), of);
  }

  @Override
  public Signal signal() {
    return Signal.METRICS;
  }

  @Override
  public Map<String, String> taken() {
    return Map.of(WRITTEN, String.valueOf(RECORDS));
  }

  private RemoteWriteSink sink(URI url) {
    return sink(url, HttpSettings.plain());
  }

  private RemoteWriteSink sink(URI url, HttpSettings settings) {
    return new RemoteWriteSink(new RemoteWriteConfig(url, settings), context);
  }

  private static Reply reply(int status, String body, String... headers) {
    return Reply.of(status, body, headers);
  }

  /** Three points, each of which is one sample. */
  private static Chunk three() {
    return chunk(
        family(
            LOAD,
            number(1, NOW_MILLIS, "n", "a"),
            number(2, NOW_MILLIS, "n", "b"),
            number(3, NOW_MILLIS, "n", "c")));
  }

  @Test
  void whatWasWrittenIsDelivered() throws Exception {
    try (ScriptedReceiver receiver = new ScriptedReceiver()) {
      RemoteWriteSink sink = sink(receiver.url());
      assertThat(sink.signals()).containsExactly(Signal.METRICS);
      assertThat(sink.send(three())).isEqualTo(Outcome.delivered());
      Written written = receiver.written().getFirst();
      assertThat(written.headers())
          .containsEntry(
              "content-type", "application/x-protobuf;proto=io.prometheus.write.v2.Request")
          .containsEntry("content-encoding", "snappy")
          .containsEntry("x-prometheus-remote-write-version", "2.0.0")
          .doesNotContainKeys("authorization", "x-scope-orgid");
      assertThat(written.samples()).hasSize(3);
      assertThat(context.logged()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400 | out of order sample                    | out_of_order",
        "400 | out of bounds                          | too_old",
        "400 | too old sample                         | too_old",
        "400 | duplicate sample for timestamp         | duplicate",
        "400 | timestamp too far in the future        | too_new",
        "400 | label name is not right                | labels",
        "400 | what is that                           | refused",
        "422 | per-user series limit of 5 reached     | limit",
        "409 | what                                   | refused"
      })
  void otherRefusalsAreCountedAndNeverSentAgain(int status, String text, String reason)
      throws Exception {
    try (ScriptedReceiver receiver =
        new ScriptedReceiver(reply(204, "", WRITTEN, "3"), reply(status, text))) {
      RemoteWriteSink sink = sink(receiver.url());
      assertThat(sink.send(three())).isEqualTo(Outcome.delivered());
      assertThat(sink.send(three()))
          .isInstanceOfSatisfying(
              Outcome.Done.class,
              done -> {
                assertThat(done.rejections()).isEmpty();
                assertThat(done.unattributed()).isEqualTo(3);
                assertThat(done.reason())
                    .startsWith(reason + ": " + receiver.url() + " answered " + status)
                    .contains(text);
              });
      assertThat(receiver.written()).hasSize(2);
    }
  }

  @ParameterizedTest
  @CsvSource({"2,1", "3,0", "99,0"})
  void ofARefusedRequestOnlyWhatWasNotWrittenIsLost(int written, int lost) throws Exception {
    try (ScriptedReceiver receiver =
        new ScriptedReceiver(reply(400, "out of order sample", WRITTEN, String.valueOf(written)))) {
      Outcome outcome = sink(receiver.url()).send(three());
      assertThat(outcome)
          .isInstanceOfSatisfying(
              Outcome.Done.class, done -> assertThat(done.unattributed()).isEqualTo(lost));
      assertThat(receiver.versions()).containsExactly("2.0");
    }
  }

  @Test
  void whatIsNotSelectedIsNotSent() throws Exception {
    try (ScriptedReceiver receiver = new ScriptedReceiver()) {
      assertThat(sink(receiver.url()).send(selected())).isEqualTo(Outcome.delivered());
      assertThat(receiver.written().getFirst().samples())
          .containsExactly(
              "load{instance=\"gate\",job=\"unknown\",n=\"n1\"} 1.0 @0",
              "load{instance=\"gate\",job=\"unknown\",n=\"n3\"} 3.0 @0");
    }
  }

  /** Then there is no doubt which. */
  @Test
  void whereNothingWasWrittenAllAreRefusedByTheirNumbers() throws Exception {
    try (ScriptedReceiver receiver =
        new ScriptedReceiver(reply(400, "too old sample", WRITTEN, "0"))) {
      Outcome.Done done = (Outcome.Done) sink(receiver.url()).send(three());
      assertThat(done.unattributed()).isZero();
      assertThat(done.rejections())
          .extracting(it -> it.endNumber() - it.firstNumber())
          .containsExactly(1L, 1L, 1L);
      assertThat(done.rejections()).allMatch(it -> it.reason().startsWith("too_old: "));
    }
  }

  @Test
  void aPointOfManySamplesIsLostOnce() throws Exception {
    try (ScriptedReceiver receiver = new ScriptedReceiver(reply(400, "no", WRITTEN, "2"))) {
      assertThat(sink(receiver.url()).send(chunk(family(WAIT, Points.waited(NOW_MILLIS)))))
          .isInstanceOfSatisfying(
              Outcome.Done.class, done -> assertThat(done.unattributed()).isOne());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {415, 400, 404, 406, 200, 204})
  void whoDoesNotKnowTheSecondVersionGetsTheFirstFromThenOn(int status) throws Exception {
    try (ScriptedReceiver receiver = new ScriptedReceiver(reply(status, ""))) {
      RemoteWriteSink sink = sink(receiver.url());
      assertThat(sink.send(three())).isEqualTo(Outcome.delivered());
      assertThat(sink.send(three())).isEqualTo(Outcome.delivered());
      assertThat(receiver.versions()).containsExactly("2.0", "1.0", "1.0");
      Written first = receiver.written().get(1);
      assertThat(first.headers())
          .containsEntry("content-type", "application/x-protobuf")
          .containsEntry("content-encoding", "snappy")
          .containsEntry("x-prometheus-remote-write-version", "0.1.0");
      assertThat(first.samples()).isEqualTo(receiver.written().getFirst().samples());
      assertThat(context.logged())
          .singleElement()
          .asString()
          .contains("does not take remote write 2.0; sends 1.0 from now on");
    }
  }

  @Test
  void aRefusalInBothVersionsSaysNothingAboutThem() throws Exception {
    try (ScriptedReceiver receiver = new ScriptedReceiver(reply(400, "a"), reply(400, "b"))) {
      RemoteWriteSink sink = sink(receiver.url());
      assertThat(sink.send(three()))
          .isInstanceOfSatisfying(
              Outcome.Done.class, done -> assertThat(done.unattributed()).isEqualTo(3));
      assertThat(sink.send(three())).isEqualTo(Outcome.delivered());
      assertThat(receiver.versions()).containsExactly("2.0", "1.0", "2.0");
      assertThat(context.logged()).isEmpty();
    }
  }

  @Test
  void whoTakesNeitherVersionIsAskedAgainInBoth() throws Exception {
    try (ScriptedReceiver receiver = new ScriptedReceiver(reply(415, ""), reply(415, ""))) {
      RemoteWriteSink sink = sink(receiver.url());
      assertThat(sink.send(three()))
          .isInstanceOfSatisfying(
              Outcome.RetryAfter.class,
              later -> assertThat(later.reason()).contains("answered 415", "remote_write.url"));
      assertThat(receiver.versions()).containsExactly("2.0", "1.0");
    }
  }

  @Test
  void theSecondVersionIsFoundAgain() throws Exception {
    try (ScriptedReceiver receiver =
        new ScriptedReceiver(reply(415, ""), reply(204, ""), reply(415, ""))) {
      RemoteWriteSink sink = sink(receiver.url());
      for (int i = 0; i < 3; i++) {
        assertThat(sink.send(three())).isEqualTo(Outcome.delivered());
      }
      assertThat(receiver.versions()).containsExactly("2.0", "1.0", "1.0", "2.0", "2.0");
    }
  }

  @Test
  void whatWasAnsweredForIsNotSentAgain() throws Exception {
    List<Point> many = new ArrayList<>();
    for (int i = 0; i < 15_000; i++) {
      many.add(number(i, NOW_MILLIS, "n", "x" + i));
    }
    Chunk large = Points.large(GATE, LOAD.family(many));
    try (ScriptedReceiver receiver =
        new ScriptedReceiver(reply(400, "too old", WRITTEN, "9990"), reply(503, ""))) {
      RemoteWriteSink sink = sink(receiver.url());
      Outcome.Partial partial = (Outcome.Partial) sink.send(large);
      assertThat(partial.upTo()).isEqualTo(RemoteWriteSink.MAX_REQUEST_SAMPLES);
      assertThat(partial.rejections()).isEmpty();
      assertThat(partial.unattributed()).isEqualTo(10);
      assertThat(partial.refusal()).startsWith("too_old: ");
      List<Chunk.Frame> rest =
          large.frames().stream().filter(it -> it.endNumber() > partial.upTo()).toList();
      assertThat(sink.send(new Chunk(Signal.METRICS, partial.upTo(), rest)))
          .isEqualTo(Outcome.delivered());
      assertThat(receiver.written().stream().map(it -> it.samples().size()))
          .containsExactly(10_000, 5_000, 5_000);
      assertThat(receiver.written()).allMatch(it -> it.plain().length < 4 << 20);
    }
  }

  @Test
  void longLabelsMakeSmallerRequests() throws Exception {
    List<Point> many = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      many.add(number(i, NOW_MILLIS, "n", i + "x".repeat(2_000)));
    }
    try (ScriptedReceiver receiver = new ScriptedReceiver()) {
      assertThat(sink(receiver.url()).send(Points.large(GATE, LOAD.family(many))))
          .isEqualTo(Outcome.delivered());
      assertThat(receiver.written()).hasSizeGreaterThan(2);
      assertThat(receiver.written())
          .allMatch(it -> it.plain().length <= RemoteWriteSink.MAX_REQUEST_BYTES);
    }
  }

  @Test
  void whatCannotBeReadIsRefusedByItsNumber() throws Exception {
    try (ScriptedReceiver receiver = new ScriptedReceiver()) {
      Chunk chunk =
          chunk(
              frame(5, 2, ByteSlice.of(new byte[] {1})),
              frame(7, GATE, family(LOAD, number(1, NOW_MILLIS))));
      assertThat(sink(receiver.url()).send(chunk))
          .isInstanceOfSatisfying(
              Outcome.Done.class,
              done -> {
                assertThat(done.unattributed()).isZero();
                assertThat(done.rejections()).hasSize(1);
                assertThat(done.rejections().getFirst().endNumber()).isEqualTo(7);
              });
      assertThat(receiver.written()).hasSize(1);
    }
  }

  @Test
  void loginTenantAndHeaders() throws Exception {
    try (ScriptedReceiver receiver = new ScriptedReceiver()) {
      HttpSettings settings =
          new HttpSettings(
              Optional.of("home"),
              Optional.of(new Secret(() -> "token")),
              Optional.empty(),
              Optional.empty(),
              Map.of("X-More", "yes"),
              Duration.ofSeconds(5),
              TlsSettings.none(),
              Optional.empty());
      assertThat(sink(receiver.url(), settings).send(three())).isEqualTo(Outcome.delivered());
      assertThat(receiver.written().getFirst().headers())
          .containsEntry("x-scope-orgid", "home")
          .containsEntry("authorization", "Bearer token")
          .containsEntry("x-more", "yes");
    }
  }

  @Test
  void anUrlWithoutPathIsAMistake() {
    assertThatThrownBy(() -> sink(URI.create("http://prometheus:9090/")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("url needs its path");
    assertThatThrownBy(() -> sink(URI.create("prometheus:9090/api/v1/write")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("http://");
  }

  @Test
  @SuppressWarnings("rawtypes") // ServiceLoader knows no wildcards
  void theFactoryIsFound() {
    assertThat(ServiceLoader.load(ExporterFactory.class).stream().map(p -> p.get().kind()))
        .contains("remote_write");
  }
}
