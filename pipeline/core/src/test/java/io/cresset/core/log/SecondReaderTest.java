package io.cresset.core.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.model.EncodedBatch;
import io.cresset.api.model.PositionMoves;
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
  private static final LogLimits LIMITS =
      new LogLimits(64 << 20, 6 << 10, 4096, 1 << 20, 1 << 20, 2 << 10);

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
    return SecondReader.assertThatBothAgreeOn(copy(disk), Signal.LOGS);
  }

  /** A log of several segments and openings, one of them without compression. */
  private static MemoryDisk someSegments(SplittableRandom dice) throws Exception {
    MemoryDisk disk = new MemoryDisk();
    FakeTime time = new FakeTime();
    LifelikeBatches lifelike = new LifelikeBatches(dice.nextInt());
    for (Compression each : List.of(Compression.LZ4, Compression.NONE, Compression.LZ4)) {
      try (OpenedLog log = OpenedLog.on(disk, LIMITS.with(each), time)) {
        log.feed("loki");
        log.feed("remote_write");
        for (int i = 0; i < 12; i++) {
          EncodedBatch batch = lifelike.syslog(10);
          log.write(
              new EncodedBatch(
                  batch.signal(),
                  batch.otlp(),
                  batch.recordCount(),
                  new PositionMoves(
                      Map.of("a" + dice.nextInt(4), Optional.of(TestRecords.bytes("at " + i))))));
          if (dice.nextInt(3) == 0) {
            log.write(TestRecords.position("b" + dice.nextInt(3), i));
          }
          if (dice.nextInt(8) == 0) {
            log.write(TestRecords.batch(0, 0, Map.of("b1", Optional.empty())));
          }
          if (dice.nextInt(6) == 0) {
            disk.failForces(1);
            log.log.sync();
          } else if (dice.nextBoolean()) {
            log.sync();
          }
          if (dice.nextInt(3) == 0) {
            log.poll("loki", 3000)
                .ifPresent(chunk -> log.feed("loki").commit(chunk.endNumber(), 1, 2));
          }
        }
        log.log.write(List.of(), true);
        log.sync();
      }
    }
    return disk;
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
      List<String> facts = assertThatBothAgreeOn(someSegments(new SplittableRandom(seed)));
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
      MemoryDisk disk = someSegments(dice);
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
      MemoryDisk disk = someSegments(dice);
      OpenedLog log = OpenedLog.on(disk, LIMITS.with(Compression.LZ4), new FakeTime());
      try {
        disk.cutPowerAfter(dice.nextInt(30));
        for (int i = 0; true; i++) {
          log.write(
              TestRecords.batch(i, 30, Map.of("c", Optional.of(TestRecords.bytes("at " + i)))));
          if (dice.nextInt(4) == 0) {
            log.log.sync();
          }
        }
      } catch (MemoryDisk.PowerCut _) {
        disk.restart(dice);
      }
      assertThatBothAgreeOn(disk);
      OpenedLog.on(disk, LIMITS, new FakeTime()).close();
      assertThatBothAgreeOn(disk);
    }
  }
}
