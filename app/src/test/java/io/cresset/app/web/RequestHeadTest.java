package io.cresset.app.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RequestHeadTest {
  private static final WebLimits LIMITS = WebLimits.usual();
  private static final String HOST = "Host: x\r\n";

  static Stream<Arguments> refused() {
    return Stream.of(
        Arguments.of(400, "nonsense\r\n\r\n"),
        Arguments.of(400, "GET / HTTP/1.1 x\r\n" + HOST + "\r\n"),
        Arguments.of(400, "GET  / HTTP/1.1\r\n" + HOST + "\r\n"),
        Arguments.of(400, "G(T / HTTP/1.1\r\n" + HOST + "\r\n"),
        Arguments.of(400, "GET /\u00e9 HTTP/1.1\r\n" + HOST + "\r\n"),
        Arguments.of(400, "GET /#a HTTP/1.1\r\n" + HOST + "\r\n"),
        Arguments.of(400, "GET / HTTP/1.1\r\n\r\n"),
        Arguments.of(400, "GET / HTTP/1.1\r\n" + HOST + HOST + "\r\n"),
        Arguments.of(400, "GET / HTTP/1.1\r\n" + HOST + " folded: x\r\n\r\n"),
        Arguments.of(400, "GET / HTTP/1.1\r\n" + HOST + "A : x\r\n\r\n"),
        Arguments.of(400, "GET / HTTP/1.1\r\n" + HOST + "no colon\r\n\r\n"),
        Arguments.of(400, "GET / HTTP/1.1\r\n" + HOST + "A: b\rc\r\n\r\n"),
        Arguments.of(400, "GET / HTTP/1.1\r\n" + HOST + "A: b\0c\r\n\r\n"),
        Arguments.of(400, "GET / HTTP/1.1\r\n" + HOST + "Content-Length: -1\r\n\r\n"),
        Arguments.of(
            400, "GET / HTTP/1.1\r\n" + HOST + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n"),
        Arguments.of(400, "GET / HTTP/1.1\r\n" + HOST),
        Arguments.of(411, "POST / HTTP/1.1\r\n" + HOST + "Transfer-Encoding: chunked\r\n\r\n"),
        Arguments.of(413, "POST / HTTP/1.1\r\n" + HOST + "Content-Length: 16385\r\n\r\n"),
        Arguments.of(414, "GET /" + "x".repeat(8192) + " HTTP/1.1\r\n" + HOST + "\r\n"),
        Arguments.of(414, "GET /" + "x".repeat(20_000)),
        Arguments.of(431, "GET / HTTP/1.1\r\n" + HOST + "A: " + "x".repeat(20_000)),
        Arguments.of(431, "GET / HTTP/1.1\r\n" + HOST + "A: x\r\n".repeat(100) + "\r\n"),
        Arguments.of(505, "GET / HTTP/2.0\r\n" + HOST + "\r\n"),
        Arguments.of(505, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void whatCannotBeAnsweredIsRefusedWithItsOwnStatus(int status, String text) {
    assertThat(status(text.getBytes(StandardCharsets.ISO_8859_1))).isEqualTo(status);
  }

  @Test
  void headsComeOneAfterTheOtherHoweverTheyArrive() throws Exception {
    String text =
        "\r\nGET /a+b%20c?q=1+2 HTTP/1.1\r\nHOST:  x \r\nA: 1\r\na:2\r\n\r\n"
            + "HEAD http://x:9464 HTTP/1.1\nHost: x\nConnection: foo, Close\n\n"
            + "GET //a?? HTTP/1.0\r\n\r\n";
    InputStream dripping =
        new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)) {
          @Override
          public synchronized int read(byte[] bytes, int offset, int length) {
            return super.read(bytes, offset, Math.min(length, 1));
          }
        };
    for (InputStream in :
        List.of(new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)), dripping)) {
      HeadReader reader = new HeadReader(in, LIMITS);
      RequestHead first = reader.next(() -> {}).orElseThrow();
      assertThat(first.request().path()).isEqualTo("/a+b c");
      assertThat(first.request().query()).containsEntry("q", "1 2");
      assertThat(first.values("a")).containsExactly("1", "2");
      assertThat(first.values("host")).containsExactly("x");
      assertThat(first.keepsAlive()).isTrue();
      RequestHead second = reader.next(() -> {}).orElseThrow();
      assertThat(second.request().path()).isEqualTo("/");
      assertThat(second.keepsAlive()).isFalse();
      RequestHead third = reader.next(() -> {}).orElseThrow();
      assertThat(third.request().path()).isEqualTo("//a");
      assertThat(third.request().query()).containsKey("?");
      assertThat(third.keepsAlive()).isFalse();
      assertThat(reader.next(() -> {})).isEmpty();
    }
  }

  @Test
  void noBytesMakeItFailInAnotherWay() {
    Random random = new Random(42);
    byte[] seed =
        ("GET /a?b=%41 HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\nAccept-Encoding: gzip;q=1\r\n"
                + "Connection: keep-alive\r\n\r\n")
            .getBytes(StandardCharsets.ISO_8859_1);
    for (int i = 0; i < 200_000; i++) {
      byte[] mutated = seed.clone();
      for (int changes = random.nextInt(6); changes >= 0; changes--) {
        mutated[random.nextInt(mutated.length)] =
            random.nextBoolean()
                ? (byte) random.nextInt(256)
                : (byte) "\r\n :%/?,\0".charAt(random.nextInt(9));
      }
      assertThat(status(mutated)).isIn(0, 400, 411, 413, 414, 431, 505);
    }
  }

  /** The status of a refusal; 0 for a request that can be answered, or for none. */
  private static int status(byte[] text) {
    try {
      HeadReader reader = new HeadReader(new ByteArrayInputStream(text), LIMITS);
      Optional<RequestHead> head = reader.next(() -> {});
      if (head.isPresent()) {
        assertThat(head.get().request().path()).isNotEmpty();
        assertThat(AcceptEncoding.prefersGzip(head.get().values("accept-encoding")))
            .isIn(true, false);
      }
      return 0;
    } catch (Refused e) {
      assertThat(e.response().body()).isNotEmpty();
      return e.response().status();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
