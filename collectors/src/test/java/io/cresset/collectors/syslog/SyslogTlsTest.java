package io.cresset.collectors.syslog;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.collectors.syslog.TlsConfig.ClientCertificate;
import io.cresset.testkit.Eventually;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 5425 between JDK sockets, with certificates made for this test. */
class SyslogTlsTest {
  private static final String TLS = "tls://127.0.0.1:0";
  private static final String HEAD = "<13>Jan  2 03:04:01 h t: ";
  private static final String FAILED = "cresset_syslog_failed_handshakes_total";

  @TempDir static Path folder;

  private static TestCertificates server;
  private static TestCertificates client;

  @BeforeAll
  static void make() throws Exception {
    server = TestCertificates.make(folder, "server", "EC");
    client = TestCertificates.make(folder, "client", "RSA");
  }

  private static TestConfig config(TestCertificates own) {
    return new TestConfig(TLS)
        .tls(
            new TlsConfig(
                own.certFile(),
                own.keyFile(),
                Optional.empty(),
                ClientCertificate.REQUIRED,
                Duration.ofSeconds(10)));
  }

  private static TestConfig askingClients(ClientCertificate which) {
    return new TestConfig(TLS)
        .tls(
            new TlsConfig(
                server.certFile(),
                server.keyFile(),
                Optional.of(client.certFile()),
                which,
                Duration.ofSeconds(10)));
  }

  private static SSLSocket connect(SSLSocketFactory sockets, InetSocketAddress to)
      throws IOException {
    return (SSLSocket) sockets.createSocket(to.getAddress(), to.getPort());
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String counted(String line) {
    return line.getBytes(StandardCharsets.UTF_8).length + " " + line;
  }

  /** A write succeeds before the other side has refused the certificate. */
  private static void sendInVain(SSLSocketFactory sockets, InetSocketAddress to) {
    try (SSLSocket socket = connect(sockets, to)) {
      socket.setSoTimeout(10_000);
      send(socket, counted(HEAD + "in vain"));
      socket.getInputStream().read();
    } catch (IOException _) {
      // The words are the JDK's; what is asserted is what the listener says.
    }
  }

  private static void awaitFailed(Listening listening, String words) {
    Eventually.holds("the handshake has failed", () -> listening.metric(FAILED) == 1);
    Eventually.holds(
        "it is said",
        () ->
            listening
                .harness
                .logLines()
                .contains("WARNING no TLS with 127.0.0.1 on " + TLS + ": " + words));
    Eventually.holds(
        "its place is free", () -> listening.metric("cresset_syslog_connections") == 0);
    assertThat(listening.harness.records()).isEmpty();
    assertThat(listening.harness.failures()).isEmpty();
    assertThat(listening.harness.defects()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void takesCountedLines(String protocol) throws Exception {
    try (Listening listening = new Listening(config(server));
        SSLSocket socket = connect(server.trusting(), listening.address(TLS))) {
      socket.setEnabledProtocols(new String[] {protocol});
      List<String> sent = new ArrayList<>();
      StringBuilder stream = new StringBuilder();
      for (int i = 0; i < 3_000; i++) {
        sent.add(i + " grüße\nin two lines");
        stream.append(counted(HEAD + sent.getLast()));
      }
      send(socket, stream.toString());
      assertThat(listening.bodies(3_000)).isEqualTo(sent);
      assertThat(listening.records(3_000).getFirst().attributes().get(SyslogParser.TRANSPORT))
          .hasToString("Optional[tcp]");
      socket.shutdownOutput();
      Eventually.holds(
          "its place is free", () -> listening.metric("cresset_syslog_connections") == 0);
    }
  }

  @Test
  void aLineIsNotHeldBackByTheNextOnesFirstByte() throws Exception {
    try (Listening listening = new Listening(config(server));
        SSLSocket socket = connect(server.trusting(), listening.address(TLS))) {
      send(socket, HEAD + "one\n<");
      assertThat(listening.bodies(1)).containsExactly("one");
      send(socket, HEAD.substring(1) + "two\n");
      assertThat(listening.bodies(2)).containsExactly("one", "two");
    }
  }

  @Test
  void aSenderOfPlainTextIsToldApartAndDisturbsNobody() throws Exception {
    try (Listening listening = new Listening(config(server))) {
      InetSocketAddress to = listening.address(TLS);
      try (Socket plain = new Socket(to.getAddress(), to.getPort())) {
        send(plain, HEAD + "secret\n");
        awaitFailed(listening, "it sends plain text; let it use TLS, or send to a tcp:// address");
      }
      try (SSLSocket socket = connect(server.trusting(), to)) {
        send(socket, HEAD + "after it\n");
        assertThat(listening.bodies(1)).containsExactly("after it");
      }
    }
  }

  @Test
  void whoOnlyLooksWhetherThePortIsOpenIsNoFailure() throws Exception {
    try (Listening listening = new Listening(config(server))) {
      InetSocketAddress to = listening.address(TLS);
      new Socket(to.getAddress(), to.getPort()).close();
      Eventually.holds(
          "it was taken", () -> listening.metric("cresset_syslog_accepted_connections_total") == 1);
      Eventually.holds("it has gone", () -> listening.metric("cresset_syslog_connections") == 0);
      assertThat(listening.metric(FAILED)).isZero();
      assertThat(listening.harness.logLines()).noneMatch(line -> line.startsWith("WARNING"));
    }
  }

  @Test
  void aSenderThatSaysNothingIsClosedInTimeAndBlocksNobody() throws Exception {
    try (Listening listening = new Listening(config(server))) {
      InetSocketAddress to = listening.address(TLS);
      try (Socket silent = new Socket(to.getAddress(), to.getPort());
          Socket slow = new Socket(to.getAddress(), to.getPort());
          SSLSocket good = connect(server.trusting(), to)) {
        slow.getOutputStream().write(new byte[] {22, 3, 1, 2, 0, 1});
        send(good, HEAD + "meanwhile\n");
        assertThat(listening.bodies(1)).containsExactly("meanwhile");
        Eventually.holds(
            "all are taken", () -> listening.metric("cresset_syslog_connections") == 3);
        listening.harness.run(SyslogCollector.LIMITS_TASK);
        assertThat(listening.metric("cresset_syslog_connections")).isEqualTo(3);
        listening.time.advance(Duration.ofSeconds(10));
        listening.harness.run(SyslogCollector.LIMITS_TASK);
        assertThat(silent.getInputStream().read()).isEqualTo(-1);
        Eventually.holds("both are counted", () -> listening.metric(FAILED) == 2);
        assertThat(listening.metric("cresset_syslog_connections")).isEqualTo(1);
        assertThat(listening.harness.logLines())
            .contains(
                "WARNING no TLS with 127.0.0.1 on "
                    + TLS
                    + ": it has not finished within handshake_timeout");
        send(good, HEAD + "still\n");
        assertThat(listening.bodies(2)).containsExactly("meanwhile", "still");
      }
    }
  }

  @Test
  void aRequiredClientCertificateIsRequired() throws Exception {
    try (Listening listening = new Listening(askingClients(ClientCertificate.REQUIRED))) {
      sendInVain(server.trusting(), listening.address(TLS));
      awaitFailed(
          listening, "it shows no certificate; give it one, or set client_certificate: optional");
      try (SSLSocket socket = connect(server.trusting(client), listening.address(TLS))) {
        send(socket, HEAD + "with one\n");
        assertThat(listening.bodies(1)).containsExactly("with one");
      }
    }
  }

  @Test
  void anOptionalOneMayBeMissing() throws Exception {
    try (Listening listening = new Listening(askingClients(ClientCertificate.OPTIONAL));
        SSLSocket without = connect(server.trusting(), listening.address(TLS));
        SSLSocket with = connect(server.trusting(client), listening.address(TLS))) {
      send(without, HEAD + "without\n");
      listening.records(1);
      send(with, HEAD + "with\n");
      assertThat(listening.bodies(2)).containsExactly("without", "with");
      assertThat(subjectOf(with)).isEqualTo("CN=client");
    }
  }

  private static String subjectOf(SSLSocket socket) {
    X509Certificate shown = (X509Certificate) socket.getSession().getLocalCertificates()[0];
    return shown.getSubjectX500Principal().getName();
  }

  @Test
  void failuresAreToldApart() {
    SSLHandshakeException refused = new SSLHandshakeException("PKIX path building failed");
    refused.initCause(new CertificateException("no path"));
    assertThat(TlsLink.reason(refused)).isEqualTo(HandshakeFailure.Reason.UNTRUSTED_CERTIFICATE);
    assertThat(TlsLink.reason(new SSLHandshakeException("no cipher suites in common")))
        .isEqualTo(HandshakeFailure.Reason.NO_COMMON_PROTOCOL);
    assertThat(TlsLink.reason(new IOException("Connection reset")))
        .isEqualTo(HandshakeFailure.Reason.BROKEN_OFF);
  }

  @Test
  void aSenderThatDoesNotTrustUsIsNamed() throws Exception {
    try (Listening listening = new Listening(config(server))) {
      sendInVain(client.trusting(), listening.address(TLS));
      awaitFailed(
          listening,
          "it does not trust the certificate in cert_file, or that has run out;"
              + " give it the authority's");
    }
  }

  @Test
  void newFilesAreForTheNextSenderAndBrokenOnesForNobody() throws Exception {
    Path own = Files.createDirectory(folder.resolve("renewed"));
    TestCertificates old = TestCertificates.make(own, "old", "RSA");
    TestCertificates renewed = TestCertificates.make(own, "renewed", "EC");
    try (Listening listening = new Listening(config(old))) {
      InetSocketAddress to = listening.address(TLS);
      assertThat(subject(connect(old.trusting(), to))).isEqualTo("CN=old");
      replace(renewed.certFile(), old.certFile(), 1);
      assertThat(subject(connect(old.trusting(), to))).isEqualTo("CN=old");
      assertThat(listening.harness.logLines())
          .contains(
              "WARNING the certificate read before stays in use: "
                  + old.keyFile()
                  + " does not hold the key of the certificate in "
                  + old.certFile()
                  + ". Name other files in collectors.syslog.tls, or put these right.");
      replace(renewed.keyFile(), old.keyFile(), 2);
      assertThat(subject(connect(renewed.trusting(), to))).isEqualTo("CN=renewed");
      assertThat(listening.harness.logLines())
          .contains("INFO the certificate in " + old.certFile() + " was renewed");
      assertThat(listening.harness.failures()).isEmpty();
    }
  }

  private static void replace(Path by, Path file, int age) throws IOException {
    Files.copy(by, file, StandardCopyOption.REPLACE_EXISTING);
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_700_000_000_000L + age));
  }

  private static String subject(SSLSocket socket) throws IOException {
    try (socket) {
      socket.startHandshake();
      X509Certificate seen = (X509Certificate) socket.getSession().getPeerCertificates()[0];
      return seen.getSubjectX500Principal().getName();
    }
  }

  @Test
  void filesThatCannotBeUsedAreAFailureWithARemedy() throws Exception {
    Path wrong = Files.createDirectory(folder.resolve("wrong"));
    Path empty = Files.writeString(wrong.resolve("empty"), "nothing\n");
    Path rsa =
        Files.writeString(
            wrong.resolve("rsa"),
            "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n");
    Path none = wrong.resolve("none");
    assertThat(failure(none, server.keyFile())).isEqualTo(none + " does not exist");
    assertThat(failure(empty, server.keyFile()))
        .isEqualTo(empty + " holds no certificate that can be read; it must be PEM");
    assertThat(failure(server.certFile(), empty))
        .isEqualTo(empty + " holds no key; it must be PEM, with -----BEGIN PRIVATE KEY-----");
    assertThat(failure(server.certFile(), rsa))
        .isEqualTo(
            rsa
                + " holds an 'RSA PRIVATE KEY'; write it as PKCS #8: openssl pkey -in OLD -out"
                + " NEW");
    assertThat(failure(server.certFile(), client.keyFile()))
        .isEqualTo(
            client.keyFile() + " does not hold the key of the certificate in " + server.certFile());
  }

  private static String failure(Path certificate, Path key) {
    TlsConfig tls =
        new TlsConfig(
            certificate, key, Optional.empty(), ClientCertificate.REQUIRED, Duration.ofSeconds(10));
    try (Listening listening = new Listening(new TestConfig(TLS).tls(tls))) {
      Eventually.holds("it fails", () -> !listening.harness.failures().isEmpty());
      assertThat(listening.harness.failures().getFirst().remedy()).isNotBlank();
      return listening.harness.failures().getFirst().getMessage();
    }
  }
}
