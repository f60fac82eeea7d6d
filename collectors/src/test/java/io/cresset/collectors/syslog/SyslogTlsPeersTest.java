package io.cresset.collectors.syslog;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.model.LogRecord;
import io.cresset.collectors.syslog.TlsConfig.ClientCertificate;
import io.cresset.testkit.Eventually;
import io.cresset.testkit.FreePort;
import io.cresset.testkit.PeerProcess;
import io.cresset.testkit.Peers;
import io.cresset.testkit.TestAuthority;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** RFC 5425 from OpenSSL's own client and from rsyslog, both with a certificate to show. */
class SyslogTlsPeersTest {
  private static final String TLS = "tls://127.0.0.1:0";
  private static final String TEXT = "grüße, \"quoted\" [brackets] <13> a: b";

  @TempDir Path folder;

  @BeforeEach
  void makeCertificates() {
    write("ours", "server");
    write("theirs", "client");
    write("strangers", "stranger");
  }

  private void write(String authority, String name) {
    TestAuthority made = new TestAuthority(authority);
    made.writeCertificate(folder.resolve(authority + ".pem"));
    TestAuthority.Identity identity =
        name.equals("server") ? made.server("127.0.0.1") : made.client(name, "EC");
    identity.writeCertificate(folder.resolve(name + ".pem"));
    identity.writeKey(folder.resolve(name + ".key"));
  }

  private Listening listening() {
    TlsConfig tls =
        new TlsConfig(
            folder.resolve("server.pem"),
            folder.resolve("server.key"),
            Optional.of(folder.resolve("theirs.pem")),
            ClientCertificate.REQUIRED,
            Duration.ofSeconds(10));
    return new Listening(new TestConfig(TLS).tls(tls));
  }

  private void openssl(Path program, Listening listening, String client, String version)
      throws IOException, InterruptedException {
    Path input = folder.resolve("input");
    Files.writeString(input, "<13>Jan  2 03:04:01 h t: by " + version + "\n");
    Process process =
        new ProcessBuilder(
                program.toString(),
                "s_client",
                "-connect",
                "127.0.0.1:" + listening.address(TLS).getPort(),
                "-CAfile",
                folder.resolve("ours.pem").toString(),
                "-verify_return_error",
                "-cert",
                folder.resolve(client + ".pem").toString(),
                "-key",
                folder.resolve(client + ".key").toString(),
                "-quiet",
                "-no_ign_eof",
                "-" + version)
            .redirectInput(input.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("openssl.log").toFile())
            .start();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void openssl() throws Exception {
    Path program = Peers.require("openssl");
    try (Listening listening = listening()) {
      openssl(program, listening, "client", "tls1_2");
      assertThat(listening.bodies(1)).containsExactly("by tls1_2");
      openssl(program, listening, "client", "tls1_3");
      assertThat(listening.bodies(2)).containsExactly("by tls1_2", "by tls1_3");
      openssl(program, listening, "stranger", "tls1_3");
      listening.awaitLog(
          "WARNING no TLS with 127.0.0.1 on "
              + TLS
              + ": its certificate is of no authority in client_ca_file, or has run out");
      assertThat(listening.harness.records()).hasSize(2);
    }
  }

  @Test
  void rsyslog() throws Exception {
    Path rsyslogd = Peers.require("rsyslogd");
    Peers.requirePart("rsyslog/lmnsd_ossl.so", rsyslogModules());
    int input = FreePort.next();
    try (Listening listening = listening()) {
      Path conf = folder.resolve("rsyslog.conf");
      Files.writeString(
          conf,
          """
          global(
            workDirectory="%1$s"
            defaultNetstreamDriverCAFile="%1$s/ours.pem"
            defaultNetstreamDriverCertFile="%1$s/client.pem"
            defaultNetstreamDriverKeyFile="%1$s/client.key"
          )
          module(load="imudp")
          input(type="imudp" address="127.0.0.1" port="%2$d")
          action(
            type="omfwd" target="127.0.0.1" port="%3$d" protocol="tcp"
            TCP_Framing="octet-counted" template="RSYSLOG_SyslogProtocol23Format"
            StreamDriver="ossl" StreamDriverMode="1"
            StreamDriverAuthMode="x509/name" StreamDriverPermittedPeers="127.0.0.1"
          )
          """
              .formatted(folder, input, listening.address(TLS).getPort()));
      List<String> command =
          List.of(rsyslogd.toString(), "-n", "-f", conf.toString(), "-i", folder + "/pid");
      try (PeerProcess peer = PeerProcess.start(folder, Map.of(), command)) {
        Eventually.holds(
            "rsyslog forwards",
            () -> {
              assertThat(peer.process().isAlive()).as(peer.output()).isTrue();
              send(input);
              return !listening.harness.records().isEmpty();
            });
      }
      LogRecord first = listening.records(1).getFirst();
      assertThat(Listening.body(first)).isEqualTo(TEXT);
      assertThat(first.severityText()).isEqualTo("crit");
      assertThat(first.attributes().get(SyslogParser.PARSE_ERROR)).isEmpty();
      assertThat(listening.metric("cresset_syslog_broken_frames_total")).isZero();
      assertThat(listening.metric("cresset_syslog_failed_handshakes_total")).isZero();
    }
  }

  private static void send(int port) {
    byte[] line = ("<34>1 - h web 77 LOGIN - " + TEXT).getBytes(StandardCharsets.UTF_8);
    try (DatagramSocket socket = new DatagramSocket()) {
      InetAddress to = InetAddress.ofLiteral("127.0.0.1");
      socket.send(new DatagramPacket(line, line.length, to, port));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where distributions keep them. */
  private static List<Path> rsyslogModules() throws IOException {
    try (Stream<Path> folders = Files.list(Path.of("/usr/lib"))) {
      return Stream.concat(Stream.of(Path.of("/usr/lib"), Path.of("/usr/lib64")), folders).toList();
    }
  }
}
