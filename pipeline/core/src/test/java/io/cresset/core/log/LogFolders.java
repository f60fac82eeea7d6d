package io.cresset.core.log;

import io.cresset.api.model.EncodedBatch;
import io.cresset.api.model.PositionMoves;
import io.cresset.core.log.MemoryFaults.AfterFailedForce;
import io.cresset.testkit.FakeTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** Folders as logs leave them. */
final class LogFolders {
  static final LogLimits LIMITS = new LogLimits(64 << 20, 6 << 10, 4096, 1 << 20, 1 << 20, 2 << 10);

  private LogFolders() {}

  /**
   * A log of several segments and three openings, one of them without compression, of which all is
   * durable; some syncs have failed.
   */
  static MemoryDisk ofSeveralOpenings(SplittableRandom dice) throws Exception {
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
            disk.faults.failForces(1, AfterFailedForce.CLEAN_AND_LOST);
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
}
