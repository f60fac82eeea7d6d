package io.cresset.core.runtime;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Waits between tries: each at random between the shortest wait and a bound that doubles from try
 * to try, so that those who failed together do not try again together. Used by one thread.
 */
final class Backoff {
  private final long floorNanos;
  private final long ceilingNanos;
  private final RandomGenerator random;
  private long boundNanos;

  Backoff(Duration floor, Duration ceiling, RandomGenerator random) {
    this.floorNanos = floor.toNanos();
    this.ceilingNanos = ceiling.toNanos();
    this.random = random;
    assert floorNanos > 0 && ceilingNanos > floorNanos;
    reset();
  }

  /** The wait before the next try. */
  long nextNanos() {
    boundNanos = Math.min(boundNanos * 2, ceilingNanos);
    return random.nextLong(floorNanos, boundNanos + 1);
  }

  /** After a success: the next wait is a short one again. */
  void reset() {
    boundNanos = floorNanos;
  }
}
