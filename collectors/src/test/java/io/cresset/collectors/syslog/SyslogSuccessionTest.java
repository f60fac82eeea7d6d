package io.cresset.collectors.syslog;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.model.LogPieces;
import io.cresset.api.model.LogRecord;
import io.cresset.collectors.syslog.TlsConfig.ClientCertificate;
import io.cresset.testkit.Eventually;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An instance that retires leaves its sockets to the next one, and nothing is lost between. */
class SyslogSuccessionTest {
  private static final String UDP = "udp://127.0.0.1:0";
  private static final String TCP = "tcp://127.0.0.1:0";
  private static final String TLS = "tls://127.0.0.1:0";
  private static final String HEAD = "<13>Jan  2 03:04:01 h t: ";

  @TempDir static Path folder;

  private static TestCertificates certificates;

  @BeforeAll
  static void make() throws Exception {
    certificates = TestCertificates.make(folder, "server", "EC");
  }

  private static TlsConfig tls(int handshakeSeconds) {
    return new TlsConfig(
        certificates.certFile(),
        certificates.keyFile(),
        Optional.empty(),
        ClientCertificate.REQUIRED,
        Duration.ofSeconds(handshakeSeconds));
  }

  private static TestConfig config(String... addresses) {
    return new TestConfig(addresses).tls(tls(10));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(bytes(text));
  }

  private static Socket connect(InetSocketAddress to) throws IOException {
    Socket socket = new Socket(to.getAddress(), to.getPort());
    socket.setTcpNoDelay(true);
    return socket;
  }

  private static Socket connectByTls(InetSocketAddress to) throws Exception {
    return certificates.trusting().createSocket(to.getAddress(), to.getPort());
  }

  @Test
  void whatIsSentMeanwhileIsTakenByTheNext() throws Exception {
    Listening first = new Listening(config(UDP, TCP));
    InetSocketAddress udp = first.address(UDP);
    InetSocketAddress tcp = first.address(TCP);
    try (DatagramSocket datagrams = new DatagramSocket();
        Socket idle = connect(tcp)) {
      send(idle, HEAD + "one\n");
      first.records(1);
      first.retire();
      first.awaitRetired();
      byte[] datagram = bytes(HEAD + "by udp");
      datagrams.send(new DatagramPacket(datagram, datagram.length, udp));
      send(idle, HEAD + "by tcp\n");
      try (Socket late = connect(tcp)) {
        send(late, HEAD + "by one that came meanwhile\n");
        assertThat(first.harness.records()).hasSize(1);
        try (Listening second = first.next(config(UDP, TCP))) {
          assertThat(second.bodies(3))
              .containsExactlyInAnyOrder("by udp", "by tcp", "by one that came meanwhile");
          assertThat(second.address(UDP)).isEqualTo(udp);
          assertThat(second.address(TCP)).isEqualTo(tcp);
          assertThat(second.metric("cresset_syslog_connections")).isEqualTo(2);
          assertThat(second.harness.failures()).isEmpty();
        }
      }
    }
  }

  @Test
  void aLineMayBeginInOneAndEndInTheNext() throws Exception {
    Listening first = new Listening(config(TCP, TLS));
    String counted = HEAD + "counted\nin two lines";
    try (Socket plain = connect(first.address(TCP));
        Socket frames = connect(first.address(TCP));
        Socket pieces = connect(first.address(TCP));
        Socket encrypted = connectByTls(first.address(TLS))) {
      send(plain, HEAD + "whole\n" + HEAD + "par");
      send(frames, bytes(counted).length + " " + counted.substring(0, 30));
      send(pieces, HEAD + "x".repeat(70_000));
      send(encrypted, HEAD + "whole too\n" + HEAD + "par");
      first.records(3);
      try (Listening second = first.next(config(TCP, TLS))) {
        send(plain, "tial\n");
        send(frames, counted.substring(30));
        send(pieces, "y\n");
        send(encrypted, "tial too\n");
        assertThat(second.bodies(4)).contains("partial", "counted\nin two lines", "partial too");
        LogRecord rest =
            second.records(4).stream()
                .filter(record -> Listening.body(record).endsWith("xxy"))
                .findFirst()
                .orElseThrow();
        assertThat(rest.attributes().get(LogPieces.NUMBER).map(Rendered::value)).contains("2");
        assertThat(rest.severityText()).isEqualTo("notice");
        assertThat(second.metric("cresset_syslog_broken_frames_total")).isZero();
      }
    }
  }

  /** Twenty instances one after the other, and senders that never stop. */
  @Test
  void aStreamOfLinesLosesAndDoublesNothing() throws Exception {
    Listening now = new Listening(config(UDP, TCP, TLS));
    List<String> taken = new ArrayList<>();
    try (DatagramSocket datagrams = new DatagramSocket();
        Socket plain = connect(now.address(TCP));
        Socket encrypted = connectByTls(now.address(TLS))) {
      InetSocketAddress udp = now.address(UDP);
      Sending byUdp =
          new Sending(
              "udp",
              line -> datagrams.send(new DatagramPacket(bytes(line), bytes(line).length, udp)));
      Sending byTcp = new Sending("tcp", line -> send(plain, line));
      Sending byTls = new Sending("tls", line -> send(encrypted, line));
      for (int round = 0; round < 20; round++) {
        int some = now.harness.records().size() + 100;
        now.records(some);
        Listening next = now.next(config(UDP, TCP, TLS));
        now.harness.records().forEach(record -> taken.add(Listening.body(record)));
        now = next;
      }
      int sent = byUdp.stop() + byTcp.stop() + byTls.stop();
      now.records(sent - taken.size());
      now.close();
      now.harness.records().forEach(record -> taken.add(Listening.body(record)));
      for (Sending each : List.of(byUdp, byTcp, byTls)) {
        assertThat(taken.stream().filter(line -> line.startsWith(each.name)))
            .as(each.name)
            .containsExactlyElementsOf(each.lines());
      }
      assertThat(taken).hasSize(sent);
    }
  }

  /** Sends numbered lines at a steady pace, until it is told to stop. */
  private static final class Sending {
    private static final long PAUSE_NANOS = 500_000;

    private interface Way {
      void send(String line) throws IOException;
    }

    private final String name;
    private final Thread thread;
    private volatile boolean stopped;
    private volatile int count;
    private volatile @Nullable IOException refused;

    Sending(String name, Way way) {
      this.name = name;
      this.thread = Thread.ofPlatform().start(() -> send(way));
    }

    private void send(Way way) {
      int next = 0;
      try {
        while (!stopped) {
          way.send(HEAD + name + " " + next + "\n");
          next++;
          LockSupport.parkNanos(PAUSE_NANOS);
        }
      } catch (IOException e) {
        refused = e;
      } finally {
        count = next;
      }
    }

    int stop() throws InterruptedException {
      stopped = true;
      thread.join();
      assertThat(refused).as("the end of sending by " + name).isNull();
      return count;
    }

    List<String> lines() {
      List<String> lines = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        lines.add(name + " " + i);
      }
      return lines;
    }
  }

  @Test
  void whoWasLetInUnderOtherSettingsMustComeAgain() throws Exception {
    Listening first = new Listening(config(TLS));
    try (Socket before = connectByTls(first.address(TLS))) {
      send(before, HEAD + "one\n");
      first.records(1);
      try (Listening second = first.next(new TestConfig(TLS).tls(tls(11)))) {
        assertThat(before.getInputStream().read()).isEqualTo(-1);
        try (Socket again = connectByTls(second.address(TLS))) {
          send(again, HEAD + "two\n");
          assertThat(second.bodies(1)).containsExactly("two");
        }
      }
    }
  }

  @Test
  void whatNobodyTakesOverIsClosed() throws Exception {
    Path path = folder.resolve("gone");
    Listening first = new Listening(new TestConfig(UDP, TCP, "unix://" + path));
    InetSocketAddress udp = first.address(UDP);
    InetSocketAddress tcp = first.address(TCP);
    first.awaitLog("INFO listening on unix://" + path);
    try (Socket sender = connect(tcp)) {
      send(sender, HEAD + "one\n");
      first.records(1);
      try (Listening second = first.next(new TestConfig(TLS).tls(tls(10)))) {
        second.address(TLS);
        assertThat(sender.getInputStream().read()).isEqualTo(-1);
        new DatagramSocket(udp).close();
        assertThat(path).doesNotExist();
      }
    }
  }

  @Test
  void fewerPlacesAreForAsManyAsThereAre() throws Exception {
    Listening first = new Listening(new TestConfig(TCP));
    try (Socket one = connect(first.address(TCP));
        Socket other = connect(first.address(TCP))) {
      send(one, HEAD + "one\n");
      send(other, HEAD + "other\n");
      first.records(2);
      try (Listening second = first.next(new TestConfig(TCP).maxConnections(1))) {
        Eventually.holds(
            "one is refused", () -> second.metric("cresset_syslog_refused_connections_total") == 1);
        assertThat(second.metric("cresset_syslog_connections")).isEqualTo(1);
      }
    }
  }
}
