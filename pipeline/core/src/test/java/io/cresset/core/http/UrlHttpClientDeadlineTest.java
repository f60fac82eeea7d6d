package io.cresset.core.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.http.HttpClient.Request;
import io.cresset.api.http.HttpClient.Response;
import io.cresset.testkit.Eventually;
import io.cresset.testkit.FakeTime;
import io.cresset.testkit.http.DeafPort;
import io.cresset.testkit.http.RawServer;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers that never finish: the deadline or an interrupt ends it, and closes the connection. */
@Timeout(120)
final class UrlHttpClientDeadlineTest {
  private final FakeTime time = new FakeTime();
  private final UrlHttpClient client = new UrlHttpClient(time, "Cresset/1.2");

  /** A request that is on its way. */
  private record Pending(Thread caller, CompletableFuture<Response> outcome) {
    Throwable failure() throws InterruptedException {
      try {
        throw new AssertionError("answered with " + outcome.get().status());
      } catch (ExecutionException e) {
        return Objects.requireNonNull(e.getCause());
      }
    }
  }

  private Pending send(URI uri, byte[] body) {
    CompletableFuture<Response> outcome = new CompletableFuture<>();
    Request request = new Request("POST", uri, Map.of(), body, Duration.ofSeconds(30), 1 << 20);
    // A platform thread, because that is what collectors with files run on.
    Thread caller =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    outcome.complete(client.send(request));
                  } catch (IOException | InterruptedException | RuntimeException e) {
                    outcome.completeExceptionally(e);
                  }
                });
    return new Pending(caller, outcome);
  }

  private void expectTimeout(Pending pending, String host, String phase) throws Exception {
    time.awaitWaiters(1);
    time.advance(Duration.ofMillis(29_999));
    assertThat(pending.outcome()).isNotDone();
    time.advance(Duration.ofMillis(1));
    assertThat(pending.failure())
        .isInstanceOf(SocketTimeoutException.class)
        .hasMessage(host + ": no complete answer within 30 s, while " + phase);
  }

  private static void expectClosed(RawServer server) {
    Eventually.holds(
        "the connection is closed", () -> server.connections().getFirst().closedByPeer());
  }

  @Test
  void silenceInsteadOfAnAnswer() throws Exception {
    try (RawServer server =
        new RawServer(
            c -> {
              c.request();
              c.untilClosed();
            })) {
      Pending pending = send(server.uri(), "body".getBytes(UTF_8));
      Eventually.holds("the request came", () -> !server.requests().isEmpty());
      expectTimeout(pending, server.host(), "waiting for the answer");
      expectClosed(server);
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void silenceWithinTheHeaders() throws Exception {
    try (RawServer server =
        new RawServer(
            c -> {
              c.request();
              c.say("HTTP/1.1 200 OK\r\nContent-");
              c.untilClosed();
            })) {
      Pending pending = send(server.uri(), "body".getBytes(UTF_8));
      Eventually.holds("the request came", () -> !server.requests().isEmpty());
      expectTimeout(pending, server.host(), "waiting for the answer");
      expectClosed(server);
    }
  }

  @Test
  void silenceWithinTheBody() throws Exception {
    CompletableFuture<Boolean> said = new CompletableFuture<>();
    try (RawServer server =
        new RawServer(
            c -> {
              c.request();
              c.say("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhal");
              said.complete(true);
              c.untilClosed();
            })) {
      Pending pending = send(server.uri(), "body".getBytes(UTF_8));
      said.get();
      time.awaitWaiters(1);
      time.advance(Duration.ofSeconds(30));
      assertThat(pending.failure())
          .isInstanceOf(SocketTimeoutException.class)
          .hasMessageStartingWith(server.host() + ": no complete answer within 30 s");
      expectClosed(server);
    }
  }

  @Test
  void oneByteAtATime() throws Exception {
    FakeTime drip = new FakeTime();
    try (RawServer server =
        new RawServer(
            c -> {
              c.request();
              c.say("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
              for (; ; ) {
                c.say("x");
                try {
                  drip.sleep(1_000_000_000);
                } catch (InterruptedException e) {
                  throw new IOException(e);
                }
              }
            })) {
      Pending pending = send(server.uri(), "body".getBytes(UTF_8));
      for (int second = 0; second < 10; second++) {
        drip.awaitWaiters(1);
        drip.advance(Duration.ofSeconds(1));
      }
      assertThat(pending.outcome()).isNotDone();
      time.awaitWaiters(1);
      time.advance(Duration.ofSeconds(30));
      assertThat(pending.failure()).isInstanceOf(SocketTimeoutException.class);
      drip.advanceUntil(
          () -> server.connections().getFirst().closedByPeer(), Duration.ofSeconds(1));
    }
  }

  @Test
  void interimAnswersWithoutEnd() throws Exception {
    try (RawServer server =
        new RawServer(
            c -> {
              c.request();
              for (; ; ) {
                c.say("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n");
              }
            })) {
      Pending pending = send(server.uri(), "body".getBytes(UTF_8));
      assertThat(pending.failure())
          .isInstanceOf(IOException.class)
          .hasMessage(server.host() + ": nothing but interim answers");
      expectClosed(server);
    }
  }

  @Test
  void aServerThatDoesNotReadTheBody() throws Exception {
    CompletableFuture<Boolean> begun = new CompletableFuture<>();
    CompletableFuture<Boolean> test = new CompletableFuture<>();
    try (RawServer server =
        new RawServer(
            c -> {
              c.beginning();
              begun.complete(true);
              test.join();
            })) {
      Pending pending = send(server.uri(), new byte[64 * 1024 * 1024]);
      begun.get();
      time.awaitWaiters(1);
      time.advance(Duration.ofSeconds(30));
      assertThat(pending.failure())
          .isInstanceOf(SocketTimeoutException.class)
          .hasMessageEndingWith("while sending the request");
      test.complete(true);
    }
  }

  @Test
  void aConnectionThatIsNeverTaken() throws Exception {
    try (DeafPort nobody = new DeafPort()) {
      Pending pending = send(nobody.url(), "body".getBytes(UTF_8));
      expectTimeout(pending, nobody.url().getAuthority(), "connecting");
    }
  }

  @Test
  void anInterruptEndsItAtOnceAndClosesTheConnection() throws Exception {
    try (RawServer server =
        new RawServer(
            c -> {
              c.request();
              c.untilClosed();
            })) {
      Pending pending = send(server.uri(), "body".getBytes(UTF_8));
      Eventually.holds("the request came", () -> !server.requests().isEmpty());
      pending.caller().interrupt();
      assertThat(pending.failure()).isInstanceOf(InterruptedException.class);
      expectClosed(server);
    }
  }

  @Test
  void anInterruptFromBeforeCounts() throws Exception {
    try (RawServer server = new RawServer(RawServer.Connection::request)) {
      Thread.currentThread().interrupt();
      try {
        client.send(
            new Request("GET", server.uri(), Map.of(), new byte[0], Duration.ofSeconds(1), 10));
        throw new AssertionError("sent");
      } catch (InterruptedException expected) {
        assertThat(server.connections()).isEmpty();
      }
    }
  }
}
