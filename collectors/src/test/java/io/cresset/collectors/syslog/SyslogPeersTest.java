package io.cresset.collectors.syslog;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.model.LogRecord;
import io.cresset.api.model.Resource;
import io.cresset.testkit.Eventually;
import io.cresset.testkit.FreePort;
import io.cresset.testkit.PeerProcess;
import io.cresset.testkit.Peers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What util-linux's logger and rsyslog really send. */
class SyslogPeersTest {
  private static final String UDP = "udp://127.0.0.1:0";
  private static final String TCP = "tcp://127.0.0.1:0";
  private static final String TEXT = "grüße, \"quoted\" [brackets] <13> a: b";

  private static void logger(int port, String stdin, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(Peers.require("logger").toString(), "-n", "127.0.0.1"));
    command.addAll(List.of("-P", Integer.toString(port)));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).inheritIO().redirectInput(ProcessBuilder.Redirect.PIPE).start();
    try (var out = process.getOutputStream()) {
      out.write(stdin.getBytes(StandardCharsets.UTF_8));
    }
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
  }

  private static String attribute(LogRecord record, String key) {
    return record.attributes().get(key).map(Object::toString).orElse("");
  }

  private static void assertRead(List<LogRecord> records) {
    assertThat(records)
        .allSatisfy(
            record -> {
              assertThat(attribute(record, SyslogParser.PARSE_ERROR)).isEmpty();
              assertThat(attribute(record, SyslogParser.PEER_ADDRESS)).isEqualTo("127.0.0.1");
            });
  }

  @Test
  void loggerOverUdp() throws Exception {
    Peers.require("logger");
    try (Listening listening = Listening.on(UDP)) {
      int port = listening.address(UDP).getPort();
      logger(port, "", "-d", "--rfc3164", "-t", "web", "-p", "auth.crit", "--id=77", TEXT);
      listening.records(1);
      logger(
          port,
          "",
          "-d",
          "--rfc5424",
          "-t",
          "web",
          "-p",
          "local3.warning",
          "--msgid",
          "LOGIN",
          "--sd-id",
          "shop@32473",
          "--sd-param",
          "basket=\"7\"",
          TEXT);
      listening.records(2);
      logger(port, "", "-d", "--rfc5424=notime,nohost", "-t", "web", TEXT);
      List<LogRecord> records = listening.records(3);
      assertRead(records);
      assertThat(listening.bodies(3)).containsExactly(TEXT, TEXT, TEXT);
      LogRecord old = records.getFirst();
      assertThat(old.severityText()).isEqualTo("crit");
      assertThat(attribute(old, SyslogParser.FACILITY)).isEqualTo("auth");
      assertThat(attribute(old, SyslogParser.PROCID)).isEqualTo("77");
      LogRecord modern = records.get(1);
      assertThat(modern.severityText()).isEqualTo("warning");
      assertThat(attribute(modern, SyslogParser.FACILITY)).isEqualTo("local3");
      assertThat(attribute(modern, SyslogParser.MSGID)).isEqualTo("LOGIN");
      assertThat(attribute(modern, StructuredData.KEY + ".shop@32473.basket")).isEqualTo("7");
      assertThat(listening.harness.logs())
          .allMatch(about -> about.resource().serviceName().orElse("").equals("web"));
      assertThat(listening.harness.logs().getLast().resource().instance()).contains("127.0.0.1");
    }
  }

  @Test
  void loggerOverTcpInBothFramings() throws Exception {
    Peers.require("logger");
    try (Listening listening = Listening.on(TCP)) {
      int port = listening.address(TCP).getPort();
      logger(port, TEXT + "\nsecond\nthird\n", "-T", "--rfc5424", "--octet-count", "-t", "web");
      assertThat(listening.bodies(3)).containsExactly(TEXT, "second", "third");
      logger(port, "", "-T", "--rfc3164", "--octet-count", "-t", "web", "two\nlines");
      assertThat(listening.bodies(4)).endsWith("two\nlines");
      logger(port, TEXT + "\nlast\n", "-T", "--rfc3164", "-t", "web");
      assertThat(listening.bodies(6)).endsWith(TEXT, "last");
      assertRead(listening.records(6));
    }
  }

  @Test
  void theSecondLineOfAMessageHasNoHeader() throws Exception {
    Peers.require("logger");
    try (Listening listening = Listening.on(TCP)) {
      int port = listening.address(TCP).getPort();
      logger(port, "", "-T", "--rfc3164", "-t", "web", "first\nsecond");
      List<LogRecord> records = listening.records(2);
      assertThat(listening.bodies(2)).containsExactly("first", "second");
      assertThat(attribute(records.get(1), SyslogParser.PARSE_ERROR)).isEqualTo("no_priority");
      assertThat(listening.metric("cresset_syslog_unparsable_lines_total")).isEqualTo(1);
    }
  }

  /** logger to rsyslog to here, in the two templates and the two framings that rsyslog has. */
  @Test
  void rsyslogForwards(@TempDir Path folder) throws Exception {
    Peers.require("logger");
    Path rsyslogd = Peers.require("rsyslogd");
    int input = FreePort.next();
    try (Listening listening = Listening.on(UDP, TCP)) {
      Path conf = folder.resolve("rsyslog.conf");
      Files.writeString(
          conf,
          """
          global(workDirectory="%1$s")
          module(load="imudp")
          input(type="imudp" address="127.0.0.1" port="%2$d")
          action(type="omfwd" target="127.0.0.1" port="%3$d" protocol="udp")
          action(type="omfwd" target="127.0.0.1" port="%4$d" protocol="tcp")
          action(type="omfwd" target="127.0.0.1" port="%4$d" protocol="tcp"
                 TCP_Framing="octet-counted" template="RSYSLOG_SyslogProtocol23Format")
          """
              .formatted(
                  folder,
                  input,
                  listening.address(UDP).getPort(),
                  listening.address(TCP).getPort()));
      List<String> command =
          List.of(rsyslogd.toString(), "-n", "-f", conf.toString(), "-i", folder + "/pid");
      try (PeerProcess peer = PeerProcess.start(folder, Map.of(), command)) {
        Eventually.holds(
            "rsyslog forwards",
            () -> {
              assertThat(peer.process().isAlive()).as(peer.output()).isTrue();
              send(input, "knock");
              return listening.harness.records().size() >= 3;
            });
        send(input, TEXT);
        Eventually.holds("all three roads", () -> forwarded(listening).size() == 3);
      }
      List<LogRecord> records = forwarded(listening);
      assertRead(records);
      assertThat(records).extracting(LogRecord::severityText).containsOnly("crit");
      assertThat(records)
          .extracting(record -> attribute(record, SyslogParser.PROCID))
          .containsOnly("77");
      assertThat(records)
          .extracting(record -> attribute(record, SyslogParser.MSGID))
          .containsExactlyInAnyOrder("", "", "LOGIN");
      assertThat(listening.harness.logs())
          .extracting(
              about -> about.resource().attributes().get(Resource.SERVICE_NAME).orElseThrow())
          .filteredOn(app -> app.toString().equals("web"))
          .isNotEmpty();
      assertThat(listening.metric("cresset_syslog_broken_frames_total")).isZero();
    }
  }

  private static void send(int port, String text) {
    try {
      logger(
          port,
          "",
          "-d",
          "--rfc5424",
          "-t",
          "web",
          "-p",
          "auth.crit",
          "--id=77",
          "--msgid",
          "LOGIN",
          text);
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static List<LogRecord> forwarded(Listening listening) {
    return listening.harness.records().stream()
        .filter(record -> Listening.body(record).equals(TEXT))
        .toList();
  }
}
