package io.cresset.core.log.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.Time;
import io.cresset.core.runtime.SystemTime;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The log on a disk of which anything may be expected. A failure names its seed, which replays it:
 * {@code -Dcresset.simulation.first=SEED -Dcresset.simulation.seeds=1}. For a night, {@code
 * -Dcresset.simulation.seeds=5000000} with a first one of its own.
 */
class SimulationTest {
  private static final long FIRST = Long.getLong("cresset.simulation.first", 1);
  private static final Optional<Long> SEEDS =
      Optional.ofNullable(Long.getLong("cresset.simulation.seeds"));
  private static final long USUAL_SEEDS = 10_000;

  /** A machine that is busy with other things runs fewer of the usual seeds, and says how many. */
  private static final Duration USUAL_TIME = Duration.ofMinutes(2);

  @ParameterizedTest
  @MethodSource("seeds")
  void whatASeedHasFoundOnceStaysRight(long seed) {
    assertThat(Seeds.runOrTell(seed)).isNotZero();
  }

  static List<Long> seeds() throws IOException {
    return Seeds.thatFoundSomething();
  }

  @Test
  void whateverTheDiskDoesNothingDurableIsLostAndEveryLossIsCounted() {
    long seeds = SEEDS.orElse(USUAL_SEEDS);
    Time time = new SystemTime();
    long start = time.monotonicNanos();
    Set<Long> runs = new HashSet<>();
    for (long seed = FIRST; seed < FIRST + seeds; seed++) {
      runs.add(Seeds.runOrTell(seed));
      if (SEEDS.isEmpty() && time.monotonicNanos() - start > USUAL_TIME.toNanos()) {
        seeds = seed + 1 - FIRST;
      }
    }
    System.out.printf(
        "simulation of the log: seeds %d to %d in %d s%n",
        FIRST, FIRST + seeds - 1, Duration.ofNanos(time.monotonicNanos() - start).toSeconds());
    assertThat(runs).as("different runs").hasSize(Math.toIntExact(seeds));
  }

  @Test
  void aSeedReplaysARun() {
    for (long seed = FIRST; seed < FIRST + Math.min(SEEDS.orElse(USUAL_SEEDS), 100); seed++) {
      assertThat(Seeds.run(seed)).as("seed %d", seed).isEqualTo(Seeds.run(seed));
    }
  }
}
