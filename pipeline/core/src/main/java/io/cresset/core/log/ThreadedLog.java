package io.cresset.core.log;

import io.cresset.api.Time;
import io.cresset.api.collect.Receipt;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.EncodedBatch;
import io.cresset.api.model.Signal;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;

/**
 * A {@link SegmentedLog} with its two threads: the writer, which takes what is queued in one go,
 * and the sync, which makes it durable. Neither is ever interrupted: an interrupt would close the
 * file that it works on.
 *
 * <p>Syncs come once a second while something is not durable, and at once when somebody waits for a
 * receipt, though not twice within 20 ms: those who come meanwhile share the next one.
 */
public final class ThreadedLog implements DurableLog {
  private static final long IDLE_NANOS = Duration.ofHours(1).toNanos();
  private static final long SYNC_INTERVAL_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long AWAITED_INTERVAL_NANOS = Duration.ofMillis(20).toNanos();
  private static final long FIRST_RETRY_NANOS = Duration.ofMillis(100).toNanos();
  private static final long LAST_RETRY_NANOS = Duration.ofSeconds(5).toNanos();

  /** The part of a service's time to stop that is left for a disk that hangs. */
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(4);

  private static final int MAX_FAILURES_WHILE_CLOSING = 3;

  private final SegmentedLog log;
  private final LogLimits limits;
  private final Time time;
  private final Logger logger;
  private final ReentrantLock lock;
  private final Condition room;
  private final Thread writerThread;
  private final Thread syncThread;

  // Guarded by the lock
  private final Deque<Taken> queue = new ArrayDeque<>();
  private final List<Taken> inWriting = new ArrayList<>();
  private final Map<String, LogFeed> feeds = new HashMap<>();
  private long queuedBytes;

  /** Receipts that somebody waits for, as often as they are waited for. */
  private final List<Taken> awaited = new ArrayList<>();

  private boolean closing;
  private boolean writerEnded;
  private int failuresWhileClosing;
  private boolean closed;

  private ThreadedLog(SegmentedLog log, Logger logger) {
    this.log = log;
    this.limits = log.limits;
    this.time = log.time;
    this.logger = logger;
    this.lock = log.lock;
    this.room = lock.newCondition();
    this.writerThread = thread("cresset-log-writer-", this::writeLoop);
    this.syncThread = thread("cresset-log-sync-", this::syncLoop);
  }

  /**
   * Opens the log of a signal in a folder of its own, which is made if need be. Whatever is in the
   * folder, the log starts: what it cannot read it says and leaves.
   *
   * @throws LogFolderUnavailable if the folder cannot be created or not be read
   */
  public static ThreadedLog open(
      Disk disk, Path folder, Signal signal, LogLimits limits, Time time, Logger logger)
      throws LogFolderUnavailable {
    return open(disk, folder, signal, limits, time, logger, new SecureRandom());
  }

  static ThreadedLog open(
      Disk disk,
      Path folder,
      Signal signal,
      LogLimits limits,
      Time time,
      Logger logger,
      RandomGenerator random)
      throws LogFolderUnavailable {
    ThreadedLog log =
        new ThreadedLog(Recovery.open(disk, folder, signal, limits, time, logger, random), logger);
    log.writerThread.start();
    log.syncThread.start();
    return log;
  }

  private Thread thread(String name, Runnable body) {
    return Thread.ofPlatform().daemon().name(name + log.signal.id()).unstarted(body);
  }

  @Override
  public Signal signal() {
    return log.signal;
  }

  // Taking

  @Override
  public Receipt append(EncodedBatch batch) throws InterruptedException {
    check(batch);
    if (batch.recordCount() == 0 && batch.positions().isEmpty()) {
      return Receipt.NOTHING_TO_KEEP;
    }
    Taken taken = new Taken(this, batch);
    lock.lockInterruptibly();
    try {
      checkOpen();
      while (!queue.isEmpty() && queuedBytes + taken.bytes() > limits.queueBytes()) {
        time.await(lock, room, IDLE_NANOS);
        checkOpen();
      }
      queue.add(taken);
      queuedBytes += taken.bytes();
      log.work.signalAll();
    } finally {
      lock.unlock();
    }
    return taken;
  }

  private void check(EncodedBatch batch) {
    int bytes = batch.otlp().length();
    if (batch.signal() != log.signal) {
      throw new IllegalArgumentException(
          "a batch of " + batch.signal().id() + " for the log of " + log.signal.id());
    }
    if (bytes > MAX_PAYLOAD_BYTES) {
      throw new IllegalArgumentException(
          "a batch of " + bytes + " bytes, more than " + MAX_PAYLOAD_BYTES);
    }
    if (batch.recordCount() < 0 || batch.recordCount() > bytes) {
      throw new IllegalArgumentException(
          "a batch of " + bytes + " bytes cannot hold " + batch.recordCount() + " records");
    }
    int moves = PositionCodec.encodedBytes(batch.positions().moves());
    if (moves > FrameHeader.MAX_POSITIONS_BYTES) {
      throw new IllegalArgumentException(
          "positions of " + moves + " bytes, more than " + FrameHeader.MAX_POSITIONS_BYTES);
    }
  }

  private void checkOpen() {
    if (closing) {
      throw new IllegalStateException("the log of " + log.signal.id() + " is closed");
    }
  }

  boolean isDurable(Taken taken) {
    lock.lock();
    try {
      return taken.group() <= log.ledger.durableGroup();
    } finally {
      lock.unlock();
    }
  }

  boolean awaitDurable(Taken taken, Duration limit) throws InterruptedException {
    long deadline = time.monotonicNanos() + limit.toNanos();
    lock.lockInterruptibly();
    try {
      awaited.add(taken);
      log.written.signalAll();
      try {
        long left = deadline - time.monotonicNanos();
        while (taken.group() > log.ledger.durableGroup() && left > 0 && !closed) {
          time.await(lock, log.durable, left);
          left = deadline - time.monotonicNanos();
        }
        return taken.group() <= log.ledger.durableGroup();
      } finally {
        awaited.remove(taken);
      }
    } finally {
      lock.unlock();
    }
  }

  // Writing

  private void writeLoop() {
    lock.lock();
    try {
      long retryNanos = FIRST_RETRY_NANOS;
      while (awaitWork()) {
        takeGroup();
        boolean written = writeUnlocked();
        if (written) {
          retryNanos = FIRST_RETRY_NANOS;
        } else if (closing) {
          break;
        } else {
          backOff(log.work, retryNanos);
          retryNanos = Math.min(2 * retryNanos, LAST_RETRY_NANOS);
        }
      }
    } finally {
      writerEnded = true;
      log.written.signalAll();
      lock.unlock();
    }
  }

  /** False once the log is closing and nothing is left to write. */
  private boolean awaitWork() {
    while (true) {
      if (failuresWhileClosing >= MAX_FAILURES_WHILE_CLOSING) {
        return false;
      }
      boolean mayTake = log.ledger.undurableBytes() < limits.unsyncedBytes();
      boolean batches = !inWriting.isEmpty() || (!queue.isEmpty() && mayTake);
      boolean dirty = log.ledger.stateIsDirty();
      if (batches || log.isPoisoned() || (dirty && (closing || log.stateDueInNanos() <= 0))) {
        return true;
      }
      if (closed || (closing && queue.isEmpty())) {
        return false;
      }
      long wait = dirty ? log.stateDueInNanos() : IDLE_NANOS;
      if (log.state() != LogStatus.State.OK) {
        wait = Math.min(wait, LAST_RETRY_NANOS);
        awaitUninterrupted(log.work, wait);
        return true;
      }
      awaitUninterrupted(log.work, wait);
    }
  }

  private void takeGroup() {
    long bytes = 0;
    for (Taken taken : inWriting) {
      bytes += taken.bytes();
    }
    while (!queue.isEmpty() && bytes < limits.groupBytes()) {
      Taken taken = queue.removeFirst();
      bytes += taken.bytes();
      inWriting.add(taken);
    }
  }

  /** Writes what is in writing; called with the lock, which it gives up meanwhile. */
  private boolean writeUnlocked() {
    List<EncodedBatch> batches = inWriting.stream().map(Taken::batch).toList();
    boolean flush = closing;
    lock.unlock();
    boolean written = false;
    try {
      log.write(batches, flush);
      written = true;
    } catch (IOException _) {
      // The log says what is wrong, once, and shows it as its state.
      written = false;
    } catch (RuntimeException e) {
      logger.log(Level.ERROR, "a defect in the writer of the log of " + log.signal.id(), e);
    } finally {
      lock.lock();
    }
    if (written) {
      long group = log.ledger.group();
      for (Taken taken : inWriting) {
        taken.writtenIn(group);
        queuedBytes -= taken.bytes();
      }
      inWriting.clear();
      room.signalAll();
      if (group <= log.ledger.durableGroup()) {
        // The sync was quicker than this thread was with the lock.
        log.durable.signalAll();
      }
      log.written.signalAll();
    }
    return written;
  }

  // Syncing

  private void syncLoop() {
    lock.lock();
    try {
      long lastSync = time.monotonicNanos() - SYNC_INTERVAL_NANOS;
      long retryNanos = FIRST_RETRY_NANOS;
      while (awaitUnsynced(lastSync)) {
        lastSync = time.monotonicNanos();
        lock.unlock();
        boolean synced = false;
        try {
          synced = log.sync();
          log.reap();
        } catch (RuntimeException e) {
          logger.log(Level.ERROR, "a defect in the sync of the log of " + log.signal.id(), e);
        } finally {
          lock.lock();
        }
        if (synced) {
          retryNanos = FIRST_RETRY_NANOS;
        } else if (closing && ++failuresWhileClosing >= MAX_FAILURES_WHILE_CLOSING) {
          log.work.signalAll();
          break;
        } else {
          backOff(log.written, retryNanos);
          retryNanos = Math.min(2 * retryNanos, LAST_RETRY_NANOS);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** False once the writer has ended and everything is durable, or will not become so. */
  private boolean awaitUnsynced(long lastSync) {
    while (true) {
      Optional<Long> since = log.unsyncedSinceNanos();
      if (closed || (writerEnded && since.isEmpty())) {
        return false;
      }
      long now = time.monotonicNanos();
      long due = IDLE_NANOS;
      if (since.isPresent()) {
        due = since.get() + SYNC_INTERVAL_NANOS - now;
        if (isAwaited()) {
          due = Math.min(due, lastSync + AWAITED_INTERVAL_NANOS - now);
        }
        if (writerEnded || 2 * log.ledger.undurableBytes() >= limits.unsyncedBytes()) {
          due = 0;
        }
      } else if (log.isFull()) {
        due = LAST_RETRY_NANOS;
      }
      if (due <= 0) {
        return true;
      }
      awaitUninterrupted(log.written, due);
      if (since.isEmpty() && log.isFull()) {
        return true;
      }
    }
  }

  /** Whether somebody waits for a sync that is still to come, not just for the processor. */
  private boolean isAwaited() {
    return awaited.stream().anyMatch(taken -> taken.group() > log.ledger.durableGroup());
  }

  private void backOff(Condition condition, long nanos) {
    long deadline = time.monotonicNanos() + nanos;
    long left = nanos;
    while (left > 0 && !closing) {
      awaitUninterrupted(condition, left);
      left = deadline - time.monotonicNanos();
    }
  }

  private void awaitUninterrupted(Condition condition, long nanos) {
    try {
      time.await(lock, condition, nanos);
    } catch (InterruptedException _) {
      // Nobody has this thread to interrupt it; if it happens all the same, it changes nothing.
      return;
    }
  }

  // Reading

  @Override
  public Optional<ByteSlice> position(String key) {
    lock.lock();
    try {
      Iterator<Taken> newestFirst = queue.descendingIterator();
      while (newestFirst.hasNext()) {
        Optional<ByteSlice> value = newestFirst.next().batch().positions().moves().get(key);
        if (value != null) {
          return value;
        }
      }
      for (Taken taken : inWriting.reversed()) {
        Optional<ByteSlice> value = taken.batch().positions().moves().get(key);
        if (value != null) {
          return value;
        }
      }
      return log.position(key);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Feed feed(String sink) {
    lock.lock();
    try {
      checkOpen();
      LogFeed known = feeds.get(sink);
      if (known != null) {
        return known;
      }
      LogFeed feed = new LogFeed(log, log.ledger.sink(sink, lock.newCondition()));
      feeds.put(sink, feed);
      log.work.signalAll();
      return feed;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public long forget(String sink) {
    lock.lock();
    try {
      checkOpen();
      feeds.remove(sink);
      long given = log.ledger.forget(sink);
      log.work.signalAll();
      return given;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public LogStatus status() {
    lock.lock();
    try {
      return log.status();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closing = true;
      room.signalAll();
      log.work.signalAll();
      log.written.signalAll();
    } finally {
      lock.unlock();
    }
    boolean ended = joined(writerThread) & joined(syncThread);
    lock.lock();
    try {
      closed = true;
      long lost = log.ledger.group() - log.ledger.durableGroup();
      if (!ended || lost > 0 || !queue.isEmpty() || !inWriting.isEmpty()) {
        logger.log(
            Level.ERROR,
            "the log of {0} is closed while its disk does not take what it was given; what is not"
                + " on the disk is lost",
            log.signal.id());
      }
    } finally {
      lock.unlock();
    }
    log.close();
    feeds.values().forEach(LogFeed::close);
  }

  private static boolean joined(Thread thread) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return thread.join(CLOSE_LIMIT);
        } catch (InterruptedException _) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
