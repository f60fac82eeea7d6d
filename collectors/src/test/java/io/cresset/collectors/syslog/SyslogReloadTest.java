package io.cresset.collectors.syslog;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.collectors.syslog.TlsConfig.ClientCertificate;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One instance ends and the next begins in its place, while senders stay connected. */
class SyslogReloadTest {
  private static final int ROUNDS = 10;

  @TempDir Path folder;

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(line(text));
  }

  private static byte[] line(String text) {
    return ("<13>Jan  2 03:04:01 h t: " + text + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static Socket connect(InetSocketAddress to) throws IOException {
    return new Socket(to.getAddress(), to.getPort());
  }

  @Test
  void theNextInstanceTakesOverAtOnce() throws Exception {
    TestCertificates certificates = TestCertificates.make(folder, "server", "EC");
    TlsConfig tls =
        new TlsConfig(
            certificates.certFile(),
            certificates.keyFile(),
            Optional.empty(),
            ClientCertificate.REQUIRED,
            Duration.ofSeconds(10));
    List<String> addresses = new ArrayList<>();
    try (Listening first =
        new Listening(
            new TestConfig("udp://127.0.0.1:0", "tcp://127.0.0.1:0", "tls://127.0.0.1:0")
                .tls(tls))) {
      for (String scheme : List.of("udp", "tcp", "tls")) {
        String address = scheme + "://127.0.0.1:";
        addresses.add(address + first.address(address + 0).getPort());
      }
    }
    Path path = folder.resolve("log");
    addresses.add("unix://" + path);
    TestConfig config = new TestConfig(addresses.toArray(String[]::new)).tls(tls);
    List<AutoCloseable> left = new ArrayList<>();
    try (DatagramSocket datagrams = new DatagramSocket()) {
      for (int round = 0; round < ROUNDS; round++) {
        try (Listening listening = new Listening(config)) {
          for (String address : addresses.subList(0, 3)) {
            listening.address(address);
          }
          byte[] datagram = line(round + " by udp");
          InetSocketAddress udp = listening.address(addresses.get(0));
          datagrams.send(new DatagramPacket(datagram, datagram.length, udp));
          Socket plain = connect(listening.address(addresses.get(1)));
          left.add(plain);
          send(plain, round + " by tcp");
          InetSocketAddress secure = listening.address(addresses.get(2));
          Socket encrypted =
              certificates.trusting().createSocket(secure.getAddress(), secure.getPort());
          left.add(encrypted);
          send(encrypted, round + " by tls");
          Socket inHandshake = connect(secure);
          left.add(inHandshake);
          inHandshake.getOutputStream().write(22);
          listening.awaitLog("INFO listening on unix://" + path);
          SocketChannel local = SocketChannel.open(UnixDomainSocketAddress.of(path));
          left.add(local);
          local.write(ByteBuffer.wrap(line(round + " by unix")));
          assertThat(listening.bodies(4))
              .containsExactlyInAnyOrder(
                  round + " by udp", round + " by tcp", round + " by tls", round + " by unix");
          assertThat(listening.harness.failures()).isEmpty();
          assertThat(listening.harness.defects()).isEmpty();
        }
      }
    } finally {
      for (AutoCloseable each : left) {
        each.close();
      }
    }
    assertThat(path).doesNotExist();
  }
}
