package io.cresset.core.log;

import io.cresset.api.Time;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.EncodedBatch;
import io.cresset.api.model.Signal;
import io.cresset.core.log.LogStatus.State;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;

/**
 * The log as a state machine, without threads of its own. One thread at a time has the writer's
 * role ({@link #write}), one the sync's ({@link #sync}, {@link #reap}); everything else may be
 * called by anybody, and says so where the caller must hold the lock. No I/O is done under the
 * lock, so a slow disk holds up only the role that waits for it.
 *
 * <pre>
 *   write: batches -> frames -> the active segment -> published (feeds may read)
 *   sync:  force the folder, then each segment in order -> durable (receipts are done)
 *   reap:  delete segments that every sink has durably passed, or that newer ones displace
 * </pre>
 *
 * <p>A failed sync says nothing about what is on the disk, and the next one on the same file would
 * lie. So everything written since the last good sync is <em>poisoned</em>: the writer's next step
 * puts all of it, which is kept in memory until it is durable, into a new segment that begins at
 * the durable end and supersedes what earlier segments hold from there on. Until that stands, no
 * sync makes anything durable: a record that was promised from a poisoned file could be superseded
 * by a half-written segment in a crash.
 */
final class SegmentedLog {
  private static final long STATE_INTERVAL_NANOS = 1_000_000_000L;

  final ReentrantLock lock = new ReentrantLock();

  /** There is something for the writer: state to note, or a poisoned segment. */
  final Condition work = lock.newCondition();

  /** Something was written that is not synced. */
  final Condition written = lock.newCondition();

  /** Something became durable. */
  final Condition durable = lock.newCondition();

  /** A sink has moved on or is gone: there may be room for sources that wait for it. */
  final Condition passed = lock.newCondition();

  final Ledger ledger;
  final HoldBack holdBack;
  final Disk disk;
  final Path folder;
  final Signal signal;
  final Time time;
  final LogLimits limits;
  private final System.Logger logger;
  private final FrameMaker maker;
  private final SegmentAppender appender;
  private final SegmentSyncer syncer;

  private Optional<DiskTrouble> writeTrouble;
  private Optional<DiskTrouble> syncTrouble = Optional.empty();
  private boolean poisoned;
  private boolean closed;
  private final List<Segment> unsynced = new ArrayList<>();
  private final List<Segment> retired = new ArrayList<>();
  private long unsyncedSinceNanos;
  private long stateWrittenNanos;

  /** What recovery hands over: everything that the log knows when it starts. */
  record Opened(Ledger ledger, int lastSequence, List<String> trash, List<SinkAccount> accounts) {}

  SegmentedLog(
      Disk disk,
      Path folder,
      Signal signal,
      LogLimits limits,
      Time time,
      System.Logger logger,
      RandomGenerator random,
      Opened opened) {
    this.disk = disk;
    this.folder = folder;
    this.signal = signal;
    this.limits = limits;
    this.time = time;
    this.logger = logger;
    this.ledger = opened.ledger();
    this.holdBack = new HoldBack(this, logger);
    this.syncer = new SegmentSyncer(this, logger);
    this.maker = new FrameMaker(limits.compression(), limits.frameBytes());
    this.appender = new SegmentAppender(this, random, opened.lastSequence());
    opened.trash().forEach(name -> syncer.throwAway(name, 0));
    this.writeTrouble = DiskTrouble.of(disk, folder);
    this.stateWrittenNanos = time.monotonicNanos() - STATE_INTERVAL_NANOS;
    opened
        .accounts()
        .forEach(account -> ledger.restore(account, time.monotonicNanos(), lock.newCondition()));
    if (writeTrouble.isPresent()) {
      tell();
    }
  }

  /**
   * The writer's role: writes batches, and the state if it is due. When it fails nothing was
   * published, and the same batches are to be given again.
   *
   * @param withState whether the state is due now if it has changed at all
   */
  void write(List<EncodedBatch> batches, boolean withState) throws IOException {
    try {
      boolean wrote = appender.write(maker.frames(batches, time.unixNanos()), withState);
      if (wrote) {
        setTrouble(true, Optional.empty());
      } else if (troubled()) {
        setTrouble(true, DiskTrouble.of(disk, folder));
      }
    } catch (IOException e) {
      DiskTrouble trouble = DiskTrouble.of(disk, folder, e);
      if (trouble.state() != State.FULL || !appender.takeBack()) {
        // On a full disk the same place is written again later. After any other failure nothing is
        // known of the file.
        poison();
        appender.abandon();
      }
      setTrouble(true, Optional.of(trouble));
      throw e;
    }
  }

  /**
   * The sync's role: makes everything durable that was written before the call.
   *
   * @return false if it failed: then the writer has to write it again elsewhere
   */
  boolean sync() {
    try {
      syncer.sync();
      setTrouble(false, Optional.empty());
      return true;
    } catch (IOException e) {
      poison();
      setTrouble(false, Optional.of(DiskTrouble.of(disk, folder, e)));
      return false;
    }
  }

  /** The sync's role: deletes what nobody needs any more and what the limits displace. */
  void reap() {
    syncer.reap();
  }

  SegmentSyncer syncer() {
    return syncer;
  }

  /** Lets go of all files; both roles have ended. */
  void close() {
    lock.lock();
    try {
      closed = true;
      ledger.segments.forEach(Segment::closeFile);
      unsynced.forEach(Segment::closeFile);
      retired.forEach(Segment::closeFile);
      ledger.sinks.values().forEach(sink -> sink.arrived.signalAll());
      durable.signalAll();
      passed.signalAll();
    } finally {
      lock.unlock();
    }
    appender.close();
  }

  private boolean troubled() {
    lock.lock();
    try {
      return writeTrouble.isPresent();
    } finally {
      lock.unlock();
    }
  }

  private void poison() {
    lock.lock();
    try {
      poisoned |= !unsynced.isEmpty();
      work.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void setTrouble(boolean ofWriter, Optional<DiskTrouble> trouble) {
    lock.lock();
    try {
      State before = state();
      if (ofWriter) {
        writeTrouble = trouble;
      } else {
        syncTrouble = trouble;
      }
      if (before != state()) {
        tell();
        // On a full disk the sync's role looks now and then whether there is something to delete.
        written.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  private void tell() {
    Optional<DiskTrouble> trouble = writeTrouble.or(() -> syncTrouble);
    if (trouble.isEmpty()) {
      logger.log(System.Logger.Level.INFO, "the log of {0} writes again", name());
      return;
    }
    logger.log(
        System.Logger.Level.WARNING,
        "the log of {0} is {1}: {2}; what was taken is kept, and it goes on by itself once the disk"
            + " does",
        name(),
        trouble.get().state().name().toLowerCase(Locale.ROOT).replace('_', '-'),
        trouble.get().reason());
  }

  // From here on: the caller holds the lock

  State state() {
    return writeTrouble.or(() -> syncTrouble).map(DiskTrouble::state).orElse(State.OK);
  }

  boolean isFull() {
    return writeTrouble.map(t -> t.state() == State.FULL).orElse(false);
  }

  boolean isPoisoned() {
    return poisoned;
  }

  boolean isClosed() {
    return closed;
  }

  /** Whether a state frame should be written now. */
  boolean stateIsDue(boolean atOnce) {
    return ledger.state.isDirty() && (atOnce || stateDueInNanos() <= 0);
  }

  /** When the writer has to note the state; only meaningful while it is dirty. */
  long stateDueInNanos() {
    return ledger.state.isUrgent()
        ? 0
        : stateWrittenNanos + STATE_INTERVAL_NANOS - time.monotonicNanos();
  }

  void stateWritten() {
    stateWrittenNanos = time.monotonicNanos();
  }

  /** Since when there is something to sync; empty if nothing is, or if it must be written again. */
  Optional<Long> unsyncedSinceNanos() {
    return unsynced.isEmpty() || poisoned ? Optional.empty() : Optional.of(unsyncedSinceNanos);
  }

  List<Segment> unsynced() {
    return unsynced;
  }

  /** Files that only the sync's role may close, because it may be forcing them. */
  List<Segment> retired() {
    return retired;
  }

  /** A segment got bytes that are not synced. */
  void toSync(Segment segment) {
    if (unsynced.isEmpty()) {
      unsyncedSinceNanos = time.monotonicNanos();
    }
    if (!unsynced.contains(segment)) {
      unsynced.add(segment);
    }
    written.signalAll();
  }

  /** All that was poisoned stands in a new segment. */
  void writtenAgain(Segment segment) {
    retired.addAll(unsynced);
    unsynced.clear();
    poisoned = false;
    toSync(segment);
  }

  /** A segment was forced as far as it was written then. */
  void synced(Segment segment) {
    if (segment.isSynced()) {
      unsynced.remove(segment);
      if (ledger.segments.last() != segment) {
        segment.closeFile();
      }
    }
    unsyncedSinceNanos = time.monotonicNanos();
    durable.signalAll();
    work.signalAll();
  }

  /** A feed found that records of these numbers cannot be read. */
  void damaged(long from, long to) {
    long more = ledger.damaged(from, to);
    if (more > 0) {
      sayDamaged(logger, folder, more, from);
    }
  }

  static void sayDamaged(System.Logger logger, Path where, long records, long first) {
    logger.log(
        System.Logger.Level.WARNING,
        "{0}: {1} records are damaged and lost, the first is number {2}; cresset log verify says"
            + " where",
        where,
        Long.toString(records),
        Long.toString(first));
  }

  /** What it is called where it is spoken of: as its folder is. */
  String name() {
    return StoredLog.name(folder);
  }

  Optional<ByteSlice> position(String key) {
    return Optional.ofNullable(ledger.positions.get(key));
  }

  /** A copy, for the caller to change. */
  Map<String, ByteSlice> positions(String prefix) {
    Map<String, ByteSlice> found = new HashMap<>(ledger.positions);
    found.keySet().removeIf(key -> !key.startsWith(prefix));
    return found;
  }

  LogStatus status() {
    return ledger.status(
        state(),
        writeTrouble.or(() -> syncTrouble).map(DiskTrouble::reason).orElse(""),
        holdBack.waiting());
  }
}
