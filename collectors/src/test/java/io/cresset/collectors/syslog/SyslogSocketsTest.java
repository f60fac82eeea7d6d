package io.cresset.collectors.syslog;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.Resource;
import io.cresset.api.model.ResourceLogs;
import io.cresset.testkit.Eventually;
import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Over real loopback sockets. */
class SyslogSocketsTest {
  private static final String UDP = "udp://127.0.0.1:0";
  private static final String TCP = "tcp://127.0.0.1:0";
  private static final List<String> ENDS =
      List.of("", "\n", "\r\n", "\0", "\n\0", "\r\n\0\0\0", "\n\n");
  private static final String HEAD = "<13>Jan  2 03:04:01 h t: ";

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Socket connect(InetSocketAddress to) throws IOException {
    return new Socket(to.getAddress(), to.getPort());
  }

  private static String counted(String line) {
    return bytes(line).length + " " + line;
  }

  @Test
  void takesABurstOfDatagramsWholeAndInOrder() throws IOException {
    try (Listening listening = Listening.on(UDP);
        DatagramSocket socket = new DatagramSocket()) {
      InetSocketAddress to = listening.address(UDP);
      List<String> sent = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        sent.add("line " + i);
        byte[] line = bytes(HEAD + "line " + i + ENDS.get(i % ENDS.size()));
        socket.send(new DatagramPacket(line, line.length, to));
      }
      assertThat(listening.bodies(200)).isEqualTo(sent);
      assertThat(listening.harness.logs())
          .extracting(ResourceLogs::resource)
          .extracting(Resource::instance)
          .allMatch(instance -> instance.orElseThrow().equals("h"));
    }
  }

  @Test
  void takesTheLargestDatagramAndIgnoresEmptyOnes() throws IOException {
    try (Listening listening = Listening.on(UDP);
        DatagramSocket socket = new DatagramSocket()) {
      InetSocketAddress to = listening.address(UDP);
      String large = "x".repeat(65_507 - HEAD.length());
      for (String datagram : List.of("", HEAD + large, "\n", HEAD + "end")) {
        byte[] line = bytes(datagram);
        socket.send(new DatagramPacket(line, line.length, to));
      }
      assertThat(listening.bodies(2)).containsExactly(large, "end");
    }
  }

  @Test
  void saysWhoSentALineAndOverWhat() throws IOException {
    try (Listening listening = Listening.on(UDP, TCP);
        DatagramSocket socket = new DatagramSocket();
        Socket stream = connect(listening.address(TCP))) {
      byte[] line = bytes("<13>1 - - - - - - nobody");
      socket.send(new DatagramPacket(line, line.length, listening.address(UDP)));
      listening.records(1);
      stream.getOutputStream().write(bytes(HEAD + "over tcp\n"));
      List<LogRecord> records = listening.records(2);
      assertThat(records)
          .extracting(record -> record.attributes().get(SyslogParser.TRANSPORT).orElseThrow())
          .extracting(Object::toString)
          .containsExactly("udp", "tcp");
      assertThat(records)
          .extracting(record -> record.attributes().get(SyslogParser.PEER_ADDRESS).orElseThrow())
          .extracting(Object::toString)
          .containsOnly("127.0.0.1");
      assertThat(listening.harness.logs().getFirst().resource())
          .hasToString("Resource{host.name=127.0.0.1, job=syslog}");
    }
  }

  @Test
  void aClockThatIsFarOffIsShownAndNotBelieved() throws IOException {
    TestConfig config = new TestConfig(UDP).timezone("127.0.0.1", "Asia/Tokyo");
    try (Listening listening = new Listening(config);
        DatagramSocket socket = new DatagramSocket()) {
      InetSocketAddress to = listening.address(UDP);
      byte[] right = bytes("<13>Jan  2 12:04:01 h t: in Tokyo");
      socket.send(new DatagramPacket(right, right.length, to));
      listening.records(1);
      assertThat(listening.metric("cresset_syslog_clock_skew_seconds")).isEqualTo(-4);
      byte[] wrong = bytes("<13>Jan  2 13:04:05 h t: an hour ahead");
      socket.send(new DatagramPacket(wrong, wrong.length, to));
      List<LogRecord> records = listening.records(2);
      assertThat(records.getFirst().timeUnixNanos())
          .isEqualTo(records.getFirst().observedUnixNanos() - 4_000_000_000L);
      assertThat(records.getLast().timeUnixNanos())
          .isEqualTo(records.getLast().observedUnixNanos());
      assertThat(records.getLast().attributes().get(SyslogParser.TIMESTAMP).orElseThrow())
          .hasToString("Jan  2 13:04:05");
    }
  }

  @Test
  void takesBothFramingsOverTcp() throws IOException {
    try (Listening listening = Listening.on(TCP);
        Socket terminated = connect(listening.address(TCP));
        Socket counted = connect(listening.address(TCP))) {
      terminated.getOutputStream().write(bytes(HEAD + "one\n" + HEAD + "two\r\n"));
      listening.records(2);
      counted
          .getOutputStream()
          .write(bytes(counted(HEAD + "three\nof it") + counted(HEAD + "four")));
      assertThat(listening.bodies(4)).containsExactly("one", "two", "three\nof it", "four");
    }
  }

  /** Each byte in a segment of its own; the decoder alone is tried at every boundary elsewhere. */
  @Test
  void aStreamMayBeSplitAnywhere() throws IOException {
    try (Listening listening = Listening.on(TCP);
        Socket socket = connect(listening.address(TCP))) {
      socket.setTcpNoDelay(true);
      OutputStream out = socket.getOutputStream();
      String stream = counted(HEAD + "grüße") + HEAD + "two\n" + counted(HEAD + "three");
      for (byte each : bytes(stream)) {
        out.write(each);
        out.flush();
      }
      assertThat(listening.bodies(3)).containsExactly("grüße", "two", "three");
    }
  }

  @Test
  void manyConnectionsDoNotDisturbEachOther() throws IOException {
    int connections = 50;
    try (Listening listening = Listening.on(TCP)) {
      List<Socket> sockets = new ArrayList<>();
      for (int i = 0; i < connections; i++) {
        sockets.add(connect(listening.address(TCP)));
      }
      for (int round = 0; round < 5; round++) {
        for (int i = 0; i < connections; i++) {
          boolean broken = i % 10 == 0;
          String line = counted(HEAD + i + "/" + round) + (broken ? "rubbish\n" : "");
          sockets.get(i).getOutputStream().write(bytes(line));
        }
      }
      int good = connections * 5;
      List<String> bodies = listening.bodies(good + connections / 10 * 5);
      for (int i = 0; i < connections; i++) {
        String prefix = i + "/";
        assertThat(bodies.stream().filter(body -> body.startsWith(prefix)))
            .containsExactlyElementsOf(
                IntStream.range(0, 5).mapToObj(round -> prefix + round).toList());
      }
      assertThat(listening.metric("cresset_syslog_broken_frames_total"))
          .isEqualTo(connections / 10 * 5);
      assertThat(listening.metric("cresset_syslog_connections")).isEqualTo(connections);
      for (Socket socket : sockets) {
        socket.close();
      }
      Eventually.holds(
          "all connections' tasks end",
          () -> listening.harness.taskNames().equals(List.of(SyslogCollector.COUNTS_TASK, TCP)));
      assertThat(listening.metric("cresset_syslog_connections")).isZero();
      assertThat(listening.harness.defects()).isEmpty();
      assertThat(listening.harness.failures()).isEmpty();
    }
  }

  @Test
  void aLineCutOffByTheEndOfItsConnectionIsKept() throws IOException {
    try (Listening listening = Listening.on(TCP)) {
      try (Socket socket = connect(listening.address(TCP))) {
        socket.getOutputStream().write(bytes(HEAD + "whole\n" + HEAD + "cut o"));
      }
      assertThat(listening.bodies(2)).containsExactly("whole", "cut o");
      try (Socket socket = connect(listening.address(TCP))) {
        socket.getOutputStream().write(bytes("90 " + HEAD + "cut off too"));
      }
      assertThat(listening.bodies(3)).endsWith("cut off too");
      Eventually.holds("both tasks end", () -> listening.harness.taskNames().size() == 2);
      assertThat(listening.metric("cresset_syslog_broken_frames_total")).isEqualTo(1);
    }
  }

  @Test
  void aConnectionThatIsResetEndsQuietly() throws IOException {
    try (Listening listening = Listening.on(TCP)) {
      try (Socket socket = connect(listening.address(TCP))) {
        socket.getOutputStream().write(bytes(HEAD + "before\n"));
        listening.records(1);
        socket.setSoLinger(true, 0);
      }
      Eventually.holds("its task ends", () -> listening.harness.taskNames().size() == 2);
      assertThat(listening.harness.failures()).isEmpty();
      assertThat(listening.harness.defects()).isEmpty();
    }
  }

  @Test
  void countsWhatItCannotReadByReason() throws IOException {
    try (Listening listening = Listening.on(TCP);
        Socket socket = connect(listening.address(TCP))) {
      socket.getOutputStream().write(bytes("GET / HTTP/1.1\n<999>x\n<13>x\n<13>1 - h\n"));
      listening.records(4);
      assertThat(listening.metric("cresset_syslog_unparsable_lines_total")).isEqualTo(4);
    }
  }

  @Test
  void aBusyPortIsAFailureWithARemedy() throws IOException {
    InetAddress loopback = InetAddress.getByName("127.0.0.1");
    try (DatagramSocket udp = new DatagramSocket(0, loopback);
        ServerSocket tcp = new ServerSocket(0, 1, loopback)) {
      String udpSpec = "udp://127.0.0.1:" + udp.getLocalPort();
      String tcpSpec = "tcp://127.0.0.1:" + tcp.getLocalPort();
      try (Listening listening = Listening.on(udpSpec, tcpSpec)) {
        Eventually.holds("both fail", () -> listening.harness.failures().size() == 2);
        assertThat(listening.harness.failures())
            .allMatch(failure -> failure.kind() == CollectFailure.Kind.UNREACHABLE)
            .extracting(failure -> failure.getMessage() + ". " + failure.remedy())
            .containsExactlyInAnyOrder(
                "cannot listen on "
                    + udpSpec
                    + ": Address already in use. Stop the program that has this port"
                    + " ('ss -lnup' names it), or listen on another one.",
                "cannot listen on "
                    + tcpSpec
                    + ": Address already in use. Stop the program that has this port"
                    + " ('ss -lntp' names it), or listen on another one.");
        assertThat(listening.harness.defects()).isEmpty();
      }
    }
  }

  @Test
  void anAddressOfNobodyHereIsAFailureWithARemedy() {
    try (Listening listening = Listening.on("udp://192.0.2.1:0", "tcp://no-such-host.invalid:0")) {
      Eventually.holds("both fail", () -> listening.harness.failures().size() == 2);
      assertThat(listening.harness.failures())
          .extracting(failure -> failure.getMessage() + ". " + failure.remedy())
          .containsExactlyInAnyOrder(
              "cannot listen on udp://192.0.2.1:0: Cannot assign requested address."
                  + " No interface of this machine has this address; 0.0.0.0 means all of them.",
              "cannot listen on tcp://no-such-host.invalid:0: host 'no-such-host.invalid' is not"
                  + " known. Name an address of this machine in collectors.syslog.listen, or"
                  + " 0.0.0.0 for all.");
    }
  }

  @Test
  void anInterruptEndsAllAndSetsThePortsFree() throws IOException {
    InetSocketAddress udp;
    InetSocketAddress tcp;
    try (Listening listening = Listening.on(UDP, TCP)) {
      udp = listening.address(UDP);
      tcp = listening.address(TCP);
      try (Socket idle = connect(tcp);
          Socket inLine = connect(tcp)) {
        inLine.getOutputStream().write(bytes(HEAD + "whole\n" + HEAD + "par"));
        listening.records(1);
        listening.harness.close();
        assertThat(listening.harness.taskNames()).containsExactly(SyslogCollector.COUNTS_TASK);
        assertThat(listening.bodies(2)).containsExactly("whole", "par");
        assertThat(idle.getInputStream().read()).isEqualTo(-1);
      }
      assertThat(listening.harness.defects()).isEmpty();
      assertThat(listening.harness.failures()).isEmpty();
    }
    new DatagramSocket(udp).close();
    new ServerSocket(tcp.getPort(), 1, tcp.getAddress()).close();
  }

  @Test
  void saysWhereItListens() {
    try (Listening listening = Listening.on(UDP, TCP)) {
      int udp = listening.address(UDP).getPort();
      int tcp = listening.address(TCP).getPort();
      Eventually.holds("both are said", () -> listening.harness.logLines().size() >= 2);
      assertThat(listening.harness.logLines())
          .contains(
              "INFO listening on udp 127.0.0.1:" + udp, "INFO listening on tcp 127.0.0.1:" + tcp);
    }
  }

  @Test
  void whatArrivedBeforeTheEndIsTaken() throws IOException {
    try (Listening listening = Listening.on(UDP);
        DatagramSocket socket = new DatagramSocket()) {
      InetSocketAddress to = listening.address(UDP);
      for (int i = 0; i < 150; i++) {
        byte[] line = bytes(HEAD + i);
        socket.send(new DatagramPacket(line, line.length, to));
      }
      listening.harness.close();
      assertThat(listening.harness.records()).hasSize(150);
      assertThat(listening.harness.dropped()).isEmpty();
    }
  }
}
