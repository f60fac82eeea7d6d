package io.cresset.testkit;

import io.cresset.api.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * A clock that moves only when a test says so. Threads that sleep or wait by it are woken by {@link
 * #advance} when their time has come, and by nothing else.
 *
 * <p>How long to wait is what a thread has computed from its last look at the clock. So a wait
 * counts from there: a clock that moves on between the look and the wait makes it shorter, as real
 * time would.
 */
public final class FakeTime implements Time {
  /** Where every new clock starts: 2026-01-02T03:04:05Z. */
  public static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

  private final ReentrantLock guard = new ReentrantLock();
  private final List<Waiter> waiters = new ArrayList<>();

  /** What {@link #monotonicNanos} last told this thread. */
  private final ThreadLocal<Long> lastLook = new ThreadLocal<>();

  private long wallOffsetNanos = START.getEpochSecond() * 1_000_000_000L;
  private long monotonicNanos;

  /** One wait of one thread; a class, because two waits alike are still two. */
  private static final class Waiter {
    final Thread thread = Thread.currentThread();
    final Lock lock;
    final Condition condition;
    final long deadlineNanos;

    Waiter(Lock lock, Condition condition, long deadlineNanos) {
      this.lock = lock;
      this.condition = condition;
      this.deadlineNanos = deadlineNanos;
    }
  }

  @Override
  public long unixNanos() {
    guard.lock();
    try {
      return wallOffsetNanos + monotonicNanos;
    } finally {
      guard.unlock();
    }
  }

  @Override
  public long monotonicNanos() {
    guard.lock();
    try {
      lastLook.set(monotonicNanos);
      return monotonicNanos;
    } finally {
      guard.unlock();
    }
  }

  @Override
  public void sleep(long nanos) throws InterruptedException {
    Lock lock = new ReentrantLock();
    Condition condition = lock.newCondition();
    long deadline = monotonicNanos() + nanos;
    lock.lockInterruptibly();
    try {
      while (monotonicNanos() < deadline) {
        await(lock, condition, deadline - monotonicNanos());
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  @SuppressWarnings("WaitNotInLoop") // The contract of Time.await puts the loop at the caller.
  public void await(Lock lock, Condition condition, long nanos) throws InterruptedException {
    if (nanos <= 0) {
      return;
    }
    Waiter waiter;
    guard.lock();
    try {
      Long looked = lastLook.get();
      // Good for one wait: the next one, of a length that was not computed, counts from its start.
      lastLook.remove();
      long deadline = Math.addExact(looked == null ? monotonicNanos : looked, nanos);
      if (deadline <= monotonicNanos) {
        return;
      }
      waiter = new Waiter(lock, condition, deadline);
      waiters.add(waiter);
    } finally {
      guard.unlock();
    }
    try {
      // advance() needs the caller's lock to signal, and await() gives it up only once it waits.
      condition.await();
    } finally {
      guard.lock();
      try {
        waiters.remove(waiter);
      } finally {
        guard.unlock();
      }
    }
  }

  /** Moves both clocks on and wakes whoever waited for that. */
  public void advance(Duration by) {
    List<Waiter> due = new ArrayList<>();
    guard.lock();
    try {
      monotonicNanos += by.toNanos();
      for (Waiter waiter : waiters) {
        if (waiter.deadlineNanos <= monotonicNanos) {
          due.add(waiter);
        }
      }
    } finally {
      guard.unlock();
    }
    for (Waiter waiter : due) {
      waiter.lock.lock();
      try {
        waiter.condition.signalAll();
      } finally {
        waiter.lock.unlock();
      }
    }
  }

  /** Advances step by step, letting other threads run in between, until the condition holds. */
  public void advanceUntil(BooleanSupplier condition, Duration step) {
    advanceUntil(condition, step, 0);
  }

  /**
   * The same, but the clock stands unless at least so many threads wait by it: so it tells how long
   * they waited, and not how slow the machine is on which they work in between.
   */
  public void advanceUntil(BooleanSupplier condition, Duration step, int waiters) {
    Eventually.holds(
        "condition while the clock advances by " + step,
        () -> {
          if (!condition.getAsBoolean() && waiterCount() >= waiters) {
            advance(step);
          }
          return condition.getAsBoolean();
        });
  }

  /** Returns once at least this many threads wait by this clock for a time ahead. */
  public void awaitWaiters(int count) {
    Eventually.holds(count + " threads waiting by the clock", () -> waiterCount() >= count);
  }

  /**
   * Returns once a thread waits by this clock for exactly so long from now. Where several waits
   * follow each other, this tells which one a test is about to end.
   */
  public void awaitWaiterFor(Duration left) {
    Eventually.holds("a thread waiting for " + left + " by the clock", () -> waitsFor(left));
  }

  private boolean waitsFor(Duration left) {
    guard.lock();
    try {
      long deadline = monotonicNanos + left.toNanos();
      return waiters.stream().anyMatch(waiter -> waiter.deadlineNanos == deadline);
    } finally {
      guard.unlock();
    }
  }

  /** Whether that thread waits by this clock. */
  public boolean isAwaitedBy(Thread thread) {
    guard.lock();
    try {
      return waiters.stream().anyMatch(waiter -> waiter.thread.equals(thread));
    } finally {
      guard.unlock();
    }
  }

  /** Threads that wait for a time ahead; whoever's time has come waits no more. */
  public int waiterCount() {
    guard.lock();
    try {
      return Math.toIntExact(
          waiters.stream().filter(waiter -> waiter.deadlineNanos > monotonicNanos).count());
    } finally {
      guard.unlock();
    }
  }

  /** Steps the wall clock, as NTP or a user does; the monotonic clock does not notice. */
  public void stepWallClock(Duration by) {
    guard.lock();
    try {
      wallOffsetNanos += by.toNanos();
    } finally {
      guard.unlock();
    }
  }
}
