package io.cresset.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.testkit.Eventually;
import io.cresset.testkit.FreePort;
import io.cresset.testkit.LokiPeer;
import io.cresset.testkit.PeerProcess;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a real Loki refuses is set aside by the packaged program, and goes once Loki is mended. */
class RejectedIT {
  private static final String LONG = "too long for this Loki ".repeat(10).strip();

  @TempDir private Path folder;
  private int commands;

  /** Runs {@code log rejected} to its end and gives what it printed. */
  private String rejected(int code, String... words) throws Exception {
    List<String> all = new ArrayList<>(List.of("log", "rejected"));
    all.addAll(List.of(words));
    all.addAll(List.of("--config", folder.resolve("run/cresset.yaml").toString()));
    Path own = Files.createDirectories(folder.resolve("command" + commands++));
    Map<String, String> environment =
        Map.of("RUNTIME_DIRECTORY", folder.resolve("run/run").toString());
    try (PeerProcess command =
        PeerProcess.start(own, environment, Program.command(all.toArray(String[]::new)))) {
      assertThat(command.process().waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(command.process().exitValue()).as(command.output()).isEqualTo(code);
      return command.output();
    }
  }

  private static void send(Program program, String... lines) throws IOException {
    try (Socket syslog = new Socket("127.0.0.1", program.syslogPort("tcp"))) {
      for (String line : lines) {
        syslog
            .getOutputStream()
            .write(("<13>1 - ap app - - - " + line + "\n").getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  @Test
  void refusedListedShownMendedAndSentAgain() throws Exception {
    String yaml =
        """
        data: %s
        web: { listen: 127.0.0.1:%d }
        collectors: { syslog: { listen: [ "tcp://127.0.0.1:0" ] } }
        exporters: { loki: { url: "%s" }, prometheus: {} }
        """;
    try (LokiPeer loki =
            new LokiPeer(
                folder.resolve("loki"),
                "max_line_size: 100\nmax_entries_limit_per_query: 1000000\n");
        Program program =
            Program.run(
                folder.resolve("run"),
                yaml.formatted(folder.resolve("data"), FreePort.next(), loki.url()))) {
      Instant begin = Instant.now().minus(Duration.ofHours(1));
      send(program, "a good line", LONG + " 1", "another good line", LONG + " 2");
      Eventually.holds(
          "two are refused",
          30_000_000_000L,
          () ->
              program
                  .get("/metrics/cresset")
                  .body()
                  .contains(
                      "cresset_sink_rejected_kept_records{component=\"loki\",signal=\"logs\"} 2"));
      assertThat(rejected(0, "list"))
          .containsPattern("(?m)^ +2 +loki +logs ")
          .contains(LONG.substring(0, 20));
      String shown = rejected(0, "show", "0");
      assertThat(shown).contains(" by loki logs\n", LONG + " 1").doesNotContain("good line");
      assertThat(rejected(1, "resend", "--all")).startsWith("2 refused again: ");

      loki.stop();
      Path config = folder.resolve("loki/loki.yaml");
      Files.writeString(
          config, Files.readString(config).replace("max_line_size: 100", "max_line_size: 0"));
      loki.start();
      assertThat(rejected(0, "resend", "--sink", "loki")).isEqualTo("2 delivered\n");
      assertThat(rejected(0, "list")).startsWith("nothing is set aside in ");
      Eventually.holds(
          "Loki has all four",
          () -> loki.query("{job=\"syslog\"}", begin, Instant.now().plusSeconds(60)).size() == 4);

      // The account has counted them as rejected, and that does not change.
      assertThat(Account.of(program)).isEqualTo(new Account(4, 2, 2, 0, 0, 0));
    }
  }
}
