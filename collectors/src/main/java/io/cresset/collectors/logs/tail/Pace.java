package io.cresset.collectors.logs.tail;

import io.cresset.api.Time;
import java.time.Duration;

/**
 * When it is worth looking again at what has happened to files. A line each from many of them costs
 * a look, a part of a batch and a part of a request for every one, so the rest between two rounds
 * is so many times as long as a round takes, between {@link #LOOK_NANOS} and {@link #REST_NANOS}.
 */
final class Pace {
  /** Many writes in so short a time cost one look. */
  static final long LOOK_NANOS = Duration.ofMillis(20).toNanos();

  private static final long REST_NANOS = Duration.ofMillis(100).toNanos();
  private static final int REST_FACTOR = 50;

  private final Time time;
  private long lookedNanos;
  private long begunNanos;
  private long tookNanos;

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

  /** What has happened is to be seen at once. */
  void hurry() {
    lookedNanos = time.monotonicNanos() - LOOK_NANOS;
  }

  /** A round begins. */
  void begin() {
    begunNanos = time.monotonicNanos();
  }

  /** A round has ended. */
  void end() {
    tookNanos = time.monotonicNanos() - begunNanos;
  }

  /** How long to rest before the next look, if there is nothing else to do. */
  long restNanos() {
    long rest = Math.clamp(REST_FACTOR * tookNanos, LOOK_NANOS, REST_NANOS);
    return Math.max(0, rest - (time.monotonicNanos() - lookedNanos));
  }
}
