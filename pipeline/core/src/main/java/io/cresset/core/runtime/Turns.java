package io.cresset.core.runtime;

import io.cresset.api.Time;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Lets one at a time send to a sink, until there are no more turns. */
final class Turns {
  private static final long POLL_NANOS = Duration.ofMinutes(1).toNanos();

  private final Time time;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private @Nullable Thread holder;
  private boolean over;

  Turns(Time time) {
    this.time = time;
  }

  /**
   * Waits for a turn, which {@link #giveBack} ends.
   *
   * @return false if there are no more
   */
  boolean take() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (holder != null && !over) {
        time.await(lock, changed, POLL_NANOS);
      }
      if (over) {
        return false;
      }
      holder = Thread.currentThread();
      return true;
    } finally {
      lock.unlock();
    }
  }

  void giveBack() {
    lock.lock();
    try {
      assert Thread.currentThread().equals(holder);
      holder = null;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** From now on there are no more turns; who has one may end it. */
  void end() {
    lock.lock();
    try {
      over = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * @return whether nobody has a turn any more
   */
  boolean awaitNobody(long limitNanos) throws InterruptedException {
    long end = time.monotonicNanos() + limitNanos;
    lock.lockInterruptibly();
    try {
      for (long left = limitNanos; holder != null && left > 0; left = end - time.monotonicNanos()) {
        time.await(lock, changed, left);
      }
      return holder == null;
    } finally {
      lock.unlock();
    }
  }

  /** Interrupts whoever has a turn. */
  void interrupt() {
    lock.lock();
    try {
      if (holder != null) {
        holder.interrupt();
      }
    } finally {
      lock.unlock();
    }
  }
}
