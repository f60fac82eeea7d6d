package io.cresset.core.log;

import io.cresset.api.Time;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the sync thread does. Syncs come once a second while something is not durable, and at once
 * when somebody waits for a receipt, though not twice within 20 ms: those who come meanwhile share
 * the next one.
 */
final class SyncLoop implements Runnable {
  private static final long SYNC_INTERVAL_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long AWAITED_INTERVAL_NANOS = Duration.ofMillis(20).toNanos();

  private final SegmentedLog log;
  private final Pace pace;
  private final Time time;
  private final Logger logger;

  /** Receipts that somebody waits for, as often as they are waited for. Guarded by the lock. */
  private final List<Taken> awaited = new ArrayList<>();

  SyncLoop(SegmentedLog log, Pace pace, Logger logger) {
    this.log = log;
    this.pace = pace;
    this.time = log.time;
    this.logger = logger;
  }

  /** The caller holds the lock. */
  void somebodyAwaits(Taken taken) {
    awaited.add(taken);
    log.written.signalAll();
  }

  /** The caller holds the lock. */
  void nobodyAwaits(Taken taken) {
    awaited.remove(taken);
  }

  /** Whether somebody waits for a sync that is still to come, not just for the processor. */
  private boolean isAwaited() {
    return awaited.stream().anyMatch(taken -> taken.group() > log.ledger.durableGroup());
  }

  @Override
  public void run() {
    log.lock.lock();
    try {
      long lastSync = time.monotonicNanos() - SYNC_INTERVAL_NANOS;
      long retryNanos = Pace.FIRST_RETRY_NANOS;
      while (awaitUnsynced(lastSync)) {
        lastSync = time.monotonicNanos();
        if (syncUnlocked()) {
          retryNanos = Pace.FIRST_RETRY_NANOS;
        } else if (pace.failed()) {
          log.work.signalAll();
          break;
        } else {
          pace.backOff(log.written, retryNanos);
          retryNanos = Math.min(2 * retryNanos, Pace.LAST_RETRY_NANOS);
        }
      }
    } finally {
      log.lock.unlock();
    }
  }

  /** Called with the lock, which it gives up meanwhile. */
  private boolean syncUnlocked() {
    log.lock.unlock();
    try {
      boolean synced = log.sync();
      log.reap();
      return synced;
    } catch (RuntimeException e) {
      logger.log(Level.ERROR, "a defect in the sync of the log of " + log.name(), e);
      return false;
    } finally {
      log.lock.lock();
    }
  }

  /** False once the writer has ended and everything is durable, or will not become so. */
  private boolean awaitUnsynced(long lastSync) {
    while (true) {
      Optional<Long> since = log.unsyncedSinceNanos();
      if (pace.closed || (pace.writerEnded && since.isEmpty())) {
        return false;
      }
      long now = time.monotonicNanos();
      long due = Pace.IDLE_NANOS;
      if (since.isPresent()) {
        due = since.get() + SYNC_INTERVAL_NANOS - now;
        if (isAwaited()) {
          due = Math.min(due, lastSync + AWAITED_INTERVAL_NANOS - now);
        }
        if (pace.writerEnded || 2 * log.ledger.undurableBytes() >= log.limits.unsyncedBytes()) {
          due = 0;
        }
      } else if (log.isFull()) {
        due = Pace.LAST_RETRY_NANOS;
      }
      if (due <= 0) {
        return true;
      }
      pace.await(log.written, due);
      if (since.isEmpty() && log.isFull()) {
        return true;
      }
    }
  }
}
