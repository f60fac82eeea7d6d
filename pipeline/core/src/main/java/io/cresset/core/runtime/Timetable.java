package io.cresset.core.runtime;

import io.cresset.api.Time;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Does things when their time has come, on one thread of its own. They are done with the lock held,
 * must be quick and must not block: they set states and start threads. All methods are called with
 * the lock held.
 *
 * <p>The thread is a platform thread, because virtual threads share carriers that a defective body
 * may keep for itself; deadlines must pass even then. There is none before something is due, and it
 * sleeps whenever nothing is.
 */
final class Timetable {
  private final Time time;
  private final ReentrantLock lock;
  private final Condition changed;
  private final System.Logger logger;
  private final PriorityQueue<Entry> entries =
      new PriorityQueue<>(
          Comparator.comparingLong((Entry entry) -> entry.dueNanos)
              .thenComparingLong(entry -> entry.sequence));
  private long sequence;
  private @Nullable Thread thread;
  private boolean closed;

  /** Something to be done; a class, because two entries alike are still two. */
  static final class Entry {
    private final long dueNanos;
    private final long sequence;
    private final Runnable action;

    private Entry(long dueNanos, long sequence, Runnable action) {
      this.dueNanos = dueNanos;
      this.sequence = sequence;
      this.action = action;
    }
  }

  Timetable(Time time, ReentrantLock lock, System.Logger logger) {
    this.time = time;
    this.lock = lock;
    this.changed = lock.newCondition();
    this.logger = logger;
  }

  /** Does {@code action} once the monotonic clock shows {@code dueNanos}. */
  Entry at(long dueNanos, Runnable action) {
    assert lock.isHeldByCurrentThread();
    Entry entry = new Entry(dueNanos, sequence++, action);
    entries.add(entry);
    if (thread == null && !closed) {
      thread = Thread.ofPlatform().daemon().name("supervisor").start(this::run);
    }
    changed.signal();
    return entry;
  }

  void cancel(@Nullable Entry entry) {
    assert lock.isHeldByCurrentThread();
    if (entry != null) {
      entries.remove(entry);
    }
  }

  /** Whether everything that is due has been done. */
  boolean isCaughtUp() {
    assert lock.isHeldByCurrentThread();
    Entry next = entries.peek();
    return next == null || next.dueNanos - time.monotonicNanos() > 0;
  }

  /** Nothing that is still due will be done. */
  void close() {
    assert lock.isHeldByCurrentThread();
    closed = true;
    entries.clear();
    changed.signal();
  }

  private void run() {
    lock.lock();
    try {
      while (!closed) {
        Entry next = entries.peek();
        if (next == null) {
          changed.await();
          continue;
        }
        long wait = next.dueNanos - time.monotonicNanos();
        if (wait > 0) {
          time.await(lock, changed, wait);
        } else {
          entries.poll();
          perform(next.action);
        }
      }
    } catch (InterruptedException e) {
      // Nobody has this thread to interrupt it; if it happens, the machine is going down.
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  private void perform(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException | Error e) {
      logger.log(System.Logger.Level.ERROR, "defect in the supervisor", e);
    }
  }
}
