package io.cresset.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void waitsAtRandomBelowABoundThatDoublesUpToTheCeiling() {
    long[] most = new long[10];
    long least = Long.MAX_VALUE;
    for (int seed = 0; seed < 2_000; seed++) {
      Backoff backoff =
          new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60), new Random(seed));
      for (int i = 0; i < most.length; i++) {
        long wait = backoff.nextNanos();
        most[i] = Math.max(most[i], wait);
        least = Math.min(least, wait);
      }
    }
    assertThat(least).isBetween(SECOND, SECOND + SECOND / 10);
    long bound = SECOND;
    for (long wait : most) {
      bound = Math.min(2 * bound, 60 * SECOND);
      assertThat(wait).isBetween(bound - bound / 10, bound);
    }
  }

  @Test
  void beginsAnewAfterASuccess() {
    Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60), new Random(1));
    for (int i = 0; i < 10; i++) {
      assertThat(backoff.nextNanos()).isPositive();
    }
    backoff.reset();
    assertThat(backoff.nextNanos()).isBetween(SECOND, 2 * SECOND);
  }
}
