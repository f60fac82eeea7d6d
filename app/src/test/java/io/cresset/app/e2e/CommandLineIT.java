package io.cresset.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.testkit.Eventually;
import io.cresset.testkit.FreePort;
import io.cresset.testkit.PeerProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user sees of the launcher and the program: one clear line, and an exit code. */
class CommandLineIT {
  @TempDir private Path folder;

  private record Ended(int code, String output) {}

  private Ended run(Map<String, String> environment, String... arguments) throws Exception {
    Map<String, String> around = new HashMap<>(environment);
    around.put("RUNTIME_DIRECTORY", folder.resolve("run").toString());
    try (PeerProcess process = PeerProcess.start(folder, around, Program.command(arguments))) {
      assertThat(process.process().waitFor(60, TimeUnit.SECONDS)).as("ends by itself").isTrue();
      return new Ended(process.process().exitValue(), process.output());
    }
  }

  private static void isOneLine(Ended ended) {
    assertThat(ended.output().strip().lines()).as(ended.output()).hasSize(1);
    assertThat(ended.output()).doesNotContain("\tat ");
  }

  @Test
  void aTooOldJdkIsNamed() throws Exception {
    Path old = folder.resolve("jdk");
    Files.createDirectories(old.resolve("bin"));
    Files.writeString(old.resolve("release"), "JAVA_VERSION=\"17.0.15\"\n");
    Files.writeString(old.resolve("bin/java"), "#!/bin/sh\nexit 9\n");
    assertThat(old.resolve("bin/java").toFile().setExecutable(true)).isTrue();
    Ended ended = run(Map.of("CRESSET_JAVA_HOME", old.toString()), "version");
    assertThat(ended.code()).isEqualTo(1);
    isOneLine(ended);
    assertThat(ended.output()).contains("17").contains("25").contains(old.toString());
  }

  @Test
  void aMissingJdkIsNamed() throws Exception {
    Ended ended = run(Map.of("CRESSET_JAVA_HOME", folder.resolve("none").toString()), "version");
    assertThat(ended.code()).isEqualTo(1);
    isOneLine(ended);
    assertThat(ended.output()).contains("JDK 25");
  }

  @Test
  void versionIsPrinted() throws Exception {
    Ended ended = run(Map.of(), "version");
    assertThat(ended.code()).isZero();
    assertThat(ended.output()).contains("0.1.0");
  }

  @Test
  void anUnknownCommandIsABadUsage() throws Exception {
    Ended ended = run(Map.of(), "chekc");
    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.output()).contains("check").doesNotContain("\tat ");
  }

  @Test
  void checkNamesEveryMistakeAndExitsWithTwo() throws Exception {
    Path config = folder.resolve("bad.yaml");
    Files.writeString(config, "colectors: {}\nweb: { listen: nowhere }\n");
    Ended ended = run(Map.of(), "check", "--config", config.toString());
    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.output())
        .contains(config + ":1:1:")
        .contains("collectors")
        .contains(config + ":2:")
        .contains("nowhere");
  }

  @Test
  void aNameThatIsNotAsciiNeedsNoLocale() throws Exception {
    Path config = Files.writeString(folder.resolve("küche.yaml"), "web: { listen: 127.0.0.1:0 }\n");
    Ended ended =
        run(Map.of("LC_ALL", "", "LC_CTYPE", "", "LANG", ""), "check", "--config", config + "");
    assertThat(ended.code()).as(ended.output()).isZero();
    assertThat(ended.output()).startsWith(config + ": ok\n");
  }

  @Test
  void runRefusesAWrongFile() throws Exception {
    Path config = folder.resolve("bad.yaml");
    Files.writeString(config, "collectors: { nod: {} }\n");
    Ended ended = run(Map.of(), "run", "--config", config.toString());
    assertThat(ended.code()).isEqualTo(2);
    isOneLine(ended);
    assertThat(ended.output()).contains("did you mean 'node'");
  }

  @Test
  void collectPrintsNodeMetrics() throws Exception {
    Ended ended = run(Map.of(), "collect", "node");
    assertThat(ended.code()).isZero();
    assertThat(ended.output()).contains("node_cpu_seconds_total{cpu=\"0\",mode=\"idle\"}");
  }

  @Test
  void aBusyWebPortIsNamed() throws Exception {
    try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Path config = folder.resolve("busy.yaml");
      Files.writeString(config, "web: { listen: 127.0.0.1:%d }\n".formatted(busy.getLocalPort()));
      Ended ended = run(Map.of(), "run", "--config", config.toString());
      assertThat(ended.code()).isEqualTo(1);
      isOneLine(ended);
      assertThat(ended.output())
          .contains("127.0.0.1:" + busy.getLocalPort())
          .contains("web.listen");
    }
  }

  private String withData(Path data) {
    return """
    data: %s
    web: { listen: 127.0.0.1:0 }
    collectors: { syslog: { listen: [ "tcp://127.0.0.1:0" ] } }
    exporters: { loki: { url: "http://127.0.0.1:9" } }
    """
        .formatted(data);
  }

  @Test
  void aLockedDataFolderIsNamed() throws Exception {
    Path data = folder.resolve("data");
    try (Program _ = Program.run(folder.resolve("first"), withData(data))) {
      Path config = folder.resolve("second.yaml");
      Files.writeString(config, withData(data));
      Ended ended = run(Map.of(), "run", "--config", config.toString());
      assertThat(ended.code()).isEqualTo(1);
      isOneLine(ended);
      assertThat(ended.output()).contains(data.toString());
    }
  }

  @Test
  void aDataFolderThatCannotBeMadeIsNamed() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "in the way");
    Path config = folder.resolve("cresset.yaml");
    Files.writeString(config, withData(file.resolve("data")));
    Ended ended = run(Map.of(), "run", "--config", config.toString());
    assertThat(ended.code()).isEqualTo(1);
    isOneLine(ended);
    assertThat(ended.output()).contains(file.resolve("data").toString());
  }

  @Test
  void aCollectorsBusyPortIsAStateAndNoReasonToEnd() throws Exception {
    try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Program program =
            Program.run(
                folder.resolve("home"),
                """
                web: { listen: 127.0.0.1:0 }
                collectors:
                  node: {}
                  syslog: { listen: [ "tcp://127.0.0.1:%d" ] }
                """
                    .formatted(busy.getLocalPort()))) {
      Eventually.holds(
          "the port is named", () -> program.output().contains(":" + busy.getLocalPort()));
      assertThat(program.get("/healthz").statusCode()).isEqualTo(200);
      assertThat(program.get("/readyz").statusCode()).isEqualTo(503);
      assertThat(program.get("/metrics/node").body()).contains("node_load1 ");
    }
  }

  @Test
  void sigtermEndsInTimeWithEverythingTakenSynced() throws Exception {
    Path data = folder.resolve("data");
    int port = FreePort.next();
    String config = withData(data).replace("tcp://127.0.0.1:0", "tcp://127.0.0.1:" + port);
    try (Program program = Program.run(folder.resolve("first"), config)) {
      program.syslogPort("tcp");
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress("127.0.0.1", port));
        for (int i = 0; i < 500; i++) {
          socket.getOutputStream().write(("<13>line " + i + "\n").getBytes(StandardCharsets.UTF_8));
        }
      }
      Eventually.holds("500 lines are taken", () -> Account.of(program).offered() == 500);
      program.process().process().destroy();
      assertThat(program.process().process().waitFor(5, TimeUnit.SECONDS)).isTrue();
      assertThat(program.process().process().exitValue()).isZero();
    }
    Ended verified = run(Map.of(), "log", "verify", "--data", data.toString());
    assertThat(verified.output()).contains("logs: good: ").contains(" 500 records of ");
    assertThat(verified.code()).isZero();
    try (Program again = Program.run(folder.resolve("second"), config)) {
      Ended beside = run(Map.of(), "log", "dump", "--data", data.toString(), "--from", "499");
      assertThat(beside.output()).containsPattern("(?m)^499 .*>line 499 ");
      assertThat(beside.code()).isZero();
      assertThat(Account.of(again).offered()).isEqualTo(500);
      assertThat(Account.of(again).lag()).isEqualTo(500);
    }
  }

  @Test
  void theStartPageIsPlainAndLinksToTheMetrics() throws IOException {
    try (Program program = Program.run(folder.resolve("home"), "web: { listen: 127.0.0.1:0 }\n")) {
      String page = program.get("/").body();
      assertThat(page).contains("Cresset").contains("/metrics").contains("node");
      assertThat(program.get("/readyz").statusCode()).isEqualTo(200);
      assertThat(program.get("/nothing-here").statusCode()).isEqualTo(404);
    }
  }
}
