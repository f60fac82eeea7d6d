package io.cresset.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.testkit.Eventually;
import io.cresset.testkit.FreePort;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged program on a data folder to which something was done while it was stopped. {@code
 * log verify} finds it; the program starts, delivers every line that can still be read, and counts
 * exactly the others. Prints a table of it all.
 */
class DamagedFolderIT {
  private static final int LINES = 8000;
  private static final int LINES_PER_SECOND = 10_000;
  private static final FaultTable TABLE = new FaultTable();

  @TempDir Path folder;
  private final SplittableRandom dice = new SplittableRandom(7);
  private int syslogPort;
  private int sent;

  @AfterAll
  @SuppressWarnings("SystemOut") // The table is what the suite is for.
  static void printTable() {
    System.out.println("\n" + TABLE);
  }

  /** Something that befalls a log's folder. */
  @FunctionalInterface
  private interface Fault {
    /**
     * @param segments oldest first
     */
    void befalls(List<Path> segments) throws IOException;
  }

  private Path data() {
    return folder.resolve("data");
  }

  private Path logs() {
    return data().resolve("logs");
  }

  private String config(CountingDestination destination) {
    return """
    data: %s
    buffer: { logs: { max_bytes: 4MiB, compression: none } }
    web: { listen: 127.0.0.1:0 }
    collectors:
      syslog: { listen: [ "tcp://127.0.0.1:%d" ] }
    exporters:
      otlp: { url: "%s", signals: [logs], compression: none }
    """
        .formatted(data(), syslogPort, destination.url());
  }

  /** A folder with lines in several segments that were not delivered. */
  @BeforeEach
  void fillFolder() {
    syslogPort = FreePort.next();
    try (CountingDestination away = new CountingDestination()) {
      away.away(true);
      try (Program program = Program.run(folder.resolve("before"), config(away));
          NumberedLines lines = new NumberedLines(syslogPort, LINES_PER_SECOND)) {
        Eventually.holds("lines are sent", () -> lines.count() >= LINES);
        sent = lines.stop();
        Eventually.holds("all is taken", () -> Account.of(program, "otlp").offered() == sent);
        assertThat(program.stop()).isZero();
      }
    }
  }

  private List<Path> segments() throws IOException {
    try (Stream<Path> files = Files.list(logs())) {
      return files.sorted().toList();
    }
  }

  /**
   * @param harmless whether no record may be lost by it
   */
  private void survives(String name, boolean harmless, Fault fault) throws Exception {
    List<Path> segments = segments();
    assertThat(segments).hasSizeGreaterThanOrEqualTo(3);
    fault.befalls(segments);

    Process verify =
        new ProcessBuilder(Program.command("log", "verify", "--data", data().toString()))
            .redirectErrorStream(true)
            .start();
    String found = new String(verify.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(verify.waitFor()).as(found).isEqualTo(harmless ? 0 : 1);

    BitSet readable = KeptLines.in(logs(), 0).numbers();
    KeptLines.assertThatAnotherReaderAgrees(logs());
    Instant begin = Instant.now();
    try (CountingDestination destination = new CountingDestination();
        Program program = Program.run(folder.resolve("after"), config(destination))) {
      Eventually.holds(
          "all that can be read is delivered", () -> Account.of(program, "otlp").lag() == 0);
      Duration stop = Duration.between(begin, Instant.now());
      Account account = Account.of(program, "otlp");
      BitSet lost = (BitSet) readable.clone();
      lost.andNot(destination.seen());
      TABLE.add(
          new FaultTable.Row(
              name,
              1,
              sent,
              destination.count(),
              destination.doubled(),
              sent - destination.count() - account.dropped(),
              account.dropped(),
              stop));
      assertThat(lost).as("lines that can be read and did not come").isEqualTo(new BitSet());
      assertThat(destination.doubled()).isZero();
      assertThat(destination.outOfOrder()).isZero();
      assertThat(account.addsUp()).as("the identity in " + account).isTrue();
      assertThat(account.offered()).isEqualTo(sent);
      assertThat(account.delivered()).isEqualTo(destination.count());
      assertThat(account.dropped()).isEqualTo(sent - destination.count());
      if (harmless) {
        assertThat(account.dropped()).isZero();
      } else {
        assertThat(account.dropped()).isPositive();
        assertThat(program.output())
            .contains(" records are damaged and lost, the first is number ");
      }
      assertThat(program.stop()).isZero();
      KeptLines.assertThatAnotherReaderAgrees(logs());
    }
  }

  private static void overwrite(Path file, long at, byte[] bytes) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      int _ = channel.write(ByteBuffer.wrap(bytes), at);
    }
  }

  @Test
  void aSegmentIsTruncated() throws Exception {
    survives(
        "a segment is truncated",
        false,
        segments -> {
          Path file = segments.get(1);
          try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(Files.size(file) * 3 / 5);
          }
        });
  }

  @Test
  void aRangeIsZeroed() throws Exception {
    survives(
        "4 KiB of a segment are zeros",
        false,
        segments -> overwrite(segments.get(1), Files.size(segments.get(1)) / 2, new byte[4096]));
  }

  @Test
  void bitsFlip() throws Exception {
    survives(
        "twenty bits flip in all segments",
        false,
        segments -> {
          for (int i = 0; i < 20; i++) {
            Path file = segments.get(dice.nextInt(segments.size()));
            byte[] bytes = Files.readAllBytes(file);
            int at = dice.nextInt(bytes.length);
            overwrite(file, at, new byte[] {(byte) (bytes[at] ^ 1 << dice.nextInt(8))});
          }
        });
  }

  @Test
  void aSegmentIsDeleted() throws Exception {
    survives("a segment is deleted", false, segments -> Files.delete(segments.get(1)));
  }

  @Test
  void foreignFilesStandThere() throws Exception {
    survives(
        "foreign files in the folder",
        true,
        _ -> {
          byte[] noise = new byte[10_000];
          dice.nextBytes(noise);
          Files.write(logs().resolve("00000000000000000007.log"), noise);
          Files.write(logs().resolve("00000000000000000009.log"), new byte[0]);
          Files.writeString(logs().resolve("notes.txt"), "not a log");
          Files.createDirectory(logs().resolve("00000000000000000011.log"));
        });
  }

  /** A newer release wrote it: it is left alone, and what it holds is counted as missing. */
  @Test
  void aSegmentIsOfAFormatFromTheFuture() throws Exception {
    byte[][] future = new byte[1][];
    Path[] file = new Path[1];
    survives(
        "a segment of a future format",
        false,
        segments -> {
          file[0] = segments.get(1);
          byte[] bytes = Files.readAllBytes(file[0]);
          ByteBuffer header = ByteBuffer.wrap(bytes);
          header.putInt(8, 99);
          CRC32C crc = new CRC32C();
          crc.update(bytes, 0, 68);
          header.putInt(68, (int) crc.getValue());
          Files.write(file[0], bytes);
          future[0] = bytes;
        });
    assertThat(file[0]).hasBinaryContent(future[0]);
  }
}
