package io.cresset.collectors.syslog;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.model.LogPieces;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.Point;
import io.cresset.testkit.Eventually;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a sender cannot have more of: connections, silence, length, the kernel's buffer. */
class SyslogLimitsTest {
  private static final String UDP = "udp://127.0.0.1:0";
  private static final String TCP = "tcp://127.0.0.1:0";
  private static final String HEAD = "<13>Jan  2 03:04:01 h t: ";

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Socket connect(InetSocketAddress to) throws IOException {
    return new Socket(to.getAddress(), to.getPort());
  }

  @Test
  void refusesConnectionsBeyondTheLimit() throws IOException {
    TestConfig config = new TestConfig(TCP).maxLine("1KiB").maxConnections(2);
    try (Listening listening = new Listening(config);
        Socket first = connect(listening.address(TCP));
        Socket second = connect(listening.address(TCP));
        Socket third = connect(listening.address(TCP))) {
      assertThat(third.getInputStream().read()).isEqualTo(-1);
      assertThat(listening.metric("cresset_syslog_refused_connections_total")).isEqualTo(1);
      assertThat(listening.metric("cresset_syslog_accepted_connections_total")).isEqualTo(2);
      assertThat(listening.harness.logLines())
          .contains(
              "WARNING refused a connection from 127.0.0.1 on "
                  + TCP
                  + ": 2 are open; raise max_connections");
      second.getOutputStream().write(bytes(HEAD + "second\n"));
      listening.records(1);
      first.shutdownOutput();
      Eventually.holds(
          "its place is free", () -> listening.metric("cresset_syslog_connections") < 2);
      try (Socket fourth = connect(listening.address(TCP))) {
        fourth.getOutputStream().write(bytes(HEAD + "fourth\n"));
        assertThat(listening.bodies(2)).containsExactly("second", "fourth");
      }
    }
  }

  @Test
  void anIdleConnectionIsClosedIfThatIsWanted() throws Exception {
    TestConfig config = new TestConfig(TCP).idleTimeout(Duration.ofMinutes(1));
    try (Listening listening = new Listening(config);
        Socket idle = connect(listening.address(TCP));
        Socket busy = connect(listening.address(TCP))) {
      idle.getOutputStream().write(bytes(HEAD + "one\n" + HEAD + "unfini"));
      listening.records(1);
      listening.time.advance(Duration.ofSeconds(59));
      busy.getOutputStream().write(bytes(HEAD + "two\n"));
      listening.records(2);
      listening.harness.run(SyslogCollector.LIMITS_TASK);
      assertThat(listening.metric("cresset_syslog_idle_connections_closed_total")).isZero();
      listening.time.advance(Duration.ofSeconds(1));
      listening.harness.run(SyslogCollector.LIMITS_TASK);
      assertThat(idle.getInputStream().read()).isEqualTo(-1);
      assertThat(listening.bodies(3)).containsExactly("one", "two", "unfini");
      assertThat(listening.metric("cresset_syslog_idle_connections_closed_total")).isEqualTo(1);
      busy.getOutputStream().write(bytes(HEAD + "three\n"));
      assertThat(listening.bodies(4)).endsWith("three");
    }
  }

  @Test
  void nothingLooksForIdleConnectionsIfThatIsNotWanted() {
    try (Listening listening = Listening.on(UDP, TCP)) {
      listening.address(TCP);
      assertThat(listening.harness.taskNames())
          .containsExactly(SyslogCollector.COUNTS_TASK, TCP, UDP);
    }
  }

  @Test
  void aLongLineComesInMarkedPieces() throws IOException {
    TestConfig config = new TestConfig(TCP).maxLine("1KiB").maxConnections(10);
    try (Listening listening = new Listening(config);
        Socket socket = connect(listening.address(TCP))) {
      String text = "0123456789".repeat(500);
      socket.getOutputStream().write(bytes(HEAD + text + "\n" + HEAD + "next\n"));
      List<LogRecord> records = listening.records(6);
      assertThat(String.join("", listening.bodies(6))).isEqualTo(text + "next");
      assertThat(records)
          .extracting(record -> record.attributes().get(LogPieces.NUMBER).map(Rendered::value))
          .extracting(piece -> piece.orElse("-"))
          .containsExactly("1", "2", "3", "4", "5", "-");
      assertThat(records).extracting(LogRecord::severityText).containsOnly("notice");
      assertThat(listening.metric("cresset_syslog_cut_lines_total")).isEqualTo(1);
    }
  }

  @Test
  void noLineMakesARecordThatIsTooLarge() throws IOException {
    TestConfig config = new TestConfig(TCP).maxLine("256KiB").maxConnections(10);
    try (Listening listening = new Listening(config);
        Socket socket = connect(listening.address(TCP))) {
      String data = "[x@1 a=\"" + "v".repeat(250_000) + "\"]";
      String bad = "[x@1 a=\"" + "v".repeat(250_000) + "\" b]";
      String text = "0123456789".repeat(60_000);
      for (String head : List.of(data, bad)) {
        socket.getOutputStream().write(bytes("<13>1 - h a p m " + head + " " + text + "\n"));
      }
      socket.getOutputStream().write(bytes(HEAD + "next\n"));
      List<String> bodies = listening.bodies(9);
      assertThat(bodies).hasSize(9).endsWith("next");
      assertThat(String.join("", bodies.subList(0, 4))).isEqualTo(text);
      assertThat(String.join("", bodies.subList(4, 8)))
          .isEqualTo("<13>1 - h a p m " + bad + " " + text);
      assertThat(listening.records(9).getFirst().attributes().get(StructuredData.KEY + ".x@1.a"))
          .isPresent();
    }
  }

  @Test
  void theKernelsOwnCountIsToldByListener() {
    try (Listening listening = Listening.on(UDP, TCP)) {
      listening.address(UDP);
      assertThat(listening.metric(SyslogCollector.DROPPED.name())).isZero();
      assertThat(
              listening.harness.families().stream()
                  .filter(family -> family.spec().equals(SyslogCollector.DROPPED))
                  .findFirst()
                  .orElseThrow()
                  .points())
          .singleElement()
          .extracting(Point::labels)
          .hasToString("{listener=\"" + UDP + "\"}");
    }
  }

  @Test
  void saysOnceIfTheKernelGrantsASmallerBuffer() {
    TestConfig config = new TestConfig(UDP).receiveBuffer("1023MiB");
    try (Listening listening = new Listening(config)) {
      listening.address(UDP);
      Eventually.holds("it is said", () -> listening.harness.logLines().size() == 2);
      assertThat(listening.harness.logLines().getLast())
          .matches(
              "INFO udp://127.0.0.1:0 has a receive buffer of \\d+(B|KiB|MiB), not of 1023MiB:"
                  + " bursts beyond it are lost. To allow more:"
                  + " sysctl -w net.core.rmem_max=1072693248");
    }
  }
}
