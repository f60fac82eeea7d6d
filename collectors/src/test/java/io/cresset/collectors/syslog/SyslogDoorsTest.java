package io.cresset.collectors.syslog;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.check.SocketHolders;
import io.cresset.testkit.DoorHarness;
import io.cresset.testkit.FakeTime;
import io.cresset.testkit.TestAuthority;
import io.cresset.testkit.TestAuthority.Identity;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Addresses, certificates and buffers of a real machine, this one. */
class SyslogDoorsTest {
  private static final long OURS = ProcessHandle.current().pid();

  private final DoorHarness harness = new DoorHarness("collectors", "syslog", new FakeTime());
  private final TestAuthority authority = new TestAuthority("test authority");
  @TempDir Path dir;

  private List<String> lines(TestConfig config) throws InterruptedException {
    SocketHolders holders = new SocketHolders(Path.of("/proc"));
    return harness.lines(new SyslogDoors(config.build(), harness, holders).all());
  }

  @Test
  void eachAddressIsADoor() throws Exception {
    assertThat(
            lines(new TestConfig("udp://127.0.0.1:0", "tcp://127.0.0.1:0").receiveBuffer("1KiB")))
        .containsExactly(
            "ok udp://127.0.0.1:0: can be listened on",
            "ok tcp://127.0.0.1:0: can be listened on",
            "ok receive_buffer: the kernel grants 1KiB");
    try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "tcp://127.0.0.1:" + busy.getLocalPort();
      assertThat(lines(new TestConfig(address)).getFirst())
          .startsWith("FAIL " + address + ": process " + OURS)
          .endsWith("; stop it, or choose another port in collectors.syslog.listen");
      harness.running(OURS);
      assertThat(lines(new TestConfig(address)))
          .containsExactly(
              "ok " + address + ": held by the Cresset that runs here (process " + OURS + ")");
    }
  }

  @Test
  void aBufferThatTheKernelDoesNotGrantIsAWarningWithItsSysctl() throws Exception {
    assertThat(lines(new TestConfig("udp://127.0.0.1:0").receiveBuffer("1023MiB")).getLast())
        .matches("warn receive_buffer: the kernel grants \\S+ of 1023MiB, .*")
        .contains("; sysctl -w net.core.rmem_max=1072693248, and ");
  }

  @Test
  void unixSocketsNeedAFolderAndAFreeName() throws Exception {
    Path socket = dir.resolve("log");
    TestConfig config = new TestConfig("unix://" + socket);
    assertThat(lines(config)).containsExactly("ok unix://" + socket + ": can be listened on");
    Files.writeString(socket, "a file");
    assertThat(lines(config).getFirst())
        .endsWith(
            ": there is a file that is no socket; remove it, or name another path in"
                + " collectors.syslog.listen");
    Files.delete(socket);
    assertThat(lines(new TestConfig("unix://" + dir + "/none/log")).getFirst())
        .contains("there is no folder " + dir.resolve("none") + "; make it first, or ");
    assertThat(lines(new TestConfig("unix://" + dir + "/" + "x".repeat(108))).getFirst())
        .contains("is longer than the 107 bytes of a socket");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      assertThat(lines(config).getFirst())
          .startsWith("FAIL unix://" + socket + ": process " + OURS);
      harness.running(OURS);
      assertThat(lines(config).getFirst()).startsWith("ok ").contains("held by the Cresset that");
    }
    // What is left behind is replaced.
    assertThat(lines(config)).containsExactly("ok unix://" + socket + ": can be listened on");
  }

  private TestConfig tls(Path certificate, Path key) {
    return new TestConfig("tls://127.0.0.1:0")
        .tls(
            new TlsConfig(
                certificate,
                key,
                Optional.empty(),
                TlsConfig.ClientCertificate.REQUIRED,
                Duration.ofSeconds(10)));
  }

  @Test
  void certificateAndKeyAreReadAndBelongTogether() throws Exception {
    Path certificate = dir.resolve("cert.pem");
    Path key = dir.resolve("key.pem");
    Identity identity = authority.server("here");
    identity.writeCertificate(certificate);
    assertThat(lines(tls(certificate, key)))
        .contains(
            "ok tls.cert_file: " + certificate + " is good until 2100-01-01",
            "FAIL tls.key_file: "
                + key
                + " does not exist; put it there, or set collectors.syslog.tls.key_file to"
                + " another");
    identity.writeKey(key);
    assertThat(lines(tls(certificate, key))).allMatch(line -> line.startsWith("ok "));
    authority.server("there").writeKey(key);
    assertThat(lines(tls(certificate, key)).getLast())
        .startsWith("FAIL tls: " + key + " does not hold the key of the certificate in ")
        .endsWith("; Name other files in collectors.syslog.tls, or put these right.");
    authority.expiredServer("here").writeCertificate(certificate);
    assertThat(lines(tls(certificate, key)))
        .anyMatch(line -> line.startsWith("FAIL tls.cert_file: ") && line.contains("2002-01-01"));
  }
}
