package io.cresset.app.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cresset.api.config.Secret;
import io.cresset.api.http.HttpRoutes.Response;
import io.cresset.app.control.ControlClient;
import io.cresset.app.control.ControlFile;
import io.cresset.app.control.ControlPlaces;
import io.cresset.app.control.ControlRoutes.Answer;
import io.cresset.app.control.ControlToken;
import io.cresset.core.http.ServerTls;
import io.cresset.core.runtime.SystemTime;
import io.cresset.testkit.Eventually;
import io.cresset.testkit.RecordingLogger;
import io.cresset.testkit.TestAuthority;
import io.cresset.testkit.TestAuthority.Identity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The server by TLS, with certificates that the test makes. */
@Timeout(120)
class WebTlsTest {
  private static final Map<String, Secret> USERS =
      Map.of("prometheus", new Secret(() -> "pass word"));

  @TempDir Path dir;

  private final TestAuthority authority = new TestAuthority("test authority");
  private final TestAuthority clients = new TestAuthority("clients' authority");
  private final RecordingLogger logger = new RecordingLogger();
  private final ControlToken token = ControlToken.random();
  private Path certFile = Path.of("");
  private Path keyFile = Path.of("");
  private Path clientCa = Path.of("");
  private Optional<WebServer> server = Optional.empty();
  private int writes;

  @BeforeEach
  void files() {
    certFile = dir.resolve("tls.crt");
    keyFile = dir.resolve("tls.key");
    clientCa = dir.resolve("clients.pem");
    clients.writeCertificate(clientCa);
    write(authority.server("127.0.0.1"));
  }

  @AfterEach
  void stop() {
    server.ifPresent(WebServer::close);
  }

  /** As a renewal does, and with another time even within one tick of the file system. */
  private void write(Identity identity) {
    identity.writeCertificate(certFile);
    identity.writeKey(keyFile);
    touch();
  }

  private void touch() {
    try {
      writes++;
      Files.setLastModifiedTime(certFile, FileTime.fromMillis(1_000_000L * writes));
      Files.setLastModifiedTime(keyFile, FileTime.fromMillis(1_000_000L * writes));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private WebServer serve(boolean asksForCertificates, Login login, WebLimits limits)
      throws IOException {
    ServerTls tls =
        ServerTls.load(
            certFile,
            keyFile,
            asksForCertificates ? Optional.of(clientCa) : Optional.empty(),
            logger);
    InetSocketAddress loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    WebServer made =
        WebServer.bind(
            new WebSettings(loopback, limits, Optional.of(tls), login),
            token,
            new SystemTime(),
            logger);
    server = Optional.of(made);
    made.get("/", _ -> Response.text(200, "here\n"));
    made.get("/huge", _ -> new Response(200, "application/octet-stream", new byte[32 << 20]));
    made.toStrangers("/healthz", _ -> Response.text(200, "ok\n"));
    made.control().get("/-/status", _ -> Answer.text(200, "fine\n"));
    made.start();
    return made;
  }

  private WebServer serve(boolean asksForCertificates, Login login) throws IOException {
    return serve(asksForCertificates, login, WebLimits.usual());
  }

  private SSLSocket connect(WebServer to, Optional<Identity> own) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("authority", authority.certificate());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    KeyManager[] keys = {};
    if (own.isPresent()) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry(
          "own", own.get().key(), new char[0], new X509Certificate[] {own.get().certificate()});
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(store, new char[0]);
      keys = factory.getKeyManagers();
    }
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys, trust.getTrustManagers(), null);
    SSLSocket socket =
        (SSLSocket)
            context
                .getSocketFactory()
                .createSocket(to.address().getAddress(), to.address().getPort());
    socket.setSoTimeout(60_000);
    return socket;
  }

  /** The whole answer to one request. */
  private String ask(WebServer to, String path, String header, Optional<Identity> own)
      throws Exception {
    try (SSLSocket socket = connect(to, own)) {
      return ask(socket, path, header);
    }
  }

  private static String ask(Socket socket, String path, String header) throws IOException {
    String request =
        "GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + header + "\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  private String ask(WebServer to, String path) throws Exception {
    return ask(to, path, "", Optional.empty());
  }

  @Test
  void servesByTlsAndTellsWhoSpeaksPlainHttp() throws Exception {
    WebServer web = serve(false, Login.open());
    assertThat(web.scheme()).isEqualTo("https");
    assertThat(ask(web, "/")).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\nhere\n");
    assertThat(ask(web, "/huge")).hasSizeGreaterThan(32 << 20);
    try (Socket plain = new Socket(web.address().getAddress(), web.address().getPort())) {
      assertThat(ask(plain, "/", ""))
          .startsWith("HTTP/1.1 400 Bad Request\r\n")
          .endsWith("\r\n\r\nthis port speaks https\n");
    }
    try (Socket noise = new Socket(web.address().getAddress(), web.address().getPort())) {
      noise.getOutputStream().write(new byte[] {22, 3, 1, 0, 5, 1, 2, 3, 4, 5});
      assertThat(noise.getInputStream().readAllBytes().length).isLessThan(100);
    }
    Eventually.holds(
        "it is said why",
        () -> logger.lines().stream().anyMatch(line -> line.startsWith("INFO no TLS with 127.0.")));
    assertThat(ask(web, "/")).startsWith("HTTP/1.1 200 OK\r\n");
  }

  @Test
  void aRenewedCertificateIsShownToTheNextClient() throws Exception {
    Identity first = authority.server("127.0.0.1");
    write(first);
    WebServer web = serve(false, Login.open());
    ControlPlaces places =
        ControlPlaces.of(Map.of("RUNTIME_DIRECTORY", dir.resolve("run").toString()));
    ControlFile file = ControlFile.leave(places, web.address(), web.fingerprint(), token, logger);
    web.whenRenewed(file::renewed);
    ControlClient client = ControlClient.find(places, OptionalInt.of(web.address().getPort()));
    assertThat(client.url()).startsWith("https://127.0.0.1:");
    assertThat(client.ask("GET", "/-/status").text()).isEqualTo("fine\n");
    assertThat(shown(web)).isEqualTo(first.certificate());

    Identity second = authority.server("127.0.0.1");
    second.writeCertificate(certFile);
    touch();
    assertThat(shown(web)).as("its key is not there yet").isEqualTo(first.certificate());
    assertThat(shown(web)).isEqualTo(first.certificate());
    assertThat(logger.lines())
        .filteredOn(line -> line.startsWith("WARNING"))
        .singleElement()
        .asString()
        .contains("the certificate read before stays in use: " + keyFile);
    second.writeKey(keyFile);
    touch();
    // The first to come is the one that makes it look, and this one believes but one certificate.
    assertThat(client.ask("GET", "/-/status").text()).isEqualTo("fine\n");
    assertThat(shown(web)).isEqualTo(second.certificate());
  }

  private X509Certificate shown(WebServer web) throws Exception {
    try (SSLSocket socket = connect(web, Optional.empty())) {
      socket.startHandshake();
      return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    }
  }

  @Test
  void theControlClientBelievesNoOtherCertificate() throws Exception {
    WebServer web = serve(false, Login.open());
    ControlPlaces places =
        ControlPlaces.of(Map.of("RUNTIME_DIRECTORY", dir.resolve("run").toString()));
    ControlFile _ =
        ControlFile.leave(places, web.address(), Optional.of("0".repeat(64)), token, logger);
    ControlClient client = ControlClient.find(places, OptionalInt.of(web.address().getPort()));
    assertThatThrownBy(() -> client.ask("GET", "/-/status"))
        .hasMessageContaining("not the certificate of the program that is meant");
  }

  @Test
  void aClientCertificateMayBeNeeded() throws Exception {
    Login login = new Login(Map.of(), Optional.empty(), Login.Certificate.REQUIRED);
    WebServer web = serve(true, login);
    assertThat(ask(web, "/"))
        .startsWith("HTTP/1.1 403 Forbidden\r\n")
        .endsWith("this needs a client certificate\n");
    assertThat(ask(web, "/healthz")).startsWith("HTTP/1.1 200 OK\r\n");
    for (String algorithm : new String[] {"EC", "RSA"}) {
      Optional<Identity> own = Optional.of(clients.client("prometheus", algorithm));
      assertThat(ask(web, "/", "", own)).startsWith("HTTP/1.1 200 OK\r\n");
    }
    Optional<Identity> foreign = Optional.of(authority.client("prometheus", "EC"));
    assertThat(ask(web, "/", "", foreign)).startsWith("HTTP/1.1 403 Forbidden\r\n");

    ControlPlaces places =
        ControlPlaces.of(Map.of("RUNTIME_DIRECTORY", dir.resolve("run").toString()));
    ControlFile _ = ControlFile.leave(places, web.address(), web.fingerprint(), token, logger);
    ControlClient client = ControlClient.find(places, OptionalInt.of(web.address().getPort()));
    assertThat(client.ask("GET", "/-/status").text()).isEqualTo("fine\n");
  }

  @Test
  void aClientCertificateMayBeAsGoodAsAPassword() throws Exception {
    WebServer web = serve(true, new Login(USERS, Optional.empty(), Login.Certificate.SUFFICIENT));
    assertThat(ask(web, "/")).startsWith("HTTP/1.1 401 Unauthorized\r\n");
    assertThat(ask(web, "/", "", Optional.of(clients.client("prometheus", "EC"))))
        .startsWith("HTTP/1.1 200 OK\r\n");
    // prometheus:pass word
    String basic = "Authorization: Basic cHJvbWV0aGV1czpwYXNzIHdvcmQ=\r\n";
    assertThat(ask(web, "/", basic, Optional.empty())).startsWith("HTTP/1.1 200 OK\r\n");
  }

  @Test
  void slowClientsAreCutOffHereToo() throws Exception {
    // Long enough for a handshake on a machine that has much else to do.
    Duration brief = Duration.ofSeconds(3);
    WebServer web =
        serve(
            false, Login.open(), WebLimits.usual().patience(brief, Duration.ofSeconds(30), brief));
    SSLSocket takesNothing = connect(web, Optional.empty());
    takesNothing
        .getOutputStream()
        .write("GET /huge HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    try (Socket begins = new Socket(web.address().getAddress(), web.address().getPort())) {
      begins.setSoTimeout(60_000);
      begins.getOutputStream().write(22);
      assertThat(begins.getInputStream().read()).as("cut off in its handshake").isNegative();
    }
    Eventually.holds("both are gone", () -> web.connections() == 0);
    // Limits hold for the next ones too.
    try (SSLSocket next = connect(web, Optional.empty())) {
      next.getOutputStream().write('G');
      assertThat(new String(next.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
          .startsWith("HTTP/1.1 408 ");
    }
    try {
      takesNothing.close();
    } catch (SSLException | SocketException _) {
      // It cannot take leave of a server that has cut it off.
      assertThat(takesNothing.isClosed()).isTrue();
    }
  }

  @Test
  void filesThatCannotBeUsedAreNamed() {
    Identity other = authority.server("127.0.0.1");
    other.writeKey(keyFile);
    assertThatThrownBy(() -> ServerTls.load(certFile, keyFile, Optional.empty(), logger))
        .isInstanceOf(IOException.class)
        .hasMessage(keyFile + " holds the key of another certificate");
    Path none = dir.resolve("none");
    assertThatThrownBy(() -> ServerTls.load(none, keyFile, Optional.empty(), logger))
        .hasMessage(none + " does not exist");
    assertThatThrownBy(() -> ServerTls.load(certFile, keyFile, Optional.of(keyFile), logger))
        .hasMessageStartingWith(keyFile + " holds ");
  }
}
