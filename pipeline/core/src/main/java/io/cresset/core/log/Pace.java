package io.cresset.core.log;

import io.cresset.api.Time;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How the two threads of a log wait and how they end: the writer when all is written, then the sync
 * when all is durable, and both when the disk has failed too often for that. Guarded by the log's
 * lock.
 */
final class Pace {
  static final long IDLE_NANOS = Duration.ofHours(1).toNanos();
  static final long FIRST_RETRY_NANOS = Duration.ofMillis(100).toNanos();
  static final long LAST_RETRY_NANOS = Duration.ofSeconds(5).toNanos();
  private static final int MAX_FAILURES_WHILE_CLOSING = 3;

  private final ReentrantLock lock;
  private final Time time;
  private int failuresWhileClosing;

  /** Nothing more is taken, and the threads are to end. */
  boolean closing;

  boolean writerEnded;

  /** The threads have ended, or are not waited for any more. */
  boolean closed;

  Pace(ReentrantLock lock, Time time) {
    this.lock = lock;
    this.time = time;
  }

  /**
   * A sync failed.
   *
   * @return whether that was the last one to be tried before the log is closed
   */
  boolean failed() {
    if (closing) {
      failuresWhileClosing++;
    }
    return gaveUp();
  }

  boolean gaveUp() {
    return failuresWhileClosing >= MAX_FAILURES_WHILE_CLOSING;
  }

  void await(Condition condition, long nanos) {
    try {
      time.await(lock, condition, nanos);
    } catch (InterruptedException _) {
      // Nobody has these threads to interrupt them; if it happens all the same, it changes nothing.
      return;
    }
  }

  /** Waits whatever is signalled, unless the log is to be closed. */
  void backOff(Condition condition, long nanos) {
    long deadline = time.monotonicNanos() + nanos;
    long left = nanos;
    while (left > 0 && !closing) {
      await(condition, left);
      left = deadline - time.monotonicNanos();
    }
  }
}
