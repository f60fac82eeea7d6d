package io.cresset.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.testkit.Eventually;
import io.cresset.testkit.PeerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged program under what happens to programs and disks: SIGKILL, a disk that is full or
 * read-only, damaged and foreign files, another process. It starts every time, loses nothing that
 * stood in its log, counts what was damaged, and needs no hand. Prints a table of it all.
 */
class FaultsIT {
  private static final int KILLS = Integer.getInteger("cresset.faults.kills", 100);
  private static final int LINES_PER_SECOND = 2000;
  private static final long DELIVERY_LIMIT_NANOS = Duration.ofMinutes(2).toNanos();
  private static final FaultTable TABLE = new FaultTable();

  @TempDir Path folder;

  @AfterAll
  @SuppressWarnings("SystemOut") // The table is what the suite is for.
  static void printTable() {
    System.out.println("\n" + TABLE);
  }

  private static String config(Path data, CountingDestination destination, int syslogPort) {
    return """
    data: %s
    web: { listen: 127.0.0.1:0 }
    collectors:
      syslog: { listen: [ "tcp://127.0.0.1:%d" ] }
    exporters:
      otlp: { url: "%s", signals: [logs], compression: none }
    """
        .formatted(data, syslogPort, destination.url());
  }

  private static void awaitDelivery(Program program) {
    Eventually.holds(
        "all is delivered",
        DELIVERY_LIMIT_NANOS,
        () -> {
          Account account = Account.of(program, "otlp");
          return account.offered() > 0 && account.lag() == 0;
        });
  }

  private static Account checkedAccount(Program program) {
    Account account = Account.of(program, "otlp");
    assertThat(account.addsUp()).as("the identity in " + account).isTrue();
    assertThat(account.rejected()).isZero();
    return account;
  }

  /** The destination is away for a part of the time, so that there is always something to lose. */
  @Test
  void killedAtAnyMoment() throws Exception {
    SplittableRandom dice = new SplittableRandom(20_260_101);
    int syslogPort = PeerProcess.freePort();
    Path data = folder.resolve("data");
    BitSet acknowledged = new BitSet();
    long walkedTo = 0;
    Duration longest = Duration.ZERO;
    try (CountingDestination destination = new CountingDestination();
        NumberedLines lines = new NumberedLines(syslogPort, LINES_PER_SECOND)) {
      String config = config(data, destination, syslogPort);
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
      awaitDelivery(last);
      Account account = checkedAccount(last);
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

  private static Duration max(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  /** Senders feel it, delivery goes on, and it takes again once there is room: nothing is lost. */
  @Test
  void aDiskThatFillsUpAndIsFreed() throws Exception {
    int syslogPort = PeerProcess.freePort();
    try (MountedFolder disk = MountedFolder.tmpfs(folder.resolve("disk"), "6m");
        CountingDestination destination = new CountingDestination();
        Program program =
            Program.run(
                folder.resolve("home"),
                config(disk.path().resolve("data"), destination, syslogPort));
        NumberedLines lines = new NumberedLines(syslogPort, LINES_PER_SECOND)) {
      Eventually.holds("first lines are delivered", () -> destination.count() > 0);
      destination.away(true);
      Path filler = disk.path().resolve("filler");
      fill(filler);
      Instant begin = Instant.now();
      awaitState(program, "full");
      assertThat(program.output()).contains("the log of logs is full");
      assertThat(program.get("/healthz").statusCode()).isEqualTo(200);
      awaitSenderStops(lines);
      destination.away(false);
      int before = destination.count();
      Eventually.holds("delivery goes on", () -> destination.count() > before);
      Files.delete(filler);
      awaitState(program, "ok");
      Duration stop = Duration.between(begin, Instant.now());
      int goingOn = lines.count();
      Eventually.holds("the sender goes on", () -> lines.count() > goingOn + LINES_PER_SECOND);
      int sent = lines.stop();
      Eventually.holds("all is there", DELIVERY_LIMIT_NANOS, () -> destination.count() == sent);
      Account account = checkedAccount(program);
      TABLE.add(
          new FaultTable.Row(
              "disk full (tmpfs), then freed",
              1,
              sent,
              destination.count(),
              destination.doubled(),
              sent - destination.count(),
              account.dropped(),
              stop));
      assertThat(destination.doubled()).isZero();
      assertThat(destination.outOfOrder()).isZero();
      assertThat(account.delivered()).isEqualTo(sent);
      assertThat(program.output()).contains("the log of logs writes again");
      assertThat(program.stop()).isZero();
      KeptLines.assertThatAnotherReaderAgrees(disk.path().resolve("data/logs"));
    }
  }

  /** Takes all room but what the log already has. */
  private static void fill(Path filler) throws IOException {
    byte[] some = new byte[64 * 1024];
    try (var out = Files.newOutputStream(filler)) {
      for (; ; ) {
        out.write(some);
      }
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("No space left");
    }
  }

  private static void awaitState(Program program, String state) {
    Eventually.holds(
        "the log is " + state,
        () -> program.series("cresset_log_state{signal=\"logs\",state=\"" + state + "\"}") == 1.0);
  }

  /** The queue and the sockets are full, and nobody has said that a line was dropped. */
  private static void awaitSenderStops(NumberedLines lines) {
    int[] last = {-1};
    Instant[] since = {Instant.now()};
    Eventually.holds(
        "the sender has to wait",
        Duration.ofMinutes(2).toNanos(),
        () -> {
          int now = lines.count();
          if (now != last[0]) {
            last[0] = now;
            since[0] = Instant.now();
          }
          return Instant.now().isAfter(since[0].plusMillis(500));
        });
  }

  /** It delivers what is there, and takes again once it may write. */
  @Test
  void aDiskThatIsReadOnlyAndBack() throws Exception {
    int syslogPort = PeerProcess.freePort();
    try (MountedFolder disk = MountedFolder.tmpfs(folder.resolve("disk"), "64m");
        CountingDestination destination = new CountingDestination()) {
      String config = config(disk.path().resolve("data"), destination, syslogPort);
      destination.away(true);
      int sent;
      try (Program first = Program.run(folder.resolve("first"), config);
          NumberedLines lines = new NumberedLines(syslogPort, LINES_PER_SECOND)) {
        Eventually.holds("lines are kept", () -> Account.of(first, "otlp").lag() > 1000);
        sent = lines.stop();
        Eventually.holds("all is taken", () -> Account.of(first, "otlp").offered() == sent);
        assertThat(first.stop()).isZero();
      }
      disk.remount("ro");
      destination.away(false);
      Instant begin = Instant.now();
      try (Program again = Program.run(folder.resolve("again"), config)) {
        assertThat(again.output()).contains("the log of logs is read-only");
        awaitState(again, "read_only");
        Eventually.holds("the backlog is delivered", () -> destination.count() == sent);
        disk.remount("rw");
        awaitState(again, "ok");
        Duration stop = Duration.between(begin, Instant.now());
        try (NumberedLines more = new NumberedLines(syslogPort, LINES_PER_SECOND)) {
          // They have the same numbers as the first ones, so they count as doubled.
          Eventually.holds("it takes again", () -> destination.doubled() > 1000);
          int _ = more.stop();
        }
        awaitDelivery(again);
        Account account = checkedAccount(again);
        TABLE.add(
            new FaultTable.Row(
                "read-only at the start, then writable",
                1,
                sent,
                destination.count(),
                0,
                sent - destination.count(),
                account.dropped(),
                stop));
        assertThat(account.dropped()).isZero();
        assertThat(again.stop()).isZero();
        KeptLines.assertThatAnotherReaderAgrees(disk.path().resolve("data/logs"));
      }
    }
  }

  /** It may go on in the segment that is open, but not begin another one or delete what is old. */
  @Test
  void aFolderThatIsMadeReadOnlyAndBackWhileItRuns() throws Exception {
    int syslogPort = PeerProcess.freePort();
    try (MountedFolder disk = MountedFolder.tmpfs(folder.resolve("disk"), "64m");
        CountingDestination destination = new CountingDestination()) {
      Path data = disk.path().resolve("data");
      String config =
          config(data, destination, syslogPort) + "buffer: { logs: { max_bytes: 2MiB } }\n";
      try (Program program = Program.run(folder.resolve("home"), config);
          NumberedLines lines = new NumberedLines(syslogPort, LINES_PER_SECOND)) {
        Eventually.holds("first lines are delivered", () -> destination.count() > 0);
        disk.mayChange(data.resolve("logs"), false);
        Instant begin = Instant.now();
        awaitState(program, "read_only");
        assertThat(program.output()).contains("the log of logs is read-only");
        assertThat(program.get("/healthz").statusCode()).isEqualTo(200);
        awaitSenderStops(lines);
        disk.mayChange(data.resolve("logs"), true);
        awaitState(program, "ok");
        Duration stop = Duration.between(begin, Instant.now());
        int goingOn = lines.count();
        Eventually.holds("the sender goes on", () -> lines.count() > goingOn + LINES_PER_SECOND);
        int sent = lines.stop();
        Eventually.holds("all is there", DELIVERY_LIMIT_NANOS, () -> destination.count() == sent);
        Account account = checkedAccount(program);
        TABLE.add(
            new FaultTable.Row(
                "the folder is made read-only, and back",
                1,
                sent,
                destination.count(),
                destination.doubled(),
                sent - destination.count(),
                account.dropped(),
                stop));
        assertThat(destination.doubled()).isZero();
        assertThat(destination.outOfOrder()).isZero();
        assertThat(account.delivered()).isEqualTo(sent);
        assertThat(program.output()).contains("the log of logs writes again");
        assertThat(program.stop()).isZero();
        KeptLines.assertThatAnotherReaderAgrees(data.resolve("logs"));
      }
    }
  }

  @Test
  void aSecondProcessOnTheFolderIsToldSo() throws Exception {
    int syslogPort = PeerProcess.freePort();
    try (CountingDestination destination = new CountingDestination();
        Program program =
            Program.run(
                folder.resolve("home"), config(folder.resolve("data"), destination, syslogPort));
        NumberedLines lines = new NumberedLines(syslogPort, LINES_PER_SECOND)) {
      Eventually.holds("first lines are delivered", () -> destination.count() > 0);
      for (int i = 0; i < 3; i++) {
        String other = config(folder.resolve("data"), destination, PeerProcess.freePort());
        try (Program second = Program.launch(folder.resolve("second" + i), other)) {
          assertThat(second.process().process().waitFor()).isEqualTo(1);
          assertThat(second.output())
              .contains("another Cresset (process ")
              .contains("uses the data folder " + folder.resolve("data"));
        }
      }
      int sent = lines.stop();
      Eventually.holds("all is there", DELIVERY_LIMIT_NANOS, () -> destination.count() == sent);
      Account account = checkedAccount(program);
      TABLE.add(
          new FaultTable.Row(
              "a second process on the folder",
              3,
              sent,
              destination.count(),
              destination.doubled(),
              sent - destination.count(),
              account.dropped(),
              Duration.ZERO));
      assertThat(destination.doubled()).isZero();
      assertThat(program.stop()).isZero();
      KeptLines.assertThatAnotherReaderAgrees(folder.resolve("data/logs"));
    }
  }
}
