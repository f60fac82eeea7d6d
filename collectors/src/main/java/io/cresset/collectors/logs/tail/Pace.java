package io.cresset.collectors.logs.tail;

import io.cresset.api.Time;
import java.time.Duration;

/**
 * When it is worth reading again. A line each from many files costs a part of a batch and a part of
 * a request for every one, so the rest between two rounds is so many times as long as a round
 * takes, between {@link #LOOK_NANOS} and {@link #REST_NANOS}. What happens to names is looked at
 * meanwhile, since a file that is not open may be on its way elsewhere.
 */
final class Pace {
  /** Many writes in so short a time cost one look. */
  static final long LOOK_NANOS = Duration.ofMillis(20).toNanos();

  static final long REST_NANOS = Duration.ofMillis(100).toNanos();
  private static final int REST_FACTOR = 50;

  private final Time time;
  private long lookedNanos;
  private long begunNanos;
  private long tookNanos;
  private boolean hurried;

  Pace(Time time) {
    this.time = time;
  }

  /** Whether it is time to look, which is then done. */
  boolean looks(long nowNanos) {
    boolean due = nowNanos - lookedNanos >= LOOK_NANOS;
    if (due) {
      lookedNanos = nowNanos;
    }
    return due;
  }

  /** What has happened is to be seen at once, and the next round comes at once. */
  void hurry() {
    lookedNanos = time.monotonicNanos() - LOOK_NANOS;
    hurried = true;
  }

  /** A round begins. */
  void begin() {
    begunNanos = time.monotonicNanos();
    hurried = false;
  }

  /** A round has ended. */
  void end() {
    tookNanos = time.monotonicNanos() - begunNanos;
  }

  /** How long to rest before the next round, if there is nothing else to do. */
  long restNanos() {
    if (hurried) {
      return 0;
    }
    long rest = Math.clamp(REST_FACTOR * tookNanos, LOOK_NANOS, REST_NANOS);
    return Math.max(0, rest - (time.monotonicNanos() - begunNanos));
  }
}
