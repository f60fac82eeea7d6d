package io.cresset.testkit;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what other threads or processes do, without a fixed sleep. */
public final class Eventually {
  /** Far more than anything here takes; only a failing test gets near it. */
  private static final long LIMIT_NANOS = 30_000_000_000L;

  private static final long PAUSE_NANOS = 1_000_000;

  private Eventually() {}

  /**
   * Returns as soon as the condition holds.
   *
   * @throws AssertionError naming {@code what} if it does not within 30 s
   */
  public static void holds(String what, BooleanSupplier condition) {
    holds(what, LIMIT_NANOS, condition);
  }

  public static void holds(String what, long limitNanos, BooleanSupplier condition) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start > limitNanos) {
        throw new AssertionError("not within " + limitNanos / 1_000_000 + " ms: " + what);
      }
      LockSupport.parkNanos(PAUSE_NANOS);
      if (Thread.currentThread().isInterrupted()) {
        throw new AssertionError("interrupted while waiting for: " + what);
      }
    }
  }
}
