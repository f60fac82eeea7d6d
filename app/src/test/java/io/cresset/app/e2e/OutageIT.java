package io.cresset.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.testkit.Eventually;
import io.cresset.testkit.FreePort;
import io.cresset.testkit.LokiPeer;
import io.cresset.testkit.LokiPeer.Entry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Loki is away for a minute under load, and Cresset is killed twice meanwhile. Afterwards Loki
 * holds every line that was sent more than two seconds before a kill, once, in order, and the
 * account of the sink adds up and agrees with Loki's own count.
 */
class OutageIT {
  private static final int LINES_PER_SECOND = 1000;
  private static final Duration OUTAGE = Duration.ofSeconds(60);
  private static final Duration MAY_BE_LOST = Duration.ofSeconds(2);

  /** A time in which Cresset was not there, or not yet listening again. */
  private record Gap(Instant killed, Instant back) {
    /** Whether a line sent then may be lost: it was on its way when the program died. */
    boolean excuses(Instant sent) {
      return sent.isAfter(killed.minus(MAY_BE_LOST)) && sent.isBefore(back);
    }
  }

  private final List<Gap> gaps = new ArrayList<>();

  @Test
  void nothingIsLostAndNothingComesTwice(@TempDir Path folder) {
    int syslogPort = FreePort.next();
    Instant begin = Instant.now();
    try (LokiPeer loki = new LokiPeer(folder.resolve("loki"))) {
      String config =
          """
          data: %s
          web: { listen: 127.0.0.1:0 }
          collectors:
            syslog: { listen: [ "tcp://127.0.0.1:%d" ] }
          exporters:
            loki: { url: "%s" }
          """
              .formatted(folder.resolve("data"), syslogPort, loki.url());
      Program program = Program.run(folder.resolve("first"), config);
      try (NumberedLines lines = new NumberedLines(syslogPort, LINES_PER_SECOND)) {
        Program first = program;
        Eventually.holds("first lines are delivered", () -> Account.of(first).delivered() > 0);
        loki.stop();
        Instant outage = Instant.now();
        awaitLines(lines, 15);
        program = killed(program, folder.resolve("second"), config);
        awaitLines(lines, 20);
        program = killed(program, folder.resolve("third"), config);
        awaitLines(lines, 5);
        Eventually.holds(
            "the outage is over",
            2 * OUTAGE.toNanos(),
            () -> Instant.now().isAfter(outage.plus(OUTAGE)));
        loki.start();
        awaitLines(lines, 3);
        int sent = lines.stop();

        Program third = program;
        Eventually.holds(
            "all is delivered",
            2 * OUTAGE.toNanos(),
            () -> Account.of(third).offered() > 0 && Account.of(third).lag() == 0);
        List<Entry> entries =
            loki.query("{service_name=\"outage-app\"}", begin, Instant.now().plusSeconds(60));
        checkLines(lines, sent, entries);
        checkAccount(Account.of(third), entries.size());
        assertThat(third.stop()).isZero();
      } finally {
        program.close();
      }
    }
  }

  /** Ends the program by SIGKILL, and starts it again on the same data. */
  private Program killed(Program program, Path home, String config) {
    Instant killed = Instant.now();
    program.kill();
    Program again = Program.run(home, config);
    again.syslogPort("tcp");
    gaps.add(new Gap(killed, Instant.now()));
    Account account = Account.of(again);
    assertThat(account.addsUp()).as("the identity after a kill: " + account).isTrue();
    assertThat(account.lag()).isPositive();
    return again;
  }

  private static void awaitLines(NumberedLines lines, int seconds) {
    int until = lines.count() + seconds * LINES_PER_SECOND;
    Eventually.holds(
        seconds + " s of lines are sent",
        Duration.ofSeconds(10L * seconds).toNanos(),
        () -> lines.count() >= until);
  }

  private void checkLines(NumberedLines lines, int sent, List<Entry> entries) {
    List<Integer> numbers =
        entries.stream().map(entry -> Integer.parseInt(entry.line().substring(5))).toList();
    assertThat(numbers).doesNotHaveDuplicates().isSorted();
    Set<Integer> present = new HashSet<>(numbers);
    List<Integer> missing = new ArrayList<>();
    for (int number = 0; number < sent; number++) {
      Instant sentAt = lines.sentAt(number);
      if (!present.contains(number) && gaps.stream().noneMatch(gap -> gap.excuses(sentAt))) {
        missing.add(number);
      }
    }
    assertThat(missing).as("lines sent more than 2 s before a kill that Loki lacks").isEmpty();
  }

  private static void checkAccount(Account account, long lokiHas) {
    assertThat(account.delivered()).isEqualTo(lokiHas);
    assertThat(account.rejected()).isZero();
    assertThat(account.dropped()).isZero();
    assertThat(account.addsUp()).as("the identity in " + account).isTrue();
  }
}
