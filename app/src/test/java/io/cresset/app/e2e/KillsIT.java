package io.cresset.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.model.Signal;
import io.cresset.core.log.RealDisk;
import io.cresset.core.log.StoredLog;
import io.cresset.core.rejected.StoredRejected;
import io.cresset.testkit.FreePort;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged program under SIGKILL at any moment. It starts every time, and nothing that stood in
 * its log is lost. Prints a table of it all.
 */
class KillsIT {
  private static final int KILLS = Integer.getInteger("cresset.faults.kills", 100);
  private static final int LINES_PER_SECOND = 2000;
  private static final FaultTable TABLE = new FaultTable();

  @TempDir Path folder;

  @AfterAll
  @SuppressWarnings("SystemOut") // The table is what the suite is for.
  static void printTable() {
    System.out.println("\n" + TABLE);
  }

  /** The destination is away for a part of the time, so that there is always something to lose. */
  @Test
  void killedAtAnyMoment() throws Exception {
    SplittableRandom dice = new SplittableRandom(20_260_101);
    int syslogPort = FreePort.next();
    Path data = folder.resolve("data");
    BitSet acknowledged = new BitSet();
    long walkedTo = 0;
    Duration longest = Duration.ZERO;
    try (CountingDestination destination = new CountingDestination();
        NumberedLines lines = new NumberedLines(syslogPort, LINES_PER_SECOND)) {
      String config = SyslogToOtlp.config(data, destination, syslogPort);
      for (int i = 0; i < KILLS; i++) {
        destination.away(i % 10 >= 4);
        Instant begin = Instant.now();
        // One in four dies while it starts.
        boolean early = dice.nextInt(4) == 0;
        Program program =
            early
                ? Program.launch(folder.resolve("home"), config)
                : Program.run(folder.resolve("home"), config);
        if (!early) {
          program.syslogPort("tcp");
          longest = max(longest, Duration.between(begin, Instant.now()));
        }
        LockSupport.parkNanos(dice.nextLong(early ? 1_200_000_000L : 600_000_000L));
        program.kill();
        if (Files.isDirectory(data.resolve("logs"))) {
          KeptLines kept = KeptLines.in(data.resolve("logs"), walkedTo);
          assertThat(kept.damage()).as("damage after kill %d", i).isEmpty();
          acknowledged.or(kept.numbers());
          walkedTo = kept.end();
          if (i % 10 == 0) {
            KeptLines.assertThatAnotherReaderAgrees(data.resolve("logs"));
          }
        }
      }
      destination.away(false);
      Program last = Program.run(folder.resolve("home"), config);
      last.syslogPort("tcp");
      int sent = lines.stop();
      SyslogToOtlp.awaitDelivery(last);
      Account account = SyslogToOtlp.checkedAccount(last);
      assertThat(last.stop()).isZero();
      acknowledged.or(KeptLines.in(data.resolve("logs"), walkedTo).numbers());
      BitSet lost = (BitSet) acknowledged.clone();
      lost.andNot(destination.seen());
      TABLE.add(
          new FaultTable.Row(
              "SIGKILL under load",
              KILLS,
              acknowledged.cardinality(),
              destination.count(),
              destination.doubled(),
              lost.cardinality(),
              account.dropped(),
              longest));
      assertThat(lost)
          .as("lines that stood in the log and were never delivered")
          .isEqualTo(new BitSet());
      assertThat(destination.outOfOrder()).isZero();
      assertThat(account.dropped()).isZero();
      assertThat(account.delivered()).isEqualTo(account.offered());
      // It was there for most of the time: what was sent while it was is what it has.
      assertThat(acknowledged.cardinality()).isGreaterThan(sent / 4);
    }
  }

  /** Each line that stood in the log is delivered or set aside, and none is set aside twice. */
  @Test
  void killedWhileADestinationRefuses() throws Exception {
    SplittableRandom dice = new SplittableRandom(11);
    int syslogPort = FreePort.next();
    Path data = folder.resolve("data");
    BitSet acknowledged = new BitSet();
    long walkedTo = 0;
    try (CountingDestination destination = new CountingDestination();
        NumberedLines lines = new NumberedLines(syslogPort, LINES_PER_SECOND)) {
      destination.refuseOneOf(3);
      String config = SyslogToOtlp.config(data, destination, syslogPort);
      int kills = Math.max(1, KILLS / 10);
      for (int i = 0; i < kills; i++) {
        try (Program program = Program.run(folder.resolve("home"), config)) {
          program.syslogPort("tcp");
          LockSupport.parkNanos(dice.nextLong(1_500_000_000L));
          program.kill();
        }
        KeptLines kept = KeptLines.in(data.resolve("logs"), walkedTo);
        acknowledged.or(kept.numbers());
        walkedTo = kept.end();
      }
      Program last = Program.run(folder.resolve("home"), config);
      last.syslogPort("tcp");
      int _ = lines.stop();
      SyslogToOtlp.awaitDelivery(last);
      Account account = Account.of(last, "otlp");
      assertThat(account.addsUp()).as("the identity in " + account).isTrue();
      assertThat(last.stop()).isZero();
      acknowledged.or(KeptLines.in(data.resolve("logs"), walkedTo).numbers());

      Path rejected = data.resolve("rejected");
      KeptLines.assertThatAnotherReaderAgrees(rejected);
      List<String> aside = new ArrayList<>();
      BitSet settled = destination.seen();
      StoredRejected.of(StoredLog.read(new RealDisk(), rejected, Signal.LOGS))
          .each(
              (_, record) -> {
                aside.add(record.epoch() + " " + record.number());
                settled.set(KeptLines.numberOf(record.otlp()));
                return true;
              });
      assertThat(aside).doesNotHaveDuplicates();
      // Not as many as are rejected: what was delivered, and is refused when it comes again after a
      // kill, counts as rejected by then and is not set aside, for the destination has it.
      assertThat(aside).isNotEmpty();
      BitSet lost = (BitSet) acknowledged.clone();
      lost.andNot(settled);
      TABLE.add(
          new FaultTable.Row(
              "SIGKILL while a sink refuses",
              kills,
              acknowledged.cardinality(),
              destination.count(),
              destination.doubled(),
              lost.cardinality(),
              account.dropped(),
              Duration.ZERO));
      assertThat(lost).as("lines neither delivered nor set aside").isEqualTo(new BitSet());
    }
  }

  private static Duration max(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }
}
