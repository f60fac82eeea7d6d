package io.cresset.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.testkit.Eventually;
import io.cresset.testkit.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged program under what happens to disks: one that is full or read-only, another process
 * on the folder. It goes on by itself, and loses nothing. Prints a table of it all. Of damaged
 * files {@link DamagedFolderIT} has a table, of SIGKILL {@link KillsIT}.
 */
class FaultsIT {
  private static final int LINES_PER_SECOND = 2000;
  private static final FaultTable TABLE = new FaultTable();

  @TempDir Path folder;

  @AfterAll
  @SuppressWarnings("SystemOut") // The table is what the suite is for.
  static void printTable() {
    System.out.println("\n" + TABLE);
  }

  /** Senders feel it, delivery goes on, and it takes again once there is room: nothing is lost. */
  @Test
  void aDiskThatFillsUpAndIsFreed() throws Exception {
    int syslogPort = FreePort.next();
    try (MountedFolder disk = MountedFolder.tmpfs(folder.resolve("disk"), "6m");
        CountingDestination destination = new CountingDestination();
        Program program =
            Program.run(
                folder.resolve("home"),
                SyslogToOtlp.config(disk.path().resolve("data"), destination, syslogPort));
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
      Eventually.holds(
          "it says so", () -> program.output().contains("the log of logs writes again"));
      endsWithNothingLost(
          "disk full (tmpfs), then freed",
          1,
          stop,
          program,
          destination,
          lines,
          disk.path().resolve("data/logs"));
    }
  }

  /** Stops the sender and the program: every line was delivered, once and in order. */
  private static void endsWithNothingLost(
      String fault,
      int runs,
      Duration stop,
      Program program,
      CountingDestination destination,
      NumberedLines lines,
      Path log)
      throws Exception {
    int sent = lines.stop();
    Eventually.holds("all is there", SyslogToOtlp.LIMIT_NANOS, () -> destination.count() == sent);
    Account account = SyslogToOtlp.checkedAccount(program);
    TABLE.add(
        new FaultTable.Row(
            fault,
            runs,
            sent,
            destination.count(),
            destination.doubled(),
            sent - destination.count(),
            account.dropped(),
            stop));
    assertThat(destination.doubled()).isZero();
    assertThat(destination.outOfOrder()).isZero();
    assertThat(account.delivered()).isEqualTo(sent);
    assertThat(program.stop()).isZero();
    KeptLines.assertThatAnotherReaderAgrees(log);
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
    int syslogPort = FreePort.next();
    try (MountedFolder disk = MountedFolder.tmpfs(folder.resolve("disk"), "64m");
        CountingDestination destination = new CountingDestination()) {
      String config = SyslogToOtlp.config(disk.path().resolve("data"), destination, syslogPort);
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
        SyslogToOtlp.awaitDelivery(again);
        Account account = SyslogToOtlp.checkedAccount(again);
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
    int syslogPort = FreePort.next();
    try (MountedFolder disk = MountedFolder.tmpfs(folder.resolve("disk"), "64m");
        CountingDestination destination = new CountingDestination()) {
      Path data = disk.path().resolve("data");
      String config =
          SyslogToOtlp.config(data, destination, syslogPort)
              + "buffer: { logs: { max_bytes: 2MiB } }\n";
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
        Eventually.holds(
            "it says so", () -> program.output().contains("the log of logs writes again"));
        endsWithNothingLost(
            "the folder is made read-only, and back",
            1,
            stop,
            program,
            destination,
            lines,
            data.resolve("logs"));
      }
    }
  }

  @Test
  void aSecondProcessOnTheFolderIsToldSo() throws Exception {
    int syslogPort = FreePort.next();
    try (CountingDestination destination = new CountingDestination();
        Program program =
            Program.run(
                folder.resolve("home"),
                SyslogToOtlp.config(folder.resolve("data"), destination, syslogPort));
        NumberedLines lines = new NumberedLines(syslogPort, LINES_PER_SECOND)) {
      Eventually.holds("first lines are delivered", () -> destination.count() > 0);
      for (int i = 0; i < 3; i++) {
        String other = SyslogToOtlp.config(folder.resolve("data"), destination, FreePort.next());
        try (Program second = Program.launch(folder.resolve("second" + i), other)) {
          assertThat(second.process().process().waitFor()).isEqualTo(1);
          assertThat(second.output())
              .contains("another Cresset (process ")
              .contains("uses the data folder " + folder.resolve("data"));
        }
      }
      endsWithNothingLost(
          "a second process on the folder",
          3,
          Duration.ZERO,
          program,
          destination,
          lines,
          folder.resolve("data/logs"));
    }
  }
}
