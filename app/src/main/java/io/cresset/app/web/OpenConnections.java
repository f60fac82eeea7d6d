package io.cresset.app.web;

import io.cresset.api.Time;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The connections that are open, and the one thread that ends those whose time is up. A blocked
 * write cannot be ended otherwise: closing the socket, from outside, is what wakes it.
 */
final class OpenConnections implements Runnable {
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Duration LONG = Duration.ofHours(1);

  private final int most;
  private final Time time;
  private final long lookNanos;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Set<Connection> open = new HashSet<>();
  private boolean closed;

  OpenConnections(WebLimits limits, Time time) {
    this.most = limits.connections();
    this.time = time;
    this.lookNanos = Math.min(LOOK.toNanos(), limits.head().toNanos() / 2);
  }

  /**
   * Takes one in; if there are too many, in the place of one that waits for its next request.
   *
   * @return false if there is no room
   */
  boolean admit(Connection connection) {
    lock.lock();
    try {
      if (closed) {
        return false;
      }
      if (open.size() >= most) {
        Optional<Connection> idle = open.stream().filter(Connection::idle).findFirst();
        if (idle.isEmpty()) {
          return false;
        }
        open.remove(idle.get());
        idle.get().cut();
      }
      open.add(connection);
      changed.signalAll();
      return true;
    } finally {
      lock.unlock();
    }
  }

  void left(Connection connection) {
    lock.lock();
    try {
      open.remove(connection);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  int count() {
    lock.lock();
    try {
      return open.size();
    } finally {
      lock.unlock();
    }
  }

  /** Ends what takes too long, until closed. */
  @Override
  public void run() {
    lock.lock();
    try {
      while (!closed) {
        time.await(lock, changed, open.isEmpty() ? LONG.toNanos() : lookNanos);
        // A little late, so that a reader that notices by itself can still say so.
        long then = time.monotonicNanos() - lookNanos;
        List.copyOf(open).stream().filter(c -> c.overdue(then)).forEach(Connection::cut);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  /** Admits nobody more; streams and those that wait end at once, the others within the limit. */
  void close(Duration limit) {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
      List.copyOf(open).forEach(Connection::end);
      long deadline = time.monotonicNanos() + limit.toNanos();
      for (long left = limit.toNanos(); !open.isEmpty() && left > 0; ) {
        time.await(lock, changed, left);
        left = deadline - time.monotonicNanos();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      List.copyOf(open).forEach(Connection::cut);
      lock.unlock();
    }
  }
}
