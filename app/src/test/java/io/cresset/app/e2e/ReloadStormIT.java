package io.cresset.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.app.control.ControlClient;
import io.cresset.app.control.ControlPlaces;
import io.cresset.testkit.Eventually;
import io.cresset.testkit.FreePort;
import io.cresset.testkit.LokiPeer;
import io.cresset.testkit.LokiPeer.Entry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The configuration is loaded again a hundred times in a minute while 5,000 lines come in a second.
 * Half of the files are wrong; every good one changes a component, the one that takes the lines and
 * the one that delivers them among them. Loki then holds every line once, in order.
 */
class ReloadStormIT {
  private static final int LINES_PER_SECOND = 5000;
  private static final int RELOADS = 100;
  private static final Duration PAUSE = Duration.ofMillis(600);
  private static final Duration DELIVERY_LIMIT = Duration.ofMinutes(2);

  @TempDir Path folder;

  @Test
  void noLineIsLostOrDoubled() throws Exception {
    int syslogPort = FreePort.next();
    Instant begin = Instant.now();
    try (LokiPeer loki = new LokiPeer(folder.resolve("loki"));
        Program program = Program.run(folder.resolve("home"), config(loki, syslogPort, 0));
        NumberedLines lines = new NumberedLines(syslogPort, LINES_PER_SECOND)) {
      Eventually.holds("first lines are delivered", () -> Account.of(program).delivered() > 0);
      Path file = folder.resolve("home/cresset.yaml");
      List<String> changes = new ArrayList<>();
      ControlClient control =
          ControlClient.find(
              ControlPlaces.of(program.environment()), OptionalInt.of(program.page().getPort()));
      for (int i = 1; i <= RELOADS; i++) {
        Instant next = Instant.now().plus(PAUSE);
        boolean good = i % 2 == 0;
        String config = config(loki, syslogPort, i / 2);
        Files.writeString(file, good ? config : config + "nonsense: 1\n");
        ControlClient.Reply reply = control.ask("POST", "/-/reload");
        assertThat(reply.status()).as(reply.text()).isEqualTo(good ? 200 : 400);
        changes.add(reply.text().strip());
        Eventually.holds("the next one is due", () -> !Instant.now().isBefore(next));
      }
      int sent = lines.stop();
      assertThat(sent).isGreaterThan(RELOADS * LINES_PER_SECOND / 4);
      checkReloads(changes);
      assertThat(program.output()).doesNotContain("defect");

      Eventually.holds(
          "all is delivered", DELIVERY_LIMIT.toNanos(), () -> Account.of(program).lag() == 0);
      List<Entry> entries =
          loki.query("{service_name=\"outage-app\"}", begin, Instant.now().plusSeconds(60));
      assertThat(entries.stream().map(entry -> entry.line()))
          .containsExactlyElementsOf(IntStream.range(0, sent).mapToObj(n -> "line " + n).toList());
      Account account = Account.of(program);
      assertThat(account.addsUp()).as(account.toString()).isTrue();
      assertThat(account.delivered()).isEqualTo(sent);
      assertThat(account.rejected() + account.dropped()).isZero();
      assertThat(program.stop()).isZero();
    }
  }

  /** Another component changes from each number to the next. */
  private String config(LokiPeer loki, int syslogPort, int number) {
    int turn = number / 4;
    boolean syslogChanged = number % 4 >= 1;
    boolean lokiChanged = number % 4 >= 2;
    boolean nodeGone = number % 4 == 3;
    return """
    data: %s
    web: { listen: 127.0.0.1:0 }
    collectors:
      syslog: { listen: [ "tcp://127.0.0.1:%d" ], max_connections: %d }
    %s
    exporters:
      loki: { url: "%s", timeout: %ds }
    """
        .formatted(
            folder.resolve("data"),
            syslogPort,
            100 + turn + (syslogChanged ? 1 : 0),
            nodeGone ? "" : "  node: {}",
            loki.url(),
            30 + turn + (lokiChanged ? 1 : 0));
  }

  private static void checkReloads(List<String> replies) {
    String before = "configuration loaded again: ";
    List<String> changes =
        replies.stream().filter(reply -> reply.startsWith(before)).distinct().toList();
    assertThat(changes)
        .containsExactlyInAnyOrder(
            before + "syslog changed; 3 as before",
            before + "loki changed; 3 as before",
            before + "node gone; 3 as before",
            before + "node added; 3 as before");
    assertThat(replies).hasSize(RELOADS);
  }
}
