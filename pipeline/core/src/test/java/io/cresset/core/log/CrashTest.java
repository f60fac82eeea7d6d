package io.cresset.core.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * Seeded runs of the {@link CrashSimulation}. A failure names its seed, which replays it: {@code
 * -Dcresset.crash.first=SEED -Dcresset.crash.runs=1}.
 */
class CrashTest {
  private static final long FIRST = Long.getLong("cresset.crash.first", 1);
  private static final int RUNS = Integer.getInteger("cresset.crash.runs", 1000);
  private static final int CRASHES = 6;

  @Test
  void nothingIsLostWhereverThePowerIsCutOrTheProcessKilled() {
    int repeats = 0;
    for (long seed = FIRST; seed < FIRST + RUNS; seed++) {
      try {
        repeats += new CrashSimulation(seed).run(CRASHES) ? 1 : 0;
      } catch (AssertionError | Exception e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
    if (RUNS > 100) {
      assertThat(repeats).as("runs in which a source went back").isBetween(1, RUNS - 1);
    }
  }
}
