package io.cresset.app.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cresset.api.http.HttpRoutes.Request;
import io.cresset.api.http.HttpRoutes.Response;
import io.cresset.app.control.ControlToken;
import io.cresset.core.runtime.SystemTime;
import io.cresset.testkit.RecordingLogger;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Speaks HTTP by hand, because that is what shows the bytes. */
class WebServerTest {
  private static final String LONG = "0123456789abcdef\n".repeat(100);

  private final RecordingLogger logger = new RecordingLogger();
  private WebServer server = bound();

  private WebServer bound() {
    try {
      return WebServer.bind(
          WebSettings.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
          ControlToken.random(),
          new SystemTime(),
          logger);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @BeforeEach
  void start() {
    server.get("/short", _ -> Response.text(200, "short\n"));
    server.get("/long", _ -> Response.text(200, LONG));
    server.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void getAnswersWithLengthAndType() throws IOException {
    Answer answer = ask("GET /short HTTP/1.1", "");
    assertThat(answer.status()).isEqualTo("HTTP/1.1 200 OK");
    assertThat(answer.header("content-type")).isEqualTo("text/plain; charset=utf-8");
    assertThat(answer.header("content-length")).isEqualTo("6");
    assertThat(answer.text()).isEqualTo("short\n");
  }

  @Test
  void headSaysTheSameWithoutABody() throws IOException {
    Answer get = ask("GET /long HTTP/1.1", "Accept-Encoding: gzip\r\n");
    Answer head = ask("HEAD /long HTTP/1.1", "Accept-Encoding: gzip\r\n");
    assertThat(head.status()).isEqualTo(get.status());
    assertThat(head.body()).isEmpty();
    for (String name : new String[] {"content-length", "content-encoding", "content-type"}) {
      assertThat(head.header(name)).isEqualTo(get.header(name)).isNotEmpty();
    }
  }

  @Test
  void otherMethodsAreRefused() throws IOException {
    for (String method : new String[] {"POST", "PUT", "DELETE", "OPTIONS", "PATCH", "BREW"}) {
      Answer answer = ask(method + " /short HTTP/1.1", "Content-Length: 0\r\n");
      assertThat(answer.status()).isEqualTo("HTTP/1.1 405 Method Not Allowed");
      assertThat(answer.header("allow")).isEqualTo("GET, HEAD");
      assertThat(answer.text()).isEqualTo("this answers only GET, HEAD\n");
    }
  }

  @Test
  void anUnknownPathIsNotFound() throws IOException {
    Answer answer = ask("GET /nowhere HTTP/1.1", "");
    assertThat(answer.status()).isEqualTo("HTTP/1.1 404 Not Found");
    assertThat(answer.text()).isEqualTo("nothing is at /nowhere; see / for what is served\n");
  }

  @Test
  void compressesWhatIsWorthItForThoseWhoTakeIt() throws IOException {
    Answer gzip = ask("GET /long HTTP/1.1", "Accept-Encoding: br, gzip;q=0.8\r\n");
    assertThat(gzip.header("content-encoding")).isEqualTo("gzip");
    assertThat(gzip.header("vary")).isEqualTo("Accept-Encoding");
    assertThat(gzip.body().length).isLessThan(LONG.length() / 4);
    try (InputStream plain = new GZIPInputStream(new ByteArrayInputStream(gzip.body()))) {
      assertThat(new String(plain.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo(LONG);
    }
    Answer plain = ask("GET /long HTTP/1.1", "Accept-Encoding: gzip;q=0\r\n");
    assertThat(plain.header("content-encoding")).isEmpty();
    assertThat(plain.header("vary")).isEqualTo("Accept-Encoding");
    assertThat(plain.text()).isEqualTo(LONG);
    Answer small = ask("GET /short HTTP/1.1", "Accept-Encoding: gzip\r\n");
    assertThat(small.header("content-encoding")).isEmpty();
  }

  @Test
  void handlersSeeTheRequestDecoded() throws IOException {
    List<Request> seen = new CopyOnWriteArrayList<>();
    server.get(
        "/look/",
        request -> {
          seen.add(request);
          return Response.text(200, "");
        });
    Answer answer = ask("GET /look/a%20b?x=1&y=%C3%A9 HTTP/1.1", "X-Two: 1\r\nX-Two: 2\r\n");
    assertThat(answer.status()).isEqualTo("HTTP/1.1 200 OK");
    assertThat(answer.body()).isEmpty();
    assertThat(seen.getFirst().path()).isEqualTo("/look/a b");
    assertThat(seen.getFirst().query()).containsEntry("x", "1").containsEntry("y", "é");
    assertThat(seen.getFirst().headers().get("x-two")).containsExactly("1", "2");
  }

  @Test
  void whatCannotBeDecodedIsABadRequest() throws IOException {
    assertThat(ask("GET /short?a=%zz HTTP/1.1", "").status()).contains("400");
    assertThat(ask("GET /%zz HTTP/1.1", "").status()).contains("400");
    assertThat(ask("nonsense", "").status()).contains("400");
  }

  @Test
  void aHandlerThatFailsIsA500AndOneLogLine() throws IOException {
    server.get(
        "/broken",
        _ -> {
          throw new IllegalStateException("on purpose");
        });
    Answer answer = ask("GET /broken HTTP/1.1", "");
    assertThat(answer.status()).isEqualTo("HTTP/1.1 500 Internal Server Error");
    assertThat(answer.text()).doesNotContain("on purpose").doesNotContain("Exception");
    assertThat(logger.lines()).hasSize(1).first().asString().contains("answering /broken failed");
    assertThat(ask("GET /short HTTP/1.1", "").status()).contains("200");
  }

  @Test
  void aRouteCanBeTakenAway() throws Exception {
    var registration = server.get("/late", _ -> Response.text(200, "here\n"));
    assertThat(ask("GET /late HTTP/1.1", "").status()).contains("200");
    registration.close();
    assertThat(ask("GET /late HTTP/1.1", "").status()).contains("404");
  }

  @Test
  void aBusyPortSaysSo() {
    assertThatThrownBy(
            () ->
                WebServer.bind(
                    WebSettings.open(server.address()),
                    ControlToken.random(),
                    new SystemTime(),
                    logger))
        .isInstanceOf(BindException.class);
  }

  @Test
  void closeEndsIt() {
    server.close();
    assertThatThrownBy(this::connect).isInstanceOf(IOException.class);
    WebServer never = bound();
    never.close();
    never.close();
  }

  private Answer ask(String requestLine, String headers) throws IOException {
    try (Socket socket = connect()) {
      String request = requestLine + "\r\nHost: x\r\n" + headers + "Connection: close\r\n\r\n";
      socket.getOutputStream().write(ascii(request));
      return requestLine.startsWith("HEAD ")
          ? Answer.readHead(socket.getInputStream())
          : Answer.read(socket.getInputStream());
    }
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(server.address().getAddress(), server.address().getPort());
    socket.setSoTimeout(60_000);
    return socket;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void oneConnectionServesManyRequests() throws IOException {
    try (Socket socket = connect()) {
      String two = "GET /short HTTP/1.1\r\nHost: x\r\n\r\nHEAD /long HTTP/1.1\r\nHost: x\r\n\r\n";
      socket.getOutputStream().write(ascii(two));
      assertThat(Answer.read(socket.getInputStream()).text()).isEqualTo("short\n");
      assertThat(Answer.readHead(socket.getInputStream()).status()).contains("200");
      socket.getOutputStream().write(ascii("\r\nGET http://x/nowhere?a HTTP/1.1\nHost: x\n\n"));
      assertThat(Answer.read(socket.getInputStream()).status()).contains("404");
      socket
          .getOutputStream()
          .write(ascii("GET /short HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n"));
      Answer old = Answer.read(socket.getInputStream());
      assertThat(old.header("connection")).isEqualTo("keep-alive");
      assertThat(old.header("date"))
          .matches("\\w{3}, \\d\\d \\w{3} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT");
      socket.getOutputStream().write(ascii("GET /short HTTP/1.0\r\n\r\n"));
      assertThat(Answer.read(socket.getInputStream()).header("connection")).isEqualTo("close");
      assertThat(socket.getInputStream().read()).isNegative();
    }
  }

  @Test
  void anAnswersOwnHeadersAreSent() throws IOException {
    server.get("/full", _ -> Response.text(429, "later\n").with("Retry-After", "7"));
    Answer answer = ask("GET /full HTTP/1.1", "");
    assertThat(answer.status()).isEqualTo("HTTP/1.1 429 Too Many Requests");
    assertThat(answer.header("retry-after")).isEqualTo("7");
    assertThatThrownBy(() -> Response.text(200, "").with("X", "a\r\nSet-Cookie: b"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void closingWaitsForTheAnswerThatIsBeingGiven() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch closing = new CountDownLatch(1);
    server.get(
        "/slow",
        _ -> {
          asked.countDown();
          closing.await();
          return Response.text(200, "done\n");
        });
    try (Socket socket = connect();
        Socket idle = connect()) {
      socket.getOutputStream().write(ascii("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n"));
      asked.await();
      Thread closer = Thread.ofVirtual().start(server::close);
      assertThat(idle.getInputStream().read()).isNegative();
      closing.countDown();
      assertThat(Answer.read(socket.getInputStream()).text()).isEqualTo("done\n");
      assertThat(socket.getInputStream().read()).isNegative();
      closer.join();
    }
  }

  /** An answer, taken apart. */
  private record Answer(String status, String headers, byte[] body) {
    static Answer read(InputStream in) throws IOException {
      Answer answer = readHead(in);
      String length = answer.header("content-length");
      return new Answer(answer.status(), answer.headers(), in.readNBytes(Integer.parseInt(length)));
    }

    static Answer readHead(InputStream in) throws IOException {
      StringBuilder head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        int next = in.read();
        if (next < 0) {
          throw new IOException("ended after: " + head);
        }
        head.append((char) next);
      }
      String status = head.substring(0, head.indexOf("\r\n"));
      return new Answer(status, head.substring(status.length()), new byte[0]);
    }

    String header(String name) {
      return headers
          .lines()
          .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
          .map(line -> line.substring(name.length() + 1).strip())
          .findFirst()
          .orElse("");
    }

    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }
  }
}
