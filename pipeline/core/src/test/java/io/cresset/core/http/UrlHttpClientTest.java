package io.cresset.core.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cresset.api.http.HttpClient.Request;
import io.cresset.api.http.HttpClient.Response;
import io.cresset.testkit.Eventually;
import io.cresset.testkit.FakeTime;
import io.cresset.testkit.FreePort;
import io.cresset.testkit.http.RawServer;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
final class UrlHttpClientTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  private final FakeTime time = new FakeTime();
  private final UrlHttpClient client = new UrlHttpClient(time, "Cresset/1.2");

  private static Request post(URI uri, String body) {
    return post(uri, body.getBytes(UTF_8));
  }

  private static Request post(URI uri, byte[] body) {
    return new Request(
        "POST", uri, Map.of("Content-Type", "text/x"), body, Duration.ofSeconds(30), 1000);
  }

  private static Request get(URI uri) {
    return new Request("GET", uri, Map.of(), new byte[0], Duration.ofSeconds(30), 1000);
  }

  @Test
  void sendsTheRequestAsGivenAndReadsTheAnswer() throws Exception {
    String answer =
        "HTTP/1.1 200 OK\r\nX-Some: a\r\nx-some: b\r\nX-Some: c\r\nContent-Length: 5\r\n\r\nhello";
    try (RawServer server = new RawServer(c -> respond(c, answer))) {
      Response response = client.send(post(server.uri(), "body"));

      assertThat(response.status()).isEqualTo(200);
      assertThat(response.headers().get("x-some")).containsExactly("a", "b", "c");
      assertThat(response.header("Content-Length")).contains("5");
      assertThat(new String(response.body(), UTF_8)).isEqualTo("hello");
      RawServer.Received request = server.requests().getFirst();
      assertThat(request.head()).startsWith("POST /push?x=1 HTTP/1.1\r\n");
      assertThat(request.has("Host: " + server.host())).isTrue();
      assertThat(request.has("Content-Type: text/x")).isTrue();
      assertThat(request.has("Content-Length: 4")).isTrue();
      assertThat(request.has("User-Agent: Cresset/1.2")).isTrue();
      assertThat(new String(request.body(), UTF_8)).isEqualTo("body");
    }
  }

  private static void respond(RawServer.Connection connection, String answer) throws IOException {
    connection.request();
    connection.say(answer);
  }

  @Test
  void keepsTheConnectionForTheNextRequest() throws Exception {
    try (RawServer server =
        new RawServer(
            c -> {
              for (; ; ) {
                respond(c, OK);
              }
            })) {
      for (int i = 0; i < 5; i++) {
        assertThat(client.send(post(server.uri(), "body " + i)).status()).isEqualTo(200);
      }
      assertThat(server.connections()).hasSize(1);
      assertThat(server.requests()).hasSize(5);
    }
  }

  @Test
  void reusesAConnectionAfterAnErrorWithBody() throws Exception {
    try (RawServer server =
        new RawServer(
            c -> {
              respond(c, "HTTP/1.1 500 Oops\r\nContent-Length: 6\r\n\r\nbroken");
              respond(c, OK);
            })) {
      Response error = client.send(post(server.uri(), "one"));
      assertThat(error.status()).isEqualTo(500);
      assertThat(new String(error.body(), UTF_8)).isEqualTo("broken");
      assertThat(client.send(post(server.uri(), "two")).status()).isEqualTo(200);
      assertThat(server.connections()).hasSize(1);
    }
  }

  @Test
  void noticesThatAKeptConnectionWasClosed() throws Exception {
    try (RawServer server = new RawServer(c -> respond(c, OK))) {
      assertThat(client.send(post(server.uri(), "one")).status()).isEqualTo(200);
      Eventually.holds("the server closed", () -> server.connections().getFirst().over());
      assertThat(client.send(post(server.uri(), "two")).status()).isEqualTo(200);
      assertThat(server.requests()).hasSize(2);
    }
  }

  @Test
  void anAnswerThatIsCutOffInItsHeadersIsNone() {
    try (RawServer server = new RawServer(c -> respond(c, "HTTP/1.1 200 OK\r\nContent-"))) {
      assertThatThrownBy(() -> client.send(post(server.uri(), "body")))
          .isInstanceOf(IOException.class)
          .hasMessage(
              server.host()
                  + ": the answer is cut off in its headers, while waiting for the answer");
    }
  }

  @Test
  void readsChunksAndPassesOverInterimAnswers() throws Exception {
    String answer =
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"
            + "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "3\r\nabc\r\n2;name=value\r\nde\r\n0\r\nTrailer: x\r\n\r\n";
    try (RawServer server = new RawServer(c -> respond(c, answer))) {
      Response response = client.send(get(server.uri()));
      assertThat(response.status()).isEqualTo(200);
      assertThat(new String(response.body(), UTF_8)).isEqualTo("abcde");
    }
  }

  @Test
  void sendsAndReadsBigBodies() throws Exception {
    byte[] sent = new byte[5_000_000];
    new Random(1).nextBytes(sent);
    try (RawServer server =
        new RawServer(
            c -> {
              byte[] body = c.request().body();
              c.say("HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\n\r\n");
              c.say(body);
            })) {
      Request request =
          new Request("POST", server.uri(), Map.of(), sent, Duration.ofSeconds(30), 10_000_000);
      assertThat(client.send(request).body()).isEqualTo(sent);
      assertThat(server.requests().getFirst().body()).isEqualTo(sent);
    }
  }

  @Test
  void cutsAnEndlessBodyAndCloses() throws Exception {
    try (RawServer server =
        new RawServer(
            c -> {
              respond(c, "HTTP/1.1 500 Oops\r\n\r\n");
              byte[] more = new byte[10_000];
              Arrays.fill(more, (byte) 'x');
              for (; ; ) {
                c.say(more);
              }
            })) {
      Response response = client.send(post(server.uri(), "body"));
      assertThat(response.status()).isEqualTo(500);
      assertThat(response.body()).hasSize(1000);
      Eventually.holds(
          "the connection is closed", () -> server.connections().getFirst().closedByPeer());
    }
  }

  @Test
  void doesNotFollowRedirects() throws Exception {
    String answer =
        "HTTP/1.1 307 Temporary Redirect\r\n"
            + "Location: http://192.0.2.1/\r\n"
            + "Content-Length: 0\r\n\r\n";
    try (RawServer server = new RawServer(c -> respond(c, answer))) {
      Response response = client.send(post(server.uri(), "body"));
      assertThat(response.status()).isEqualTo(307);
      assertThat(response.header("location")).contains("http://192.0.2.1/");
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void refusedRightsAreAnAnswerLikeAnyOther() throws Exception {
    String answer =
        "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"x\"\r\n"
            + "Content-Length: 4\r\n\r\nnope";
    try (RawServer server = new RawServer(c -> respond(c, answer))) {
      Response posted = client.send(post(server.uri(), "body"));
      assertThat(posted.status()).isEqualTo(401);
      assertThat(posted.header("www-authenticate")).contains("Basic realm=\"x\"");
      Response got = client.send(get(server.uri()));
      assertThat(got.status()).isEqualTo(401);
      assertThat(new String(got.body(), UTF_8)).isEqualTo("nope");
      assertThat(server.requests()).hasSize(2);
    }
  }

  @Test
  void answersWithoutBody() throws Exception {
    try (RawServer server = new RawServer(c -> respond(c, "HTTP/1.1 204 No Content\r\n\r\n"))) {
      Response response = client.send(post(server.uri(), new byte[0]));
      assertThat(response.status()).isEqualTo(204);
      assertThat(response.body()).isEmpty();
      assertThat(server.requests().getFirst().has("Content-Length: 0")).isTrue();
    }
  }

  @Test
  void saysThatNobodyListens() throws Exception {
    int port = FreePort.next();
    URI uri = URI.create("http://127.0.0.1:" + port + "/");
    assertThatThrownBy(() -> client.send(post(uri, "body")))
        .isInstanceOf(IOException.class)
        .hasMessage("127.0.0.1:" + port + ": connection refused");
  }

  @Test
  void saysThatANameIsNotKnown() {
    assertThatThrownBy(() -> client.send(get(URI.create("http://nowhere.invalid/"))))
        .isInstanceOf(IOException.class)
        .hasMessage("nowhere.invalid:80: the name is not known");
  }

  @Test
  void neverRepeatsAPostWhoseAnswerDoesNotCome() {
    try (RawServer server = new RawServer(RawServer.Connection::request)) {
      assertThatThrownBy(() -> client.send(post(server.uri(), "body")))
          .isInstanceOf(IOException.class)
          .hasMessage(server.host() + ": the connection was closed without an answer");
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void neverRepeatsAPostOnAReusedConnectionEither() throws Exception {
    try (RawServer server =
        new RawServer(
            c -> {
              respond(c, OK);
              c.request();
              c.reset();
            })) {
      assertThat(client.send(post(server.uri(), "one")).status()).isEqualTo(200);
      assertThatThrownBy(() -> client.send(post(server.uri(), "two")))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith(server.host() + ": ");
      assertThat(server.requests()).hasSize(2);
    }
  }

  @Test
  void saysThatAnAnswerBrokeOff() {
    for (String answer :
        List.of(
            "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\nok",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab")) {
      try (RawServer server = new RawServer(c -> respond(c, answer))) {
        assertThatThrownBy(() -> client.send(post(server.uri(), "body")))
            .isInstanceOf(IOException.class)
            .hasMessage(server.host() + ": the connection was closed in the middle of the answer");
      }
    }
  }

  @Test
  void saysThatAnAnswerIsNotHttp() {
    try (RawServer server = new RawServer(c -> respond(c, "SSH-2.0-OpenSSH_9.2\r\n"))) {
      assertThatThrownBy(() -> client.send(post(server.uri(), "body")))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith(server.host() + ": ")
          .hasMessageContaining("not HTTP");
    }
  }

  @Test
  void endsOnRandomBytesInsteadOfAnAnswer() {
    Random random = new Random(42);
    for (int i = 0; i < 200; i++) {
      byte[] noise = new byte[random.nextInt(300)];
      random.nextBytes(noise);
      boolean dressed = random.nextBoolean();
      try (RawServer server =
          new RawServer(
              c -> {
                c.request();
                c.say(dressed ? "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n" : "");
                c.say(noise);
              })) {
        try {
          assertThat(client.send(post(server.uri(), "body")).status()).isPositive();
        } catch (IOException | InterruptedException e) {
          assertThat(e).hasMessageStartingWith(server.host() + ": ");
        }
      }
    }
  }

  @Test
  void doesNotShowAHeaderThatCannotBeSent() {
    Request request =
        new Request(
            "GET",
            URI.create("http://127.0.0.1:1/"),
            Map.of("Authorization", "Bearer hunter2\nX: y"),
            new byte[0],
            Duration.ofSeconds(30),
            1000);
    assertThatThrownBy(() -> client.send(request))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("'Authorization'")
        .hasMessageNotContaining("hunter2")
        .hasRootCauseMessage(
            "the value of header 'Authorization' holds a character that a header cannot hold");
  }
}
