package io.cresset.collectors.logs.tail;

import io.cresset.api.Time;

/**
 * Lets so many lines a second pass, and as many at once. Used by one thread; several chains may
 * share one.
 */
public final class Rate {
  private static final long NANOS = 1_000_000_000L;

  private final Time time;
  private final int perSecond;
  private long left;
  private long sinceNanos;

  /**
   * @param perSecond 0 for no limit
   */
  public Rate(Time time, int perSecond) {
    this.time = time;
    this.perSecond = perSecond;
    this.left = perSecond;
    this.sinceNanos = time.monotonicNanos();
  }

  /** Whether one more may pass. */
  public boolean take() {
    if (perSecond == 0) {
      return true;
    }
    long now = time.monotonicNanos();
    long passedNanos = now - sinceNanos;
    if (passedNanos >= NANOS) {
      left = perSecond;
      sinceNanos = now;
    } else {
      long earned = passedNanos * perSecond / NANOS;
      left = Math.min(perSecond, left + earned);
      // The part of one that is left over counts for the next.
      sinceNanos += Math.ceilDiv(earned * NANOS, (long) perSecond);
    }
    if (left == 0) {
      return false;
    }
    left--;
    return true;
  }
}
