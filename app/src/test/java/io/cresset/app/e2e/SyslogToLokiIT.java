package io.cresset.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.testkit.Eventually;
import io.cresset.testkit.FreePort;
import io.cresset.testkit.LokiPeer;
import io.cresset.testkit.LokiPeer.Entry;
import io.cresset.testkit.PeerProcess;
import io.cresset.testkit.Peers;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A device's line, sent by real senders, is found in a real Loki. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SyslogToLokiIT {
  /** The whole seconds of RFC 3164. */
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("MMM ppd HH:mm:ss", Locale.ENGLISH);

  private Path folder;
  private LokiPeer loki;
  private Program program;

  @BeforeAll
  void start(@TempDir Path folder) {
    this.folder = folder;
    loki = new LokiPeer(folder.resolve("loki"));
    program =
        Program.run(
            folder.resolve("cresset"),
            """
            data: %s
            web: { listen: 127.0.0.1:0 }
            collectors:
              syslog: { listen: [ "udp://127.0.0.1:0", "tcp://127.0.0.1:0" ] }
            exporters:
              loki: { url: "%s" }
            """
                .formatted(folder.resolve("data"), loki.url()));
  }

  @AfterAll
  void stop() {
    if (program != null) {
      program.close();
    }
    if (loki != null) {
      loki.close();
    }
  }

  @Test
  void loggerByUdpInTheOldFormat() {
    logger("-d", "--rfc3164", "-p", "local3.warning", "-t", "old-app", "an old line, döner 1€");
    Entry entry = only("{service_name=\"old-app\"}");
    assertThat(entry.line()).isEqualTo("an old line, döner 1€");
    assertThat(entry.labels()).containsEntry("job", "syslog").containsKey("instance");
    assertThat(entry.metadata())
        .containsEntry("syslog_facility", "local3")
        .containsEntry("network_peer_address", "127.0.0.1")
        .containsEntry("network_transport", "udp");
  }

  @Test
  void loggerByUdpInTheNewFormat() {
    logger(
        "-d",
        "--rfc5424",
        "-p",
        "daemon.err",
        "-t",
        "new-app",
        "--msgid",
        "ID47",
        "--sd-id",
        "test@32473",
        "--sd-param",
        "colour=\"blue\"",
        "a new line");
    Entry entry = only("{service_name=\"new-app\"}");
    assertThat(entry.line()).isEqualTo("a new line");
    assertThat(entry.metadata())
        .containsEntry("syslog_facility", "daemon")
        .containsEntry("syslog_msgid", "ID47");
    assertThat(entry.metadata().toString()).contains("blue");
  }

  @Test
  void loggerByTcpWithOctetCounting() {
    logger("-T", "--rfc5424", "--octet-count", "-t", "counted-app", "a counted line");
    Entry entry = only("{service_name=\"counted-app\"}");
    assertThat(entry.line()).isEqualTo("a counted line");
    assertThat(entry.metadata()).containsEntry("network_transport", "tcp");
  }

  @Test
  void loggerByTcpWithLineFeeds() {
    logger("-T", "--rfc3164", "-t", "lf-app", "a line of its own");
    assertThat(only("{service_name=\"lf-app\"}").line()).isEqualTo("a line of its own");
  }

  @Test
  void rsyslogForwards() throws IOException {
    Path rsyslogd = Peers.require("rsyslogd");
    Path home = Files.createDirectories(folder.resolve("rsyslog"));
    int input = FreePort.next();
    Path modules = moduleFolder(rsyslogd);
    Files.writeString(
        home.resolve("rsyslog.conf"),
        """
        global(workDirectory="%s")
        module(load="imtcp")
        input(type="imtcp" address="127.0.0.1" port="%d")
        action(type="omfwd" target="127.0.0.1" port="%d" protocol="tcp" TCP_Framing="octet-counted" template="RSYSLOG_SyslogProtocol23Format")
        """
            .formatted(home, input, program.syslogPort("tcp")));
    try (PeerProcess rsyslog =
        PeerProcess.start(
            home,
            Map.of("RSYSLOG_MODDIR", modules.toString()),
            List.of(
                rsyslogd.toString(),
                "-n",
                "-f",
                home.resolve("rsyslog.conf").toString(),
                "-i",
                home.resolve("rsyslog.pid").toString()))) {
      Eventually.holds(
          "rsyslog takes a line",
          () ->
              rsyslog.process().isAlive()
                  && run(
                          "logger",
                          "-n",
                          "127.0.0.1",
                          "-P",
                          "" + input,
                          "-T",
                          "-t",
                          "fwd-app",
                          "forwarded")
                      == 0);
      Entry entry = only("{service_name=\"fwd-app\"}");
      assertThat(entry.line().strip()).isEqualTo("forwarded");
    }
  }

  @Test
  void ahundredEqualLinesInOneSecondStayAHundred() throws IOException {
    String stamp = STAMP.format(LocalDateTime.now(ZoneId.systemDefault()));
    byte[] line =
        ("<13>" + stamp + " twin-host twin-app: one of a hundred").getBytes(StandardCharsets.UTF_8);
    try (DatagramSocket socket = new DatagramSocket()) {
      for (int i = 0; i < 100; i++) {
        socket.send(
            new DatagramPacket(
                line, line.length, InetAddress.getLoopbackAddress(), program.syslogPort("udp")));
      }
    }
    List<Entry> entries = await("{service_name=\"twin-app\"}", 100);
    assertThat(entries).hasSize(100).allMatch(entry -> entry.line().equals("one of a hundred"));
    assertThat(entries.stream().map(Entry::unixNanos).distinct()).hasSize(100);
  }

  @Test
  void aLineThatIsNoSyslogIsKeptRaw() throws IOException {
    byte[] line = "no syslog at all, raw-marker-7".getBytes(StandardCharsets.UTF_8);
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.send(
          new DatagramPacket(
              line, line.length, InetAddress.getLoopbackAddress(), program.syslogPort("udp")));
    }
    Entry entry = only("{job=\"syslog\"} |= \"raw-marker-7\"");
    assertThat(entry.line()).isEqualTo("no syslog at all, raw-marker-7");
    assertThat(entry.metadata()).containsKey("parse_error");
  }

  private void logger(String... arguments) {
    String transport = arguments[0].equals("-T") ? "tcp" : "udp";
    List<String> command = new ArrayList<>(List.of("logger", "-n", "127.0.0.1"));
    command.addAll(List.of("-P", "" + program.syslogPort(transport)));
    command.addAll(List.of(arguments));
    assertThat(run(command.toArray(String[]::new))).isZero();
  }

  private int run(String... command) {
    Path program = Peers.require(command[0]);
    List<String> all = new ArrayList<>(List.of(command));
    all.set(0, program.toString());
    try (PeerProcess process = PeerProcess.start(folder, Map.of(), all)) {
      process.process().waitFor();
      return process.process().exitValue();
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }

  private static Path moduleFolder(Path rsyslogd) {
    Path unpacked = rsyslogd.resolveSibling("../lib/x86_64-linux-gnu/rsyslog").normalize();
    return Files.isDirectory(unpacked) ? unpacked : Path.of("/usr/lib/x86_64-linux-gnu/rsyslog");
  }

  private Entry only(String selector) {
    List<Entry> entries = await(selector, 1);
    assertThat(entries).hasSize(1);
    return entries.getFirst();
  }

  /**
   * Asks until so many entries are there; a user waits two seconds at most, a busy machine more.
   */
  private List<Entry> await(String selector, int count) {
    Instant from = Instant.now().minus(Duration.ofMinutes(10));
    Instant to = Instant.now().plus(Duration.ofMinutes(10));
    Eventually.holds(
        count + " entries of " + selector, () -> loki.query(selector, from, to).size() >= count);
    return loki.query(selector, from, to);
  }
}
