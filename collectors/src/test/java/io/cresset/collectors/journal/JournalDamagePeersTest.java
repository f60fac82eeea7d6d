package io.cresset.collectors.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.collect.Excerpt;
import io.cresset.collectors.journal.ExportFormat.Pair;
import io.cresset.collectors.journal.Systemd.Mode;
import io.cresset.testkit.CollectorHarness;
import io.cresset.testkit.FakeTime;
import io.cresset.testkit.FuzzRounds;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is made of files that are cut short or changed in places. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class JournalDamagePeersTest {
  private static final int ENTRIES = 120;

  @TempDir Path dir;
  private final List<byte[]> files = new ArrayList<>();
  private List<List<Pair>> whole = List.of();

  @BeforeEach
  void makeFiles() throws Exception {
    for (Mode mode :
        List.of(
            Systemd.USUAL,
            new Mode("LZ4", false, false),
            new Mode("XZ", true, false),
            new Mode("NONE", false, true))) {
      Path file = dir.resolve("made.journal");
      Files.deleteIfExists(file);
      Systemd.write(file, mode, Systemd.someEntries(8, ENTRIES));
      files.add(used(Files.readAllBytes(file)));
      if (files.size() == 1) {
        whole = JournalFormatPeersTest.ours(file);
      }
    }
  }

  /** A file without the room that was made for more. */
  private static byte[] used(byte[] file) {
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int tail = (int) bytes.getLong(136);
    return Arrays.copyOf(file, tail + (int) bytes.getLong(tail + 8));
  }

  /** All entries of a file that can be read. */
  private static List<List<Pair>> readable(Path path) throws IOException {
    List<List<Pair>> all = new ArrayList<>();
    try (JournalFile file = JournalFile.open(path, JournalFormatPeersTest.LIMITS)) {
      for (long i = 0; i < file.header().entries(); i++) {
        try {
          all.add(JournalFormatPeersTest.pairs(file.entry(file.head(i))));
        } catch (Damage _) {
          // This one alone.
        } catch (JournalFile.ChainBroken _) {
          break;
        }
      }
    } catch (Damage _) {
      return List.of();
    }
    return all;
  }

  @Test
  void ofACutFileThereIsWhatWasBeforeTheCut() throws Exception {
    Path file = dir.resolve("cut.journal");
    byte[] bytes = files.getFirst();
    int before = 0;
    for (int length = 300; length < bytes.length; length += 4999) {
      Files.write(file, Arrays.copyOf(bytes, length));
      List<List<Pair>> left = readable(file);
      assertThat(left).as("a cut at " + length).isEqualTo(whole.subList(0, left.size()));
      assertThat(left.size()).as("a cut at " + length).isGreaterThanOrEqualTo(before);
      before = left.size();
    }
    assertThat(before).isGreaterThan(ENTRIES / 2);
  }

  /** journalctl may refuse more than we do, but what it reads we read in the same way. */
  @Test
  void ofAChangedFileThereIsWhatJournalctlReads() throws Exception {
    Path file = dir.resolve("changed.journal");
    FuzzRounds.run(
        "journal files beside journalctl",
        40,
        dice -> {
          byte[] bytes = files.get(dice.nextInt(files.size())).clone();
          change(bytes, dice, 1 + dice.nextInt(20), FileHeader.BYTES);
          Files.write(file, bytes);
          Set<List<Pair>> ours = new HashSet<>(readable(file));
          assertThat(ours).containsAll(JournalFormatPeersTest.theirs(file));
        });
  }

  private static void change(byte[] bytes, Random dice, int times, int from) {
    for (int i = 0; i < times; i++) {
      int at = from + dice.nextInt(bytes.length - from);
      if (dice.nextBoolean()) {
        bytes[at] ^= (byte) (1 << dice.nextInt(8));
      } else {
        bytes[at] = (byte) dice.nextInt();
      }
    }
  }

  /**
   * Whatever a file holds, the collector ends, and accounts for every entry that the file tells.
   */
  @Test
  void noFileBringsTheCollectorDown() throws Exception {
    Path folder = Files.createDirectories(dir.resolve("journal/m"));
    Path file = folder.resolve("system.journal");
    FuzzRounds.run(
        "journal files",
        600,
        dice -> {
          byte[] bytes = files.get(dice.nextInt(files.size())).clone();
          change(bytes, dice, 1 << dice.nextInt(12), dice.nextInt(4) == 0 ? 0 : FileHeader.BYTES);
          int length = dice.nextInt(3) == 0 ? dice.nextInt(bytes.length) : bytes.length;
          Files.write(file, Arrays.copyOf(bytes, length));
          CollectorHarness harness = new CollectorHarness("journal", new FakeTime());
          harness.look(new Excerpt(Instant.EPOCH));
          harness.register(
              new JournalCollector(
                  Reading.config(dir.resolve("journal")), harness, FileSource::open));
          harness.run(JournalCollector.READ_TASK);
          assertThat(harness.failures()).isEmpty();
          long seen =
              harness.records().size()
                  + harness.dropped().getOrDefault(JournalCounts.Reason.DAMAGED.label(), 0L);
          long told = entries(file);
          assertThat(seen).isGreaterThanOrEqualTo(told);
          if (length == bytes.length && told > 0) {
            assertThat(seen).isEqualTo(told);
          }
        });
  }

  private static long entries(Path path) throws IOException {
    try (JournalFile file = JournalFile.open(path, JournalFormatPeersTest.LIMITS)) {
      return file.header().unknownFlags() != 0 ? 0 : file.header().entries();
    } catch (Damage _) {
      return 0;
    }
  }

  /** A file that is damaged while it is followed costs its rest; the next one goes on. */
  @Test
  void afterADamagedFileTheNextOneIsRead() throws Exception {
    Path folder = Files.createDirectories(dir.resolve("two/m"));
    Systemd.write(folder.resolve("system.journal"), Systemd.USUAL, Systemd.entriesOfOne(9, 50));
    byte[] bytes = Files.readAllBytes(folder.resolve("system.journal"));
    ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    // The front of the last entry.
    int tail = (int) header.getLong(264);
    bytes[tail] = 0;
    Files.write(folder.resolve("system.journal"), bytes);
    try (Reading reading = Reading.of(dir.resolve("two"))) {
      assertThat(reading.bodies(49)).hasSize(49);
      reading.time.advanceUntil(
          () -> reading.harness.dropped().containsKey("damaged"), java.time.Duration.ofMillis(100));
      assertThat(reading.harness.dropped()).containsEntry("damaged", 1L);
      Files.move(folder.resolve("system.journal"), folder.resolve("system@1-2-3.journal~"));
      Systemd.write(folder.resolve("system.journal"), Systemd.USUAL, Systemd.entriesOfOne(10, 20));
      assertThat(reading.bodies(69)).hasSize(69);
      assertThat(reading.harness.dropped()).containsEntry("damaged", 1L);
      assertThat(reading.harness.logLines().toString())
          .containsOnlyOnce("system.journal is damaged");
    }
  }
}
