package io.cresset.api;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/**
 * The only clock of the program. Nobody else asks the JDK for the time or sleeps, so that a test
 * can put a clock of its own in this place and no test ever waits for real time to pass.
 */
public interface Time {

  /** Wall clock, nanoseconds since the Unix epoch. It may step in both directions. */
  long unixNanos();

  /** Monotonic clock in nanoseconds from an arbitrary start. Only differences mean something. */
  long monotonicNanos();

  /** Returns after {@code nanos} of this clock's time; at once when it is not positive. */
  void sleep(long nanos) throws InterruptedException;

  /**
   * Waits on {@code condition} until it is signalled or {@code nanos} of this clock's time have
   * passed. The caller holds {@code lock}, from which the condition was made. May return early for
   * no reason, as {@link Condition#await()} may: callers test what they wait for in a loop.
   */
  void await(Lock lock, Condition condition, long nanos) throws InterruptedException;
}
