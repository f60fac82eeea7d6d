package io.cresset.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.testkit.Eventually;
import io.cresset.testkit.FreePort;
import io.cresset.testkit.PeerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code status} and {@code tap} as a user has them: a second program that asks the first. */
class LiveIT {
  @TempDir private Path folder;

  private PeerProcess command(String name, String... arguments) throws IOException {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--config", folder.resolve("run/cresset.yaml").toString()));
    Path own = Files.createDirectories(folder.resolve(name));
    return PeerProcess.start(
        own,
        Map.of("RUNTIME_DIRECTORY", folder.resolve("run/run").toString()),
        Program.command(all.toArray(String[]::new)));
  }

  @Test
  void aSecondProgramSeesWhatTheFirstDoes() throws Exception {
    Path secret = Files.writeString(folder.resolve("secret"), "hunter2-it");
    String config =
        """
        data: %s
        web: { listen: 127.0.0.1:%d }
        collectors: { node: {}, syslog: { listen: [ "tcp://127.0.0.1:0" ] } }
        exporters:
          loki: { url: "http://127.0.0.1:9", username: joe, password: "${file:%s}" }
          prometheus: {}
        """
            .formatted(folder.resolve("data"), FreePort.next(), secret);
    try (Program program = Program.run(folder.resolve("run"), config)) {
      try (Socket syslog = new Socket("127.0.0.1", program.syslogPort("tcp"));
          PeerProcess tap = command("tap", "tap", "--text", "marker")) {
        Eventually.holds(
            "a line is seen",
            60_000_000_000L,
            () -> {
              send(syslog, "a marker and password=geheim and hunter2-it");
              assertThat(tap.process().isAlive()).as(tap.output()).isTrue();
              return tap.output().contains("a marker");
            });
        assertThat(tap.output())
            .contains(" syslog {host.name=ap, ")
            .contains("a marker and password=*** and *** {")
            .doesNotContain("geheim", "hunter2");
        try (PeerProcess status = command("status", "status")) {
          assertThat(status.process().waitFor(60, TimeUnit.SECONDS)).isTrue();
          assertThat(status.process().exitValue()).isZero();
          assertThat(status.output())
              .startsWith("Cresset 0.1.0")
              .contains("process " + program.process().process().pid() + ", ")
              .containsPattern("\n  syslog +ready ")
              .contains("! loki logs has been failing for ")
              .doesNotContain("hunter2", "\u001b");
        }
        assertThat(program.stop()).isZero();
        assertThat(tap.process().waitFor(60, TimeUnit.SECONDS)).as("it ends too").isTrue();
        assertThat(tap.process().exitValue()).isZero();
        assertThat(tap.output()).endsWith(" has stopped\n");
      }
      try (PeerProcess status = command("after", "status")) {
        assertThat(status.process().waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(status.process().exitValue()).isEqualTo(1);
        assertThat(status.output().lines()).hasSize(1);
        assertThat(status.output()).startsWith("cresset: no Cresset ");
      }
    }
  }

  private static void send(Socket syslog, String text) {
    try {
      String line = "<13>Oct 11 22:14:15 ap app: " + text + "\n";
      syslog.getOutputStream().write(line.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
