package io.cresset.app.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.http.HttpRoutes.Response;
import io.cresset.app.control.ControlFile;
import io.cresset.app.control.ControlPlaces;
import io.cresset.app.control.ControlRoutes.Answer;
import io.cresset.app.control.ControlToken;
import io.cresset.core.runtime.SystemTime;
import io.cresset.testkit.Eventually;
import io.cresset.testkit.RecordingLogger;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that take what they can get, on purpose or not. */
class SlowClientsTest {
  private static final Duration SHORT = Duration.ofSeconds(1);
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final byte[] HUGE = new byte[32 << 20];

  @TempDir Path dir;

  private final RecordingLogger logger = new RecordingLogger();
  private final List<Socket> sockets = new ArrayList<>();
  private WebServer server = bound(WebLimits.usual());

  private WebServer bound(WebLimits limits) {
    try {
      return WebServer.bind(
          WebSettings.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
              .limits(limits),
          ControlToken.random(),
          new SystemTime(),
          logger);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void serve(WebLimits limits) {
    server.close();
    server = bound(limits);
    server.get("/", _ -> Response.text(200, "here\n"));
    server.get("/huge", _ -> new Response(200, "application/octet-stream", HUGE));
    server.start();
  }

  @BeforeEach
  void usual() {
    serve(WebLimits.usual().patience(SHORT, LONG, LONG));
  }

  @AfterEach
  void stop() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    server.close();
  }

  @Test
  void aRequestThatNeverEndsIsToldSo() throws IOException {
    Socket socket = sent("GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ");
    assertThat(rest(socket)).startsWith("HTTP/1.1 408 Request Timeout\r\n");
    Eventually.holds("it is gone", () -> server.connections() == 0);
  }

  @Test
  void aByteNowAndThenBuysNoTime() throws Exception {
    Socket socket = sent("GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ");
    AtomicBoolean ended = new AtomicBoolean();
    Thread dripping =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    while (!ended.get()) {
                      socket.getOutputStream().write('x');
                      TimeUnit.MILLISECONDS.sleep(20);
                    }
                  } catch (IOException | InterruptedException _) {
                    // Cut off, as it should be.
                    return;
                  }
                });
    assertThat(rest(socket)).startsWith("HTTP/1.1 408 ");
    Eventually.holds("it is gone", () -> server.connections() == 0);
    ended.set(true);
    dripping.join();
  }

  @Test
  void aConnectionThatSaysNothingEndsWithoutAWord() throws IOException {
    assertThat(rest(sent(""))).isEmpty();
    serve(WebLimits.usual().patience(LONG, SHORT, LONG));
    String answer = rest(sent("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
    assertThat(answer).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\nhere\n");
    Eventually.holds("it is gone", () -> server.connections() == 0);
  }

  @Test
  void whoDoesNotTakeItsAnswerIsCutOffAndDisturbsNobody() throws IOException {
    serve(WebLimits.usual().patience(SHORT, LONG, SHORT));
    for (int i = 0; i < 8; i++) {
      Socket _ = sent("GET /huge HTTP/1.1\r\nHost: x\r\n\r\n");
    }
    assertThat(rest(sent("GET / HTTP/1.0\r\n\r\n"))).startsWith("HTTP/1.1 200 ");
    Eventually.holds("they are gone", () -> server.connections() == 0);
    // The limits hold for the next ones too.
    assertThat(rest(sent("GET / HT"))).startsWith("HTTP/1.1 408 ");
  }

  @Test
  void aHandlerThatTakesTooLongIsInterrupted() throws Exception {
    serve(WebLimits.usual().patience(SHORT, LONG, SHORT));
    CountDownLatch interrupted = new CountDownLatch(1);
    server.get(
        "/hangs",
        _ -> {
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            interrupted.countDown();
            throw e;
          }
          return Response.text(200, "");
        });
    assertThat(rest(sent("GET /hangs HTTP/1.1\r\nHost: x\r\n\r\n"))).doesNotContain(" 200 ");
    assertThat(interrupted.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(logger.lines()).noneMatch(line -> line.startsWith("ERROR"));
  }

  @Test
  void aStreamMayLastButNotStandStill() throws Exception {
    ControlToken token = ControlToken.random();
    server.close();
    server =
        WebServer.bind(
            WebSettings.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .limits(WebLimits.usual().patience(SHORT, LONG, SHORT)),
            token,
            new SystemTime(),
            logger);
    CountDownLatch cutOff = new CountDownLatch(1);
    server
        .control()
        .get(
            "/-/flood",
            _ ->
                new Answer.Streamed(
                    "text/plain",
                    out -> {
                      // For longer than an answer may take, while nobody is kept waiting.
                      TimeUnit.MILLISECONDS.sleep(3 * SHORT.toMillis());
                      try {
                        while (true) {
                          out.write(HUGE, 0, 1 << 16);
                        }
                      } catch (IOException e) {
                        cutOff.countDown();
                        throw e;
                      }
                    }));
    server.start();
    String bearer = "Authorization: Bearer " + revealed(token);
    Socket _ = sent("GET /-/flood HTTP/1.1\r\nHost: x\r\n" + bearer + "\r\n\r\n");
    assertThat(cutOff.await(30, TimeUnit.SECONDS)).isTrue();
    Eventually.holds("it is gone", () -> server.connections() == 0);
  }

  /** What a client reads in the control file. */
  private String revealed(ControlToken token) throws IOException {
    ControlPlaces places = ControlPlaces.of(Map.of("RUNTIME_DIRECTORY", dir.toString()));
    try (ControlFile file =
        ControlFile.leave(places, server.address(), Optional.empty(), token, logger)) {
      return Files.readAllLines(file.path().orElseThrow()).getLast().substring("token=".length());
    }
  }

  @Test
  void oneConnectionTooManyTakesThePlaceOfOneThatWaits() throws IOException {
    serve(WebLimits.usual().patience(LONG, LONG, LONG).connections(3));
    Socket waits = sent("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    Eventually.holds("one", () -> server.connections() == 1);
    assertThat(waits.getInputStream().read()).isEqualTo('H');
    Socket first = sent("GET / HT");
    Socket second = sent("GET / HT");
    Eventually.holds("three", () -> server.connections() == 3);
    Socket third = sent("GET / HT");
    assertThat(rest(waits)).endsWith("here\n");
    Eventually.holds("three", () -> server.connections() == 3);

    assertThat(rest(sent(""))).startsWith("HTTP/1.1 503 ").contains("Retry-After: 1\r\n");

    for (Socket socket : List.of(first, second, third)) {
      socket.getOutputStream().write("TP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(rest(socket)).startsWith("HTTP/1.1 200 ");
    }
    Eventually.holds("none", () -> server.connections() == 0);
    assertThat(rest(sent("GET / HTTP/1.0\r\n\r\n"))).startsWith("HTTP/1.1 200 ");
  }

  @Test
  void manyWhoNeverAskKeepNobodyOutForLong() throws IOException {
    serve(WebLimits.usual().patience(SHORT, LONG, LONG).connections(16));
    for (int i = 0; i < 200; i++) {
      Socket _ = sent("G");
    }
    Eventually.holds(
        "somebody is served",
        () -> {
          try {
            return rest(sent("GET / HTTP/1.0\r\n\r\n")).startsWith("HTTP/1.1 200 ");
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        });
  }

  private Socket sent(String text) throws IOException {
    Socket socket = new Socket(server.address().getAddress(), server.address().getPort());
    sockets.add(socket);
    socket.setSoTimeout(60_000);
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  /** Everything until the server ends the connection; nothing if it took back what it had said. */
  private static String rest(Socket socket) throws IOException {
    try {
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (SocketException _) {
      return "";
    }
  }
}
