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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;

/**
 * A {@link SegmentedLog} with its two threads: the writer, which takes what is queued in one go,
 * and the sync, which makes it durable. Neither is ever interrupted: an interrupt would close the
 * file that it works on.
 */
public final class ThreadedLog implements DurableLog {

  /** The part of a service's time to stop that is left for a disk that hangs. */
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(4);

  private final SegmentedLog log;
  private final LogLimits limits;
  private final Time time;
  private final Logger logger;
  private final ReentrantLock lock;
  private final Pace pace;
  private final SyncLoop syncLoop;
  private final Thread writerThread;
  private final Thread syncThread;

  // Guarded by the lock
  private final WriteQueue queue;
  private final Map<String, LogFeed> feeds = new HashMap<>();

  private ThreadedLog(SegmentedLog log, Logger logger) {
    this.log = log;
    this.limits = log.limits;
    this.time = log.time;
    this.logger = logger;
    this.lock = log.lock;
    this.queue = new WriteQueue(limits, lock.newCondition());
    this.pace = new Pace(lock, time);
    this.syncLoop = new SyncLoop(log, pace, logger);
    this.writerThread = thread("cresset-log-writer-", this::writeLoop);
    this.syncThread = thread("cresset-log-sync-", syncLoop);
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
    return Thread.ofPlatform().daemon().name(name + log.name()).unstarted(body);
  }

  @Override
  public Signal signal() {
    return log.signal;
  }

  // Taking

  @Override
  public Receipt append(EncodedBatch batch) throws InterruptedException {
    WriteQueue.check(batch, log.signal);
    if (batch.recordCount() == 0 && batch.positions().isEmpty()) {
      return Receipt.NOTHING_TO_KEEP;
    }
    Taken taken = new Taken(this, batch);
    lock.lockInterruptibly();
    try {
      checkOpen();
      if (queue.hasRoomFor(taken)) {
        queue.add(taken);
      } else {
        addInTurn(taken);
      }
      log.work.signalAll();
    } finally {
      lock.unlock();
    }
    return taken;
  }

  @Override
  public void awaitRoom() throws InterruptedException {
    log.holdBack.await();
  }

  private void addInTurn(Taken taken) throws InterruptedException {
    queue.lineUp(taken);
    try {
      while (!queue.hasRoomFor(taken)) {
        time.await(lock, queue.room, Pace.IDLE_NANOS);
        checkOpen();
      }
      queue.add(taken);
    } finally {
      queue.leaveLine(taken);
    }
  }

  private void checkOpen() {
    if (pace.closing) {
      throw new IllegalStateException("the log of " + log.name() + " is closed");
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
      syncLoop.somebodyAwaits(taken);
      try {
        long left = deadline - time.monotonicNanos();
        while (taken.group() > log.ledger.durableGroup() && left > 0 && !pace.closed) {
          time.await(lock, log.durable, left);
          left = deadline - time.monotonicNanos();
        }
        return taken.group() <= log.ledger.durableGroup();
      } finally {
        syncLoop.nobodyAwaits(taken);
      }
    } finally {
      lock.unlock();
    }
  }

  // Writing

  private void writeLoop() {
    lock.lock();
    try {
      long retryNanos = Pace.FIRST_RETRY_NANOS;
      while (awaitWork()) {
        queue.takeGroup();
        boolean written = writeUnlocked();
        if (written) {
          retryNanos = Pace.FIRST_RETRY_NANOS;
        } else if (pace.closing) {
          break;
        } else {
          pace.backOff(log.work, retryNanos);
          retryNanos = Math.min(2 * retryNanos, Pace.LAST_RETRY_NANOS);
        }
      }
    } finally {
      pace.writerEnded = true;
      log.written.signalAll();
      lock.unlock();
    }
  }

  /** False once the log is closing and nothing is left to write. */
  private boolean awaitWork() {
    while (true) {
      if (pace.gaveUp()) {
        return false;
      }
      boolean mayTake = log.ledger.undurableBytes() < limits.unsyncedBytes();
      boolean batches = queue.isWriting() || (queue.isWaiting() && mayTake);
      boolean dirty = log.ledger.state.isDirty();
      if (batches || log.isPoisoned() || (dirty && (pace.closing || log.stateDueInNanos() <= 0))) {
        return true;
      }
      if (pace.closed || (pace.closing && !queue.isWaiting())) {
        return false;
      }
      long wait = dirty ? log.stateDueInNanos() : Pace.IDLE_NANOS;
      if (log.state() != LogStatus.State.OK) {
        wait = Math.min(wait, Pace.LAST_RETRY_NANOS);
        pace.await(log.work, wait);
        return true;
      }
      pace.await(log.work, wait);
    }
  }

  /** Writes what is in writing; called with the lock, which it gives up meanwhile. */
  private boolean writeUnlocked() {
    List<EncodedBatch> batches = queue.writing();
    boolean flush = pace.closing;
    lock.unlock();
    boolean written = false;
    try {
      log.write(batches, flush);
      written = true;
    } catch (IOException _) {
      // The log says what is wrong, once, and shows it as its state.
      written = false;
    } catch (RuntimeException e) {
      logger.log(Level.ERROR, "a defect in the writer of the log of " + log.name(), e);
    } finally {
      lock.lock();
    }
    if (written) {
      long group = log.ledger.group();
      queue.written(group);
      if (group <= log.ledger.durableGroup()) {
        // The sync was quicker than this thread was with the lock.
        log.durable.signalAll();
      }
      log.written.signalAll();
    }
    return written;
  }

  // Reading

  @Override
  public Optional<ByteSlice> position(String key) {
    lock.lock();
    try {
      Optional<Optional<ByteSlice>> queued = queue.move(key);
      if (queued.isPresent()) {
        return queued.get();
      }
      return log.position(key);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Map<String, ByteSlice> positions(String prefix) {
    lock.lock();
    try {
      Map<String, ByteSlice> found = log.positions(prefix);
      queue.applyMoves(found);
      found.keySet().removeIf(key -> !key.startsWith(prefix));
      return found;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Feed feed(String sink, Duration hold) {
    lock.lock();
    try {
      checkOpen();
      SinkCursor cursor = log.ledger.sink(sink, hold, time.monotonicNanos(), lock.newCondition());
      log.passed.signalAll();
      LogFeed feed = new LogFeed(log, cursor);
      Optional.ofNullable(feeds.put(sink, feed)).ifPresent(LogFeed::replace);
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
      log.passed.signalAll();
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
      if (pace.closed) {
        return;
      }
      pace.closing = true;
      queue.room.signalAll();
      log.work.signalAll();
      log.written.signalAll();
    } finally {
      lock.unlock();
    }
    boolean ended = joined(writerThread) & joined(syncThread);
    lock.lock();
    try {
      pace.closed = true;
      long lost = log.ledger.group() - log.ledger.durableGroup();
      if (!ended || lost > 0 || queue.isWaiting() || queue.isWriting()) {
        logger.log(
            Level.ERROR,
            "the log of {0} is closed while its disk does not take what it was given; what is not"
                + " on the disk is lost",
            log.name());
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
