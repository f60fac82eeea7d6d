package io.cresset.core.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cresset.api.http.HttpClient;
import io.cresset.api.http.HttpClient.Request;
import io.cresset.api.http.TlsSettings;
import io.cresset.testkit.FakeTime;
import io.cresset.testkit.FreePort;
import io.cresset.testkit.TestAuthority;
import io.cresset.testkit.http.RawServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** By a proxy: what it is asked for, and what is said when it does not help. */
@Timeout(120)
final class ProxyTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  private final UrlHttpClient plain = new UrlHttpClient(new FakeTime(), "Cresset/1.2");

  private HttpClient by(String proxy) {
    return plain.with(TlsSettings.none(), Optional.of(URI.create("http://" + proxy)));
  }

  private static Request post(String uri) {
    return new Request(
        "POST", URI.create(uri), Map.of(), "body".getBytes(UTF_8), Duration.ofSeconds(30), 1000);
  }

  @Test
  void theProxyIsAskedAndLooksUpTheName() throws Exception {
    try (RawServer proxy =
        new RawServer(
            c -> {
              for (; ; ) {
                c.request();
                c.say(OK);
              }
            })) {
      HttpClient client = by(proxy.host());
      for (int i = 0; i < 2; i++) {
        assertThat(client.send(post("http://far.invalid:3100/push")).status()).isEqualTo(200);
      }
      RawServer.Received request = proxy.requests().getFirst();
      assertThat(request.head()).startsWith("POST http://far.invalid:3100/push HTTP/1.1\r\n");
      assertThat(request.has("Host: far.invalid:3100")).isTrue();
      assertThat(new String(request.body(), UTF_8)).isEqualTo("body");
      assertThat(proxy.connections()).hasSize(1);
    }
  }

  @Test
  void tlsGoesThroughIt(@TempDir Path folder) throws Exception {
    TestAuthority authority = new TestAuthority("test authority");
    Path ca = folder.resolve("ca.pem");
    authority.writeCertificate(ca);
    ServerSocket secure =
        authority
            .server("far.invalid")
            .server()
            .getServerSocketFactory()
            .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    try (RawServer server =
            new RawServer(
                secure,
                c -> {
                  c.request();
                  c.say(OK);
                });
        RawServer proxy = new RawServer(c -> tunnel(c, secure.getLocalPort()))) {
      TlsSettings tls =
          new TlsSettings(Optional.of(ca), Optional.empty(), Optional.empty(), Optional.empty());
      HttpClient client = plain.with(tls, Optional.of(URI.create("http://" + proxy.host())));
      assertThat(client.send(post("https://far.invalid/push")).status()).isEqualTo(200);
      assertThat(proxy.requests().getFirst().head())
          .startsWith("CONNECT far.invalid:443 HTTP/1.1\r\n");
      assertThat(server.requests().getFirst().head()).startsWith("POST /push HTTP/1.1\r\n");
    }
  }

  private static void tunnel(RawServer.Connection connection, int port) throws IOException {
    connection.request();
    try (Socket onward = new Socket(InetAddress.getLoopbackAddress(), port)) {
      connection.say("HTTP/1.1 200 Connection established\r\n\r\n");
      Thread back =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      onward.getInputStream().transferTo(connection.socket().getOutputStream());
                    } catch (IOException e) {
                      // One of the two has closed, which ends the tunnel.
                    }
                  });
      connection.socket().getInputStream().transferTo(onward.getOutputStream());
      back.interrupt();
    }
  }

  @Test
  void aProxyThatRefusesIsNamed() {
    try (RawServer proxy =
        new RawServer(
            c -> {
              c.request();
              c.say("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
            })) {
      assertThatThrownBy(() -> by(proxy.host()).send(post("https://far.invalid/")))
          .isInstanceOf(IOException.class)
          .hasMessage(
              "far.invalid:443 by proxy "
                  + proxy.host()
                  + ": the proxy does not let it through: \"HTTP/1.1 403 Forbidden\"");
    }
  }

  @Test
  void aProxyThatWantsALoginIsNamed() {
    try (RawServer proxy =
        new RawServer(
            c -> {
              c.request();
              c.say(
                  "HTTP/1.1 407 Login\r\nProxy-Authenticate: Basic realm=\"x\"\r\n"
                      + "Content-Length: 0\r\n\r\n");
            })) {
      assertThatThrownBy(() -> by(proxy.host()).send(post("https://far.invalid/")))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("far.invalid:443 by proxy " + proxy.host() + ": the proxy ");
    }
  }

  @Test
  void aProxyThatIsNotThereIsNamed() throws Exception {
    int port = FreePort.next();
    assertThatThrownBy(() -> by("127.0.0.1:" + port).send(post("http://far.invalid/")))
        .isInstanceOf(IOException.class)
        .hasMessage("far.invalid:80 by proxy 127.0.0.1:" + port + ": connection refused");
    assertThatThrownBy(() -> by("nowhere.invalid:3128").send(post("http://far.invalid/")))
        .isInstanceOf(IOException.class)
        .hasMessage("far.invalid:80 by proxy nowhere.invalid:3128: the name is not known");
  }
}
