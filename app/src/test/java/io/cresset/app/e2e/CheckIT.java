package io.cresset.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.testkit.FreePort;
import io.cresset.testkit.PeerProcess;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code check} beside the program that runs with the same configuration. */
class CheckIT {
  @TempDir private Path folder;

  @Test
  void itKnowsWhatItsRunningSelfHolds() throws Exception {
    int web = FreePort.next();
    int syslog = FreePort.next();
    Path home = folder.resolve("home");
    String config =
        """
        data: %s
        web: { listen: 127.0.0.1:%d }
        collectors: { syslog: { listen: [ "udp://127.0.0.1:%d", "unix://%s/log" ] } }
        exporters: { loki: { url: "http://127.0.0.1:9" } }
        """
            .formatted(folder.resolve("data"), web, syslog, folder);
    try (Program program = Program.run(home, config)) {
      program.syslogPort("udp");
      String held =
          "held by the Cresset that runs here (process " + program.process().process().pid();
      Ended ended = check(home);
      assertThat(ended.output())
          .containsPattern("ok +web +127.0.0.1:" + web + " +\\Q" + held)
          .containsPattern("ok +data +lock +\\Q" + held)
          .containsPattern("ok +syslog +udp://127.0.0.1:" + syslog + " +\\Q" + held)
          .containsPattern("ok +syslog +unix://" + folder + "/log +\\Q" + held)
          .containsPattern("FAIL +loki +url .*connection refused; start Loki there")
          .contains("\n1 failed");
      assertThat(ended.code()).isEqualTo(1);
      assertThat(program.get("/healthz").statusCode()).isEqualTo(200);
    }
    try (ServerSocket busy = new ServerSocket(web, 1, InetAddress.getByName("127.0.0.1"))) {
      Ended ended = check(home);
      assertThat(ended.output())
          .containsPattern(
              "FAIL +web +127.0.0.1:"
                  + busy.getLocalPort()
                  + " +process "
                  + ProcessHandle.current().pid()
                  + " \\(")
          .containsPattern("ok +data +lock +no other Cresset uses it");
      assertThat(ended.output()).doesNotContain("\tat ");
    }
  }

  private record Ended(int code, String output) {}

  private static Ended check(Path home) throws Exception {
    Map<String, String> around = Map.of("RUNTIME_DIRECTORY", home.resolve("run").toString());
    Path config = home.resolve("cresset.yaml");
    assertThat(Files.exists(config)).isTrue();
    try (PeerProcess process =
        PeerProcess.start(
            home.resolve("run"), around, Program.command("check", "--config", config.toString()))) {
      assertThat(process.process().waitFor(60, TimeUnit.SECONDS)).isTrue();
      return new Ended(process.process().exitValue(), process.output());
    }
  }
}
