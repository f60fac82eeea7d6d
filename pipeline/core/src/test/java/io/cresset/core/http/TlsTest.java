package io.cresset.core.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.cresset.api.http.HttpClient;
import io.cresset.api.http.HttpClient.Request;
import io.cresset.api.http.TlsSettings;
import io.cresset.testkit.FakeTime;
import io.cresset.testkit.TestAuthority;
import io.cresset.testkit.TestAuthority.Identity;
import io.cresset.testkit.http.RawServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.Principal;
import java.security.PrivateKey;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that speak TLS, for real, with certificates that the test makes. */
@Timeout(120)
final class TlsTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  private final TestAuthority authority = new TestAuthority("test authority");
  private final UrlHttpClient plain = new UrlHttpClient(new FakeTime(), "Cresset/1.2");
  private final List<String> clients = new CopyOnWriteArrayList<>();
  @TempDir private Path folder;
  private int writes;

  private Path ca() {
    Path file = folder.resolve("ca.pem");
    authority.writeCertificate(file);
    return file;
  }

  private RawServer server(Identity identity) {
    return server(identity.server(), false);
  }

  private RawServer server(SSLContext context, boolean wantsCertificate) {
    try {
      SSLServerSocket socket =
          (SSLServerSocket)
              context
                  .getServerSocketFactory()
                  .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
      socket.setNeedClientAuth(wantsCertificate);
      return new RawServer(socket, c -> answer(c, wantsCertificate));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void answer(RawServer.Connection connection, boolean wantsCertificate)
      throws IOException {
    for (; ; ) {
      connection.request();
      if (wantsCertificate) {
        Principal peer = ((SSLSocket) connection.socket()).getSession().getPeerPrincipal();
        clients.add(peer.getName());
      }
      connection.say(OK);
    }
  }

  private HttpClient client(
      Optional<Path> ca, Optional<Path> certificate, Optional<Path> key, String name) {
    Optional<String> serverName = Optional.of(name).filter(text -> !text.isEmpty());
    return plain.with(new TlsSettings(ca, certificate, key, serverName), Optional.empty());
  }

  private HttpClient trusting(Path ca) {
    return client(Optional.of(ca), Optional.empty(), Optional.empty(), "");
  }

  private static Request post(RawServer server) {
    URI uri = URI.create("https://" + server.host() + "/push");
    return new Request("POST", uri, Map.of(), "body".getBytes(UTF_8), Duration.ofSeconds(30), 1000);
  }

  private static void succeeds(HttpClient client, RawServer server) throws Exception {
    assertThat(client.send(post(server)).status()).isEqualTo(200);
  }

  private static String failure(HttpClient client, RawServer server) {
    Throwable failure = catchThrowable(() -> client.send(post(server)));
    assertThat(failure).isInstanceOf(IOException.class).hasMessageStartingWith(server.host());
    return String.valueOf(failure.getMessage()).substring(server.host().length());
  }

  /** Written again, a file has another time, also where the file system counts in seconds. */
  private void touch(Path file) throws IOException {
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000_000_000L + ++writes * 1000L));
  }

  @Test
  void aPrivateAuthorityIsTrustedByItsFile() throws Exception {
    try (RawServer server = server(authority.server("127.0.0.1"))) {
      HttpClient client = trusting(ca());
      for (int i = 0; i < 3; i++) {
        succeeds(client, server);
      }
      assertThat(server.connections()).hasSize(1);
      assertThat(new String(server.requests().getFirst().body(), UTF_8)).isEqualTo("body");
    }
  }

  @Test
  void anUnknownAuthorityIsSaid() throws Exception {
    Path other = folder.resolve("other.pem");
    new TestAuthority("another").writeCertificate(other);
    try (RawServer server = server(authority.server("127.0.0.1"))) {
      for (HttpClient client : List.of(plain, trusting(other))) {
        assertThat(failure(client, server))
            .isEqualTo(
                ": its TLS certificate is not trusted: no known authority signed it"
                    + " (tls.ca_file names your own)");
      }
      assertThat(server.requests()).isEmpty();
    }
  }

  @Test
  void anotherHostsCertificateIsRefusedUnlessItIsTheNameToExpect() throws Exception {
    try (RawServer server = server(authority.server("loki.example", "192.0.2.1"))) {
      assertThat(failure(trusting(ca()), server))
          .startsWith(": its TLS certificate is for another name: ")
          .endsWith("(tls.server_name names the one that it has)");
      HttpClient wrong =
          client(Optional.of(ca()), Optional.empty(), Optional.empty(), "other.example");
      assertThat(failure(wrong, server))
          .startsWith(": its TLS certificate is for another name: ")
          .contains("other.example");
      assertThat(server.requests()).isEmpty();
      HttpClient right =
          client(Optional.of(ca()), Optional.empty(), Optional.empty(), "loki.example");
      succeeds(right, server);
    }
  }

  @Test
  void anExpiredCertificateIsSaid() throws Exception {
    try (RawServer server = server(authority.expiredServer("127.0.0.1"))) {
      assertThat(failure(trusting(ca()), server)).isEqualTo(": its TLS certificate has expired");
    }
  }

  @Test
  void whatDoesNotSpeakTlsIsSaid() throws Exception {
    try (RawServer server =
        new RawServer(
            c -> {
              c.socket().getInputStream().read();
              c.say("HTTP/1.1 400 Bad Request\r\n\r\n");
              c.untilClosed();
            })) {
      assertThat(failure(trusting(ca()), server)).contains("does not speak TLS");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"EC", "RSA"})
  void aClientCertificateIsShown(String algorithm) throws Exception {
    Identity own = authority.client("cresset", algorithm);
    Path certificate = folder.resolve("client.pem");
    Path key = folder.resolve("client.key");
    own.writeCertificate(certificate);
    try (RawServer server = server(authority.server("127.0.0.1").server(authority), true)) {
      String bare = algorithm + " PRIVATE KEY";
      String parameters =
          "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n";
      for (String pem :
          List.of(
              TestAuthority.pem("PRIVATE KEY", own.key().getEncoded()),
              parameters + TestAuthority.pem(bare, bareKey(own.key())))) {
        Files.writeString(key, pem);
        succeeds(client(Optional.of(ca()), Optional.of(certificate), Optional.of(key), ""), server);
      }
      assertThat(clients).containsExactly("CN=cresset", "CN=cresset");
    }
  }

  /** What is inside PKCS #8: the last element of its sequence, an octet string. */
  private static byte[] bareKey(PrivateKey key) {
    byte[] pkcs8 = key.getEncoded();
    for (int at = 10; at < pkcs8.length - 4; at++) {
      int first = pkcs8[at + 1] & 0xFF;
      int two = (pkcs8[at + 2] & 0xFF) << 8 | pkcs8[at + 3] & 0xFF;
      int start = at + (first == 0x82 ? 4 : 2);
      if (pkcs8[at] == 0x04 && start + (first == 0x82 ? two : first) == pkcs8.length) {
        return Arrays.copyOfRange(pkcs8, start, pkcs8.length);
      }
    }
    throw new AssertionError("no key in it");
  }

  @Test
  void aServerThatWantsACertificateIsSaid() throws Exception {
    Identity stranger = new TestAuthority("another").client("stranger", "EC");
    Path certificate = folder.resolve("client.pem");
    Path key = folder.resolve("client.key");
    stranger.writeCertificate(certificate);
    stranger.writeKey(key);
    try (RawServer server = server(authority.server("127.0.0.1").server(authority), true)) {
      assertThat(failure(trusting(ca()), server))
          .contains("client certificate")
          .contains("tls.cert_file");
      HttpClient unknown =
          client(Optional.of(ca()), Optional.of(certificate), Optional.of(key), "");
      assertThat(failure(unknown, server)).isNotBlank();
      assertThat(clients).isEmpty();
    }
  }

  @Test
  void renewedFilesAreReadAgain() throws Exception {
    Path certificate = folder.resolve("client.pem");
    Path key = folder.resolve("client.key");
    Identity first = authority.client("first", "EC");
    Identity second = authority.client("second", "EC");
    first.writeCertificate(certificate);
    first.writeKey(key);
    try (RawServer server = server(authority.server("127.0.0.1").server(authority), true)) {
      HttpClient client = client(Optional.of(ca()), Optional.of(certificate), Optional.of(key), "");
      succeeds(client, server);
      second.writeCertificate(certificate);
      touch(certificate);
      succeeds(client, server);
      second.writeKey(key);
      touch(key);
      succeeds(client, server);
      assertThat(clients).containsExactly("CN=first", "CN=first", "CN=second");
      assertThat(server.connections()).hasSize(2);
    }
  }

  @Test
  void filesThatCannotBeUsedFailWhatIsSentUntilTheyCan() throws Exception {
    Path ca = folder.resolve("ca.pem");
    HttpClient client = trusting(ca);
    try (RawServer server = server(authority.server("127.0.0.1"))) {
      assertThat(failure(client, server)).isEqualTo(": " + ca + " does not exist");
      Files.writeString(ca, "not a certificate");
      assertThat(failure(client, server)).startsWith(": " + ca + " holds no certificate");
      Files.writeString(ca, TestAuthority.pem("CERTIFICATE", new byte[] {1, 2, 3}));
      assertThat(failure(client, server))
          .isEqualTo(": " + ca + " holds a certificate that cannot be read");
      authority.writeCertificate(ca);
      succeeds(client, server);
      Files.delete(ca);
      succeeds(client, server);
    }
    try (RawServer stranger = server(new TestAuthority("another").server("127.0.0.1"))) {
      assertThat(failure(client, stranger))
          .endsWith("; what was read before is used because " + ca + " does not exist");
    }
  }

  @Test
  void aKeyThatDoesNotFitIsSaid() throws Exception {
    Path certificate = folder.resolve("client.pem");
    Path key = folder.resolve("client.key");
    authority.client("one", "EC").writeCertificate(certificate);
    try (RawServer server = server(authority.server("127.0.0.1"))) {
      HttpClient client = client(Optional.of(ca()), Optional.of(certificate), Optional.of(key), "");
      authority.client("two", "EC").writeKey(key);
      assertThat(failure(client, server))
          .isEqualTo(": " + key + " holds the key of another certificate");
      authority.client("two", "RSA").writeKey(key);
      assertThat(failure(client, server))
          .startsWith(": " + key + " holds a key that cannot be read or is");
      Files.writeString(key, TestAuthority.pem("ENCRYPTED PRIVATE KEY", new byte[9]));
      assertThat(failure(client, server)).startsWith(": " + key + " holds an encrypted key");
      Files.writeString(key, "");
      assertThat(failure(client, server)).startsWith(": " + key + " holds no key");
      assertThat(server.requests()).isEmpty();
    }
  }
}
