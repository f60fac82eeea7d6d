package io.cresset.core.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.model.Signal;
import io.cresset.testkit.FakeTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a log left, who has only read {@code FORMAT.md} finds in it what the program finds. */
class SecondReaderTest {

  private static final int SEEDS = Integer.getInteger("cresset.second_reader.seeds", 20);

  @TempDir Path folder;

  private int copies;

  /** What is on a disk in memory, in a folder for the other reader. */
  private Path copy(MemoryDisk disk) throws IOException {
    Path copy = Files.createDirectory(folder.resolve("copy" + copies++));
    for (Path file : disk.files()) {
      Files.write(copy.resolve(String.valueOf(file.getFileName())), disk.bytes(file));
    }
    return copy;
  }

  private List<String> assertThatBothAgreeOn(MemoryDisk disk) throws Exception {
    return BothReaders.assertThatBothAgreeOn(copy(disk), Signal.LOGS);
  }

  @Test
  void theExample() throws Exception {
    MemoryDisk disk = new MemoryDisk();
    FormatTest.writeExample(disk, OpenedLog.FOLDER);
    assertThat(assertThatBothAgreeOn(disk))
        .anyMatch(line -> line.startsWith("frame 00000000000000000000.log 260 0 3 1 "))
        .contains("sink loki 0 0 0 0 0 3", "position 7379736c6f67 6c696e652033", "end 3");
  }

  @Test
  void aFolderWithoutALog() throws Exception {
    assertThat(assertThatBothAgreeOn(new MemoryDisk())).isEmpty();
  }

  @Test
  void segmentsOfSeveralOpeningsSomeSuperseded() throws Exception {
    for (int seed = 0; seed < 4; seed++) {
      List<String> facts =
          assertThatBothAgreeOn(LogFolders.ofSeveralOpenings(new SplittableRandom(seed)));
      assertThat(facts).noneMatch(line -> line.startsWith("damage "));
      assertThat(facts).anyMatch(line -> line.matches("frame \\S+ \\d+ \\d+ \\d+ 0 .*"));
      assertThat(facts).anyMatch(line -> line.matches("frame \\S+ \\d+ \\d+ \\d+ 1 .*"));
    }
  }

  @Test
  void whatIsDamagedOrTornAnywhere() throws Exception {
    int damages = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      SplittableRandom dice = new SplittableRandom(seed);
      MemoryDisk disk = LogFolders.ofSeveralOpenings(dice);
      for (Path file : disk.files()) {
        if (dice.nextInt(3) == 0) {
          damage(disk, file, dice);
        }
      }
      damages +=
          (int)
              assertThatBothAgreeOn(disk).stream()
                  .filter(line -> line.startsWith("damage "))
                  .count();
    }
    assertThat(damages).isGreaterThan(SEEDS / 2);
  }

  private static void damage(MemoryDisk disk, Path file, SplittableRandom dice) {
    byte[] bytes = disk.bytes(file);
    switch (dice.nextInt(5)) {
      case 0 -> disk.remove(file);
      case 1 -> disk.put(file, Arrays.copyOf(bytes, dice.nextInt(bytes.length)));
      case 2 -> {
        int from = dice.nextInt(bytes.length);
        Arrays.fill(bytes, from, from + dice.nextInt(bytes.length - from), (byte) 0);
        disk.put(file, bytes);
      }
      case 3 -> disk.put(file.resolveSibling(SegmentName.of(dice.nextInt(100), 7)), bytes);
      default -> {
        for (int i = dice.nextInt(4); i >= 0; i--) {
          disk.flip(file, dice.nextInt(bytes.length), dice.nextInt(8));
        }
      }
    }
  }

  @Test
  void whatAPowerCutLeft() throws Exception {
    for (int seed = 0; seed < SEEDS / 2; seed++) {
      SplittableRandom dice = new SplittableRandom(seed);
      MemoryDisk disk = LogFolders.ofSeveralOpenings(dice);
      OpenedLog log = OpenedLog.on(disk, LogFolders.LIMITS.with(Compression.LZ4), new FakeTime());
      try {
        disk.faults.stopAfter(dice.nextInt(30));
        for (int i = 0; true; i++) {
          log.write(
              TestRecords.batch(i, 30, Map.of("c", Optional.of(TestRecords.bytes("at " + i)))));
          if (dice.nextInt(4) == 0) {
            log.log.sync();
          }
        }
      } catch (MemoryFaults.Stopped _) {
        disk.restart(dice);
      }
      assertThatBothAgreeOn(disk);
      OpenedLog.on(disk, LogFolders.LIMITS, new FakeTime()).close();
      assertThatBothAgreeOn(disk);
    }
  }
}
