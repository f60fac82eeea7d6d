package io.cresset.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cresset.core.log.FolderLock;
import io.cresset.core.log.RealDisk;
import io.cresset.testkit.Eventually;
import io.cresset.testkit.FakeTime;
import io.cresset.testkit.FreePort;
import io.cresset.testkit.RecordingLogger;
import io.cresset.testkit.TestAuthority;
import io.cresset.testkit.http.BadHabit;
import io.cresset.testkit.http.HttpPeer;
import io.cresset.testkit.http.Reply;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code check}: what it tries, against servers that a test makes, and what it prints. */
@Timeout(120)
class CheckTest {
  private static final long OURS = ProcessHandle.current().pid();

  /** Sub-collectors of node that would tell of this machine. */
  private static final String ALL_BUT_LOADAVG =
      "[ cpu, diskstats, filefd, filesystem, meminfo, netclass, netdev, os, pressure, stat, time,"
          + " uname, vmstat ]";

  @TempDir Path dir;

  private static HttpPeer answering(int status, String text, Duration off) {
    String date =
        DateTimeFormatter.RFC_1123_DATE_TIME.format(
            FakeTime.START.plus(off).atZone(ZoneOffset.UTC));
    return HttpPeer.by(_ -> Reply.of(status, text, "Date", date));
  }

  private Path file(String yaml) throws IOException {
    return Files.writeString(dir.resolve("cresset.yaml"), yaml);
  }

  /**
   * Rows with one blank between columns, and without what differs from run to run, or with every
   * sub-collector of node that there is.
   */
  private List<String> rows(Ran ran) {
    return ran.out()
        .replace(dir.toString(), "DIR")
        .replaceAll("process " + OURS + " \\([^)]+\\)", "process OURS (java)")
        .replaceAll("[\\d.]+ [MG]iB free", "N free")
        .lines()
        .map(line -> line.replaceAll(" {2,}", " "))
        .map(line -> line.replaceAll(", so nothing comes from [^;]+;", ";"))
        .filter(line -> !line.matches("ok node (nothing here|sub-collectors) .*"))
        .toList();
  }

  @Test
  void everyFailureIsALineWithItsRemedy() throws Exception {
    Files.createDirectories(dir.resolve("proc"));
    Files.writeString(dir.resolve("in-the-way"), "");
    try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        HttpPeer loki = answering(401, "", Duration.ZERO);
        HttpPeer off =
            answering(404, "start with --web.enable-remote-write-receiver", Duration.ZERO);
        HttpPeer late = answering(204, "", Duration.ofHours(3));
        HttpPeer silent = HttpPeer.by(_ -> BadHabit.HANGS)) {
      Path file =
          file(
              """
              data: %1$s/in-the-way
              web: { listen: "127.0.0.1:%2$d" }
              collectors:
                node:
                  procfs: %1$s/proc
                  sysfs: %1$s/sys
                  rootfs: %1$s
                  udev_data: %1$s
                  disable: %7$s
                syslog:
                  listen: [ "tcp://127.0.0.1:%2$d", "udp://192.0.2.1:1514", "unix://%1$s/none/log" ]
                  receive_buffer: 1KiB
              exporters:
                loki: { url: "http://127.0.0.1:%3$d" }
                remote_write:
                  - { name: off, url: "http://127.0.0.1:%4$d/api/v1/write" }
                  - { name: late, url: "http://127.0.0.1:%5$d/api/v1/write" }
                otlp: { url: "http://127.0.0.1:%6$d", signals: [ logs ], tenant: home }
              """
                  .formatted(
                      dir,
                      busy.getLocalPort(),
                      loki.url().getPort(),
                      off.url().getPort(),
                      late.url().getPort(),
                      silent.url().getPort(),
                      ALL_BUT_LOADAVG));
      FakeTime time = new FakeTime();
      CompletableFuture<Ran> checked =
          CompletableFuture.supplyAsync(
              () -> Ran.command(time, Map.of(), "check", "--config", file.toString()));
      // Two wait by the clock: who tries the one that is silent, and who tries all.
      Eventually.holds(
          "the others have answered",
          () ->
              Stream.of(loki, off, late, silent).noneMatch(peer -> peer.received().isEmpty())
                  && time.waiterCount() == 2);
      time.advance(Duration.ofMillis(4_500));
      Ran ran = checked.get(60, TimeUnit.SECONDS);
      assertThat(ran.err()).isEmpty();
      assertThat(ran.code()).isEqualTo(1);
      String web = "127.0.0.1:" + busy.getLocalPort();
      assertThat(rows(ran))
          .containsExactly(
              "DIR/cresset.yaml: ok",
              " component door found",
              "FAIL web "
                  + web
                  + " process OURS (java) has this port; stop it, or choose another"
                  + " port in web.listen",
              "FAIL data folder DIR/in-the-way is no folder; remove it, or name another folder in"
                  + " data",
              "ok node procfs DIR/proc can be read",
              "FAIL node sysfs DIR/sys does not exist; put it there, or set collectors.node.sysfs"
                  + " to another",
              "ok node rootfs DIR can be read",
              "ok node udev_data DIR can be read",
              "warn node loadavg DIR/proc/loadavg: there is no such file; if this machine has none,"
                  + " list loadavg in collectors.node.disable",
              "FAIL syslog tcp://"
                  + web
                  + " process OURS (java) has this port; stop it, or choose"
                  + " another port in collectors.syslog.listen",
              "FAIL syslog udp://192.0.2.1:1514 no interface of this machine has this address; name"
                  + " one that it has in collectors.syslog.listen, or 0.0.0.0 for all of them",
              "FAIL syslog unix://DIR/none/log there is no folder DIR/none; make it first, or name"
                  + " another path in collectors.syslog.listen",
              "ok syslog receive_buffer the kernel grants 1KiB",
              "ok prometheus - needs nothing from outside",
              "ok loki url http://127.0.0.1:" + loki.url().getPort() + "/loki/api/v1/push answers",
              "FAIL loki login http://127.0.0.1:"
                  + loki.url().getPort()
                  + "/loki/api/v1/push answered 401;"
                  + " set exporters.loki.bearer_token, or exporters.loki.username and"
                  + " exporters.loki.password; or exporters.loki.tenant if Loki has several",
              "ok loki clock agrees with that of Loki",
              "FAIL remote_write/off url http://127.0.0.1:"
                  + off.url().getPort()
                  + "/api/v1/write answered"
                  + " 404: start with --web.enable-remote-write-receiver; start Prometheus with"
                  + " --web.enable-remote-write-receiver",
              "ok remote_write/off clock agrees with that of Prometheus",
              "ok remote_write/late url http://127.0.0.1:"
                  + late.url().getPort()
                  + "/api/v1/write answers",
              "ok remote_write/late login none is asked for",
              "FAIL remote_write/late clock this machine is 3 h behind Prometheus, which refuses"
                  + " times so far off; set both clocks by NTP: timedatectl set-ntp true",
              "FAIL otlp url cannot reach http://127.0.0.1:"
                  + silent.url().getPort()
                  + "/v1/logs: 127.0.0.1:"
                  + silent.url().getPort()
                  + ": no complete answer within 4.500 s, while waiting for the"
                  + " answer; see whether a firewall drops what goes to 127.0.0.1:"
                  + silent.url().getPort()
                  + ", and whether the OTLP receiver is overloaded",
              "10 failed, 1 warning");
    }
  }

  @Test
  void offlineLeavesOutWhatLeavesThisMachine() throws Exception {
    Path file =
        file(
            """
            data: %s/data
            web: { listen: "127.0.0.1:0" }
            collectors: {}
            exporters:
              loki: { url: "http://127.0.0.1:1" }
              otlp: { url: "http://127.0.0.1:1" }
            """
                .formatted(dir));
    Ran ran = Ran.command(Map.of(), "check", "--offline", "--config", file.toString());
    assertThat(ran.out()).contains("3 doors not tried (--offline)");
    assertThat(ran.code()).as(ran.out()).isZero();
    assertThat(dir.resolve("data")).doesNotExist();
    Ran tried = Ran.command(Map.of(), "check", "--config", file.toString());
    assertThat(tried.code()).isEqualTo(1);
    assertThat(tried.out()).contains("3 failed");
  }

  @Test
  void aProgramGetsJson() throws Exception {
    Path file =
        file(
            "web: { listen: \"127.0.0.1:0\" }\n"
                + "collectors: {}\nexporters: { remote_write: { url: \"http://127.0.0.1:1/w\" } }\n"
                + "data: "
                + dir
                + "\n");
    Ran ran = Ran.command(Map.of(), "check", "--json", "--config", file.toString());
    assertThat(ran.code()).isEqualTo(1);
    JsonNode json = new ObjectMapper().readTree(ran.out());
    assertThat(json.path("file").asText()).isEqualTo(file.toString());
    assertThat(json.path("failed").asInt()).isEqualTo(1);
    assertThat(json.path("untried").asInt()).isZero();
    JsonNode web = json.path("findings").path(0);
    assertThat(web.path("component").asText()).isEqualTo("web");
    assertThat(web.path("state").asText()).isEqualTo("ok");
    assertThat(web.path("door").asText()).isEqualTo("127.0.0.1:0");
    assertThat(json.path("findings").findValuesAsText("state")).contains("fail");
    assertThat(json.path("findings").findValuesAsText("remedy"))
        .anyMatch(remedy -> remedy.contains("exporters.remote_write.url"));
  }

  @Test
  void whatTheRunningSelfHoldsIsFine() throws Exception {
    Map<String, String> environment = Map.of("RUNTIME_DIRECTORY", dir.resolve("run").toString());
    int port = FreePort.next();
    Path file =
        file(
            """
            data: %s/data
            web: { listen: "127.0.0.1:%d" }
            collectors: { syslog: { listen: [ "tcp://127.0.0.1:%d" ] } }
            exporters: { loki: { url: "http://127.0.0.1:1" } }
            """
                .formatted(dir, port, FreePort.next()));
    Ran running = Ran.started(environment, "run", "--config", file.toString());
    try {
      Eventually.holds("it runs", () -> running.out().contains("page http") || running.ended());
      Eventually.holds("syslog listens", () -> running.err().contains("listening on"));
      Ran ran = Ran.command(environment, "check", "--offline", "--config", file.toString());
      String held = "held by the Cresset that runs here (process " + OURS + ")";
      assertThat(ran.out())
          .containsPattern("ok +web +127\\.0\\.0\\.1:" + port + " +\\Q" + held)
          .containsPattern("ok +data +lock +\\Q" + held)
          .containsPattern("ok +syslog +tcp://127\\.0\\.0\\.1:\\d+ +\\Q" + held);
      assertThat(ran.code()).as(ran.out()).isZero();
    } finally {
      assertThat(running.stops()).isZero();
    }
  }

  @Test
  void aDataFolderOfAnotherIsNamedWithItsProcess() throws Exception {
    Path data = Files.createDirectories(dir.resolve("data"));
    Path file =
        file(
            """
            data: %s
            web: { listen: "127.0.0.1:0" }
            collectors: {}
            buffer: { logs: { max_bytes: 1048576GiB } }
            exporters: { loki: { url: "http://127.0.0.1:1" } }
            """
                .formatted(data));
    try (FolderLock _ = FolderLock.take(new RealDisk(), data, 4711, new RecordingLogger())) {
      Ran ran = Ran.command(Map.of(), "check", "--offline", "--config", file.toString());
      assertThat(rows(ran))
          .contains(
              "FAIL data lock another Cresset (process 4711) uses DIR/data; stop that one, or name"
                  + " another folder in data")
          .anyMatch(
              row ->
                  row.startsWith("warn data room N free, and the logs may take ")
                      && row.endsWith("; make room, or lower buffer.logs.max_bytes"));
      assertThat(ran.code()).isEqualTo(1);
    }
  }

  @Test
  void theWebServersCertificateIsLookedAt() throws Exception {
    TestAuthority authority = new TestAuthority("test authority");
    Path certificate = dir.resolve("cert.pem");
    Path key = dir.resolve("key.pem");
    authority.server("here").writeCertificate(certificate);
    authority.server("there").writeKey(key);
    Path file =
        file(
            "web: { listen: \"127.0.0.1:0\", tls: { cert_file: %s, key_file: %s } }\n"
                    .formatted(certificate, key)
                + "collectors: {}\n");
    Ran ran = Ran.command(Map.of(), "check", "--config", file.toString());
    assertThat(rows(ran))
        .contains(
            "ok web tls.cert_file DIR/cert.pem is good until 2100-01-01",
            "FAIL web tls DIR/key.pem holds the key of another certificate; put it right, or name"
                + " another file under web.tls");
    assertThat(ran.code()).isEqualTo(1);
  }
}
