package io.cresset.app;

import io.cresset.api.Time;
import io.cresset.core.runtime.SystemTime;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/**
 * Real time, but for the limits of a program under test: its monotonic clock can be made to go ten
 * times slower. A machine that is busy with other things then has ten times as long before the
 * program gives up on it; what is told by the wall clock stays true.
 */
final class StretchedTime implements Time {
  private static final long SLOWER = 10;

  private final Time real = new SystemTime();
  private final long begin = real.monotonicNanos();

  /** When it became slow; the end of time while it has not. */
  private volatile long slowSinceNanos = Long.MAX_VALUE;

  /** From now on it goes slowly. */
  synchronized void stretch() {
    slowSinceNanos = Math.min(slowSinceNanos, real.monotonicNanos() - begin);
  }

  @Override
  public long unixNanos() {
    return real.unixNanos();
  }

  @Override
  public long monotonicNanos() {
    long now = real.monotonicNanos() - begin;
    long since = Math.min(now, slowSinceNanos);
    return since + (now - since) / SLOWER;
  }

  @Override
  public void sleep(long nanos) throws InterruptedException {
    real.sleep(nanos);
  }

  /** May return before its time, as a wait may at any time: its caller looks at the clock. */
  @Override
  @SuppressWarnings("WaitNotInLoop") // The contract of Time.await puts the loop at the caller.
  public void await(Lock lock, Condition condition, long nanos) throws InterruptedException {
    real.await(lock, condition, nanos);
  }
}
