package io.cresset.core.rejected;

import io.cresset.api.Time;
import io.cresset.api.collect.Receipt;
import io.cresset.api.export.Chunk;
import io.cresset.api.export.Outcome.Rejection;
import io.cresset.api.model.Batch;
import io.cresset.api.model.EncodedBatch;
import io.cresset.api.model.LogBatch;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.PositionMoves;
import io.cresset.api.model.Resource;
import io.cresset.api.model.ResourceLogs;
import io.cresset.api.otlp.OtlpLogs;
import io.cresset.core.log.DurableLog;
import io.cresset.core.log.LogFolderUnavailable;
import io.cresset.core.log.LogStatus;
import io.cresset.core.runtime.Aside;
import io.cresset.core.runtime.OwnThread;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what sinks refused for good in a durable log of its own, which is made when the first is
 * refused. When that is full its oldest go, as in any log without a sink. Safe for use by many
 * threads.
 *
 * <p>A sink's delivery waits here until its records are on disk, so that a crash loses neither them
 * nor the sink's account; but not longer than {@link #LIMIT}, and not at all while an earlier one
 * still waits: a disk that fails here is no reason not to deliver.
 */
public final class RejectedLog implements Aside, AutoCloseable {
  /** How long a delivery waits for the disk. */
  static final Duration LIMIT = Duration.ofSeconds(2);

  /** What may wait for the disk, far less than the log's queue takes, so that no append blocks. */
  private static final int MAX_WAITING_BYTES = 1 << 20;

  /** Why records are not kept while the disk does not take them. */
  static final String DISK = "disk";

  private final Place place;
  private final Time time;
  private final System.Logger logger;

  /** Held by who writes, and while it waits for the disk. */
  private final ReentrantLock writing = new ReentrantLock();

  private Receipt last = Receipt.NOTHING_TO_KEEP;
  private boolean saidHow;
  private boolean saidTrouble;

  // Guarded by the other lock, which nobody holds for long
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable DurableLog log;
  private boolean closed;
  private final Living living = new Living();

  /** What has gone since the log was opened, while it is not known yet what there was. */
  private @Nullable List<Ids> goneMeanwhile;

  /** What the next record will be called. */
  private long nextId;

  /** Where the log lies. */
  public interface Place {

    /** Opens it for writing, and makes it if need be. Called again if it could not be had. */
    DurableLog open() throws LogFolderUnavailable;

    /** Reads what lies there now. */
    StoredRejected read() throws LogFolderUnavailable;
  }

  public RejectedLog(Place place, Time time, System.Logger logger) {
    this.place = place;
    this.time = time;
    this.logger = logger;
  }

  /** Opens the log and counts what is in it, in the background. For a log that is there already. */
  public void open() {
    writing.lock();
    try {
      boolean _ = opened().isPresent();
    } finally {
      writing.unlock();
    }
  }

  /** The log; empty if it cannot be had, which is said once. The caller may write. */
  private Optional<DurableLog> opened() {
    lock.lock();
    try {
      if (log != null || closed) {
        return closed ? Optional.empty() : Optional.ofNullable(log);
      }
    } finally {
      lock.unlock();
    }
    try {
      DurableLog opened = place.open();
      long end = opened.status().end();
      lock.lock();
      try {
        log = opened;
        nextId = end;
        if (opened.status().start() < end) {
          goneMeanwhile = new ArrayList<>();
          OwnThread.begin("rejected-count", () -> count(end));
        }
      } finally {
        lock.unlock();
      }
      return Optional.of(opened);
    } catch (LogFolderUnavailable e) {
      sayTrouble(e.getMessage() + ". " + e.remedy());
      return Optional.empty();
    }
  }

  /** Finds out what was there when the log was opened. */
  private void count(long end) {
    try {
      Living there = place.read().living();
      lock.lock();
      try {
        there.removeFrom(end);
        if (goneMeanwhile != null) {
          goneMeanwhile.forEach(there::remove);
          goneMeanwhile = null;
        }
        living.add(there);
      } finally {
        lock.unlock();
      }
    } catch (LogFolderUnavailable e) {
      logger.log(Level.WARNING, "rejected records cannot be counted: {0}", e.getMessage());
    }
  }

  @Override
  public Kept keep(String sink, Chunk chunk, List<Rejection> refused) throws InterruptedException {
    writing.lockInterruptibly();
    try {
      Optional<DurableLog> to = last.isDurable() ? opened() : Optional.empty();
      LastKept before =
          to.map(
                  some ->
                      LastKept.read(some.position(LastKept.key(new Refuser(sink, chunk.signal())))))
              .orElse(LastKept.NONE);
      Refusals refusals = Refusals.of(sink, chunk, refused, before, time.unixNanos());
      Map<String, Long> notKept = new HashMap<>(refusals.leftOut());
      int kept = to.isPresent() ? append(to.get(), refusals) : 0;
      if (kept < refusals.taken().size()) {
        notKept.put(DISK, (long) refusals.taken().size() - kept);
        sayTrouble("the disk does not take them");
      } else if (kept > 0) {
        saidTrouble = false;
        sayHow();
      }
      return new Kept(refusals.before() + kept, notKept);
    } finally {
      writing.unlock();
    }
  }

  /**
   * @return how many of them are on disk
   */
  private int append(DurableLog to, Refusals refusals) throws InterruptedException {
    long deadline = time.monotonicNanos() + LIMIT.toNanos();
    List<RejectedRecord> all = refusals.taken();
    int kept = 0;
    int from = 0;
    int waitingBytes = 0;
    while (from < all.size()) {
      int end = from;
      int bytes = 0;
      List<LogRecord> records = new ArrayList<>();
      while (end < all.size()) {
        LogRecord record = all.get(end).toLog();
        int size = OtlpLogs.sizeInBatch(record);
        if (end > from && bytes + size > Batch.MAX_ENCODED_BYTES) {
          break;
        }
        records.add(record);
        bytes += size;
        end++;
      }
      LastKept now = LastKept.after(all.get(end - 1));
      append(
          to,
          records,
          new PositionMoves(Map.of(LastKept.key(refusals.by()), Optional.of(now.bytes()))));
      take(refusals.by(), records.size());
      waitingBytes += bytes;
      from = end;
      if (from == all.size() || waitingBytes >= MAX_WAITING_BYTES) {
        if (!awaitDurable(deadline)) {
          return kept;
        }
        kept = from;
        waitingBytes = 0;
      }
    }
    return kept;
  }

  private void append(DurableLog to, List<LogRecord> records, PositionMoves positions)
      throws InterruptedException {
    EncodedBatch batch =
        OtlpLogs.encode(
            new LogBatch(List.of(new ResourceLogs(Resource.empty(), records)), positions),
            DurableLog.MAX_PAYLOAD_BYTES);
    last = to.append(batch);
  }

  private boolean awaitDurable(long deadline) throws InterruptedException {
    return last.awaitDurable(Duration.ofNanos(Math.max(0, deadline - time.monotonicNanos())));
  }

  private void take(Refuser by, int count) {
    lock.lock();
    try {
      for (int i = 0; i < count; i++) {
        living.add(by, nextId++);
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Notes that records are seen to: they were sent again and taken, or are to be forgotten.
   *
   * @return false if that is not on disk within a few seconds
   */
  public boolean gone(Ids ids) throws InterruptedException {
    writing.lockInterruptibly();
    try {
      Optional<DurableLog> to = last.isDurable() ? opened() : Optional.empty();
      if (to.isEmpty()) {
        return false;
      }
      List<LogRecord> records = Living.gone(ids, time.unixNanos());
      for (LogRecord record : records) {
        append(to.get(), List.of(record), PositionMoves.none());
      }
      lock.lock();
      try {
        nextId += records.size();
        living.remove(ids);
        if (goneMeanwhile != null) {
          goneMeanwhile.add(ids);
        }
      } finally {
        lock.unlock();
      }
      return awaitDurable(time.monotonicNanos() + LIMIT.toNanos());
    } finally {
      writing.unlock();
    }
  }

  /** Reads what is set aside now. */
  public StoredRejected read() throws LogFolderUnavailable {
    return place.read();
  }

  /**
   * How many records are set aside, by who refused them; empty while that is being found out, or if
   * there is no log.
   */
  public Optional<Map<Refuser, Long>> counts() {
    lock.lock();
    try {
      if (log == null || goneMeanwhile != null) {
        return Optional.empty();
      }
      living.removeBelow(log.status().start());
      return Optional.of(living.counts());
    } finally {
      lock.unlock();
    }
  }

  /** How the log is; empty if there is none. */
  public Optional<LogStatus> status() {
    lock.lock();
    try {
      return Optional.ofNullable(log).map(DurableLog::status);
    } finally {
      lock.unlock();
    }
  }

  private void sayHow() {
    if (!saidHow) {
      saidHow = true;
      logger.log(
          Level.INFO,
          "what sinks refuse for good is set aside; to see it: cresset log rejected list");
    }
  }

  private void sayTrouble(String why) {
    if (!saidTrouble) {
      saidTrouble = true;
      logger.log(
          Level.WARNING, "refused records cannot be set aside, and delivery goes on: {0}", why);
    }
  }

  /** Makes what was set aside durable. May be called twice. */
  @Override
  public void close() {
    Optional<DurableLog> open;
    lock.lock();
    try {
      closed = true;
      open = Optional.ofNullable(log);
    } finally {
      lock.unlock();
    }
    open.ifPresent(DurableLog::close);
  }
}
