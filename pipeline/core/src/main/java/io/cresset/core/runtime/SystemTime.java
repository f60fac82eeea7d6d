package io.cresset.core.runtime;

import io.cresset.api.Time;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/** The JDK's clocks: the one place in the program that asks for them. */
public final class SystemTime implements Time {

  @Override
  public long unixNanos() {
    Instant now = Instant.now();
    return Math.addExact(
        Math.multiplyExact(now.getEpochSecond(), 1_000_000_000L), (long) now.getNano());
  }

  @Override
  public long monotonicNanos() {
    return System.nanoTime();
  }

  @Override
  public void sleep(long nanos) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(nanos);
  }

  @Override
  @SuppressWarnings("WaitNotInLoop") // The contract of Time.await puts the loop at the caller.
  public void await(Lock lock, Condition condition, long nanos) throws InterruptedException {
    boolean _ = condition.await(nanos, TimeUnit.NANOSECONDS);
  }
}
