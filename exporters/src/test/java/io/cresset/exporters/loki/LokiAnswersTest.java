package io.cresset.exporters.loki;

import static io.cresset.exporters.loki.Chunks.GATE;
import static io.cresset.exporters.loki.Chunks.chunk;
import static io.cresset.exporters.loki.Chunks.lines;
import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.config.Secret;
import io.cresset.api.export.Chunk;
import io.cresset.api.export.Outcome;
import io.cresset.api.http.HttpSettings;
import io.cresset.api.http.TlsSettings;
import io.cresset.exporters.TestContext;
import io.cresset.exporters.loki.ScriptedLoki.Pushed;
import io.cresset.testkit.FreePort;
import io.cresset.testkit.http.Reply;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Answers that say nothing about the records: what is said about them, and when they come again.
 */
final class LokiAnswersTest {
  private final TestContext context = new TestContext("loki");

  private LokiSink sink(URI url) {
    return new LokiSink(config(url), context);
  }

  private static LokiConfig config(URI url) {
    return new LokiConfig(url, HttpSettings.plain(), 1000);
  }

  private static Reply reply(int status, String body, String... headers) {
    return Reply.of(status, body, headers);
  }

  private static String retryReason(LokiSink sink) throws InterruptedException {
    return ((Outcome.RetryAfter) sink.send(chunk(lines(GATE, "a")))).reason();
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 500, 502, 503, 504, 401, 403, 404, 405, 408, 415, 451})
  void whatIsNotTheRecordsFaultIsSentAgain(int status) throws Exception {
    try (ScriptedLoki loki = new ScriptedLoki(reply(status, "some\nwords\n"))) {
      LokiSink sink = sink(loki.url());
      Chunk chunk = chunk(lines(GATE, "a", "b"));
      Outcome outcome = sink.send(chunk);
      assertThat(outcome).isInstanceOf(Outcome.RetryAfter.class);
      Outcome.RetryAfter retry = (Outcome.RetryAfter) outcome;
      assertThat(retry.after()).isZero();
      assertThat(retry.reason())
          .startsWith(loki.url() + "/loki/api/v1/push answered " + status)
          .doesNotContain("\n");
      if (status != 401) {
        // The JDK gives no body with a 401 to a streamed request; the others are shown.
        assertThat(retry.reason()).contains("some words");
      }
      assertThat(sink.send(chunk)).isEqualTo(Outcome.delivered());
      assertThat(loki.pushed()).hasSize(2);
      assertThat(loki.pushed().get(1).request()).isEqualTo(loki.pushed().get(0).request());
    }
  }

  @Test
  void remediesNameTheSetting() throws Exception {
    try (ScriptedLoki loki =
        new ScriptedLoki(
            reply(401, ""),
            reply(403, ""),
            reply(404, "404 page not found"),
            reply(302, "", "Location", "https://loki.example/login"),
            reply(503, ""))) {
      LokiSink sink = new LokiSink(config(loki.url()), new TestContext("loki/far"));
      assertThat(retryReason(sink))
          .endsWith("set exporters.loki.far.bearer_token, or .username and .password");
      assertThat(retryReason(sink)).contains("exporters.loki.far.tenant");
      assertThat(retryReason(sink)).contains("404 page not found; check exporters.loki.far.url");
      assertThat(retryReason(sink))
          .contains("https://loki.example/login", "exporters.loki.far.url");
      assertThat(retryReason(sink)).endsWith("answered 503");
    }
  }

  @Test
  void nobodyThere() throws Exception {
    int port = FreePort.next();
    LokiSink sink = sink(URI.create("http://127.0.0.1:" + port));
    assertThat(retryReason(sink))
        .startsWith("cannot push to http://127.0.0.1:" + port + "/loki/api/v1/push: ")
        .endsWith("; check that Loki runs there and that exporters.loki.url is right");
  }

  @Test
  void retryAfterIsHeeded() throws Exception {
    try (ScriptedLoki loki =
        new ScriptedLoki(
            reply(429, "slow down", "Retry-After", "17"),
            reply(503, "", "Retry-After", "Fri, 2 Jan 2026 03:05:05 GMT"),
            reply(503, "", "Retry-After", "Fri, 2 Jan 2026 03:03:05 GMT"),
            reply(503, "", "Retry-After", "999999999"),
            reply(503, "", "Retry-After", "soon"),
            reply(503, "", "Retry-After", "-5"))) {
      LokiSink sink = sink(loki.url());
      for (Duration expected :
          List.of(
              Duration.ofSeconds(17),
              Duration.ofMinutes(1),
              Duration.ZERO,
              Duration.ofHours(1),
              Duration.ZERO,
              Duration.ZERO)) {
        assertThat(sink.send(chunk(lines(GATE, "a"))))
            .isInstanceOfSatisfying(
                Outcome.RetryAfter.class, retry -> assertThat(retry.after()).isEqualTo(expected));
      }
    }
  }

  @Test
  void loginAndTenantAreSentAndNeverShown() throws Exception {
    try (ScriptedLoki loki =
        new ScriptedLoki(
            reply(500, "bad header 'Bearer s3cret-token' for x-key abcdefgh"),
            reply(500, "who is " + "dXNlcjpwYXNzd29yZCE="))) {
      LokiConfig bearer =
          new LokiConfig(
              loki.url().resolve("/prefix/"),
              new HttpSettings(
                  Optional.of("home"),
                  Optional.of(new Secret(() -> "s3cret-token\n")),
                  Optional.empty(),
                  Optional.empty(),
                  Map.of("X-Key", "abcdefgh"),
                  Duration.ofSeconds(30),
                  TlsSettings.none(),
                  Optional.empty()),
              10);
      assertThat(retryReason(new LokiSink(bearer, context)))
          .contains("bad header 'Bearer ***' for x-key ***")
          .doesNotContain("s3cret", "abcdefgh");
      Pushed pushed = loki.pushed().getFirst();
      assertThat(pushed.path()).isEqualTo("POST /prefix/loki/api/v1/push");
      assertThat(pushed.headers())
          .containsEntry("authorization", "Bearer s3cret-token")
          .containsEntry("x-scope-orgid", "home")
          .containsEntry("x-key", "abcdefgh");

      LokiConfig basic =
          new LokiConfig(
              loki.url(),
              new HttpSettings(
                  Optional.empty(),
                  Optional.empty(),
                  Optional.of("user"),
                  Optional.of(new Secret(() -> "password!")),
                  Map.of(),
                  Duration.ofSeconds(30),
                  TlsSettings.none(),
                  Optional.empty()),
              10);
      assertThat(retryReason(new LokiSink(basic, context))).endsWith("who is ***");
      assertThat(loki.pushed().getLast().headers())
          .containsEntry("authorization", "Basic dXNlcjpwYXNzd29yZCE=");
      assertThat(bearer.toString()).doesNotContain("s3cret");
    }
  }

  @Test
  void longAnswersAreCut() throws Exception {
    try (ScriptedLoki loki = new ScriptedLoki(reply(500, "x".repeat(100_000)))) {
      assertThat(retryReason(sink(loki.url()))).hasSizeLessThan(1200).endsWith("xxx...");
    }
  }
}
