package io.cresset.collectors.logs.containers;

import io.cresset.api.Time;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/** The machine's clock: the kernel tells of files at its own pace. */
final class RealTime implements Time {
  private final long wallNanos = System.currentTimeMillis() * 1_000_000;
  private final long startNanos = System.nanoTime();

  @Override
  public long unixNanos() {
    return wallNanos + monotonicNanos() - startNanos;
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
  @SuppressWarnings("WaitNotInLoop") // The contract puts the loop at the caller.
  public void await(Lock lock, Condition condition, long nanos) throws InterruptedException {
    long _ = condition.awaitNanos(nanos);
  }
}
