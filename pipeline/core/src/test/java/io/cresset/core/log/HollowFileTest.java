package io.cresset.core.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cresset.api.model.EncodedBatch;
import io.cresset.core.log.MemoryFaults.AfterFailedForce;
import io.cresset.testkit.FakeTime;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A write that fails leaves a file of a segment's name in which nothing is any more. What had been
 * in it may come back with a power cut, and nothing of it may count then.
 */
class HollowFileTest {
  private static final int CUTS = 200;
  private final FakeTime time = new FakeTime();

  private static void fails(OpenedLog log, EncodedBatch batch) {
    assertThatThrownBy(() -> log.write(batch))
        .isInstanceOf(IOException.class)
        .hasMessage("No space left on device");
  }

  private OpenedLog open(MemoryDisk disk) throws LogFolderUnavailable {
    return OpenedLog.on(disk, OpenedLog.LIMITS, time);
  }

  private static List<String> hollow(MemoryDisk disk) {
    return disk.files().stream()
        .filter(file -> disk.bytes(file).length == 0)
        .map(file -> String.valueOf(file.getFileName()))
        .toList();
  }

  /**
   * The half of a segment that was to begin at the durable end, and to supersede what an opening
   * has found and promised since. (Seed 80208 of the simulation, in its day.)
   */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatItHeldDoesNotSupersedeWhatAnOpeningFound(boolean goesOn) throws Exception {
    int back = 0;
    for (int fate = 0; fate < CUTS; fate++) {
      MemoryDisk disk = new MemoryDisk();
      try (OpenedLog log = open(disk)) {
        log.feed("sink");
        log.write(TestRecords.batch(0, 10));
        log.sync();
        log.write(TestRecords.batch(10, 10), TestRecords.batch(20, 10), TestRecords.batch(30, 60));
        disk.faults.failForces(1, AfterFailedForce.STILL_DIRTY);
        assertThat(log.tryToSync()).isFalse();
        disk.faults.capacity(disk.usedBytes() + 900);
        fails(log, TestRecords.batch(90, 10));
        assertThat(hollow(disk)).containsExactly(SegmentName.of(10, 0));
      }
      disk.kill();
      disk.faults.capacity(Long.MAX_VALUE);
      int end = 90;
      try (OpenedLog log = open(disk)) {
        assertThat(log.status().durableEnd()).isEqualTo(end);
        if (goesOn) {
          log.write(TestRecords.batch(end, 10));
          log.sync();
          end += 10;
        }
      }
      disk.restart(new SplittableRandom(fate));
      back += hollow(disk).isEmpty() ? 1 : 0;
      try (OpenedLog log = open(disk)) {
        assertThat(log.drain("sink"))
            .as("power cut %d", fate)
            .containsExactlyElementsOf(FeedContract.range(0, end));
      }
    }
    assertThat(back).as("files that came back").isZero();
  }

  /** A frame that was written when more was durable is not of a segment that begins at the name. */
  @Test
  void aNameIsNotBelievedBeforeAFrameThatSpeaksAgainstIt() throws Exception {
    MemoryDisk disk = new MemoryDisk();
    try (OpenedLog log = open(disk)) {
      log.feed("sink");
      for (int i = 0; i < 100; i++) {
        log.write(TestRecords.batch(i * 10L, 10));
        log.sync();
      }
    }
    List<Path> segments = disk.files();
    byte[] newest = disk.bytes(segments.getLast());
    disk.remove(segments.getLast());
    Arrays.fill(newest, 0, MemoryContent.SECTOR_BYTES, (byte) 0);
    disk.put(OpenedLog.FOLDER.resolve(SegmentName.of(10, 0)), newest);
    long before =
        SegmentName.firstNumber(String.valueOf(segments.getLast().getFileName())).orElseThrow();
    try (OpenedLog log = open(disk)) {
      assertThat(log.drain("sink"))
          .startsWith(FeedContract.range(0, (int) before).toArray(Long[]::new));
      assertThat(log.status().damagedRecords()).isLessThan(50);
    }
  }
}
