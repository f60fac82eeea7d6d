package io.cresset.core.log.simulation;

import io.cresset.core.log.Compression;
import io.cresset.core.log.LogLimits;
import java.util.SplittableRandom;

/**
 * What may happen in a run. Faults that may cost promised records are armed only in some, so that
 * in the others nothing at all may be lost.
 *
 * @param steps how much is done between openings, at most
 * @param openings how often the log is opened, at most
 * @param nested whether the roles meet within each other's disk operations
 * @param power whether power cuts happen; the process is killed anyway
 * @param trouble whether writes and syncs fail, the disk is full or read-only for a while
 * @param reads whether reads fail now and then
 * @param rot whether bytes and files change or vanish, and files of others appear
 */
record Profile(
    LogLimits limits,
    int steps,
    int openings,
    boolean nested,
    boolean power,
    boolean trouble,
    boolean reads,
    boolean rot) {

  static Profile of(SplittableRandom dice) {
    int segment = 4096;
    int unsynced = (dice.nextBoolean() ? 2 : 8) * segment;
    boolean roomy = dice.nextInt(3) == 0;
    long total = roomy ? 1 << 20 : (2L + dice.nextInt(8)) * segment;
    LogLimits limits =
        new LogLimits(
            total,
            segment,
            dice.nextInt(8) == 0 ? 3 + dice.nextInt(4) : 1000,
            1 << 20,
            unsynced,
            dice.nextBoolean() ? 1024 : 3000,
            dice.nextBoolean() ? Compression.NONE : Compression.LZ4);
    int faults = dice.nextInt(8);
    return new Profile(
        limits,
        20 + dice.nextInt(150),
        2 + dice.nextInt(5),
        dice.nextInt(4) > 0,
        dice.nextInt(6) > 0,
        faults >= 2,
        faults == 4 || faults == 7,
        faults >= 6);
  }
}
