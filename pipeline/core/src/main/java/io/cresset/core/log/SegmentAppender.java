package io.cresset.core.log;

import io.cresset.core.log.SegmentHeader.SegmentId;
import io.cresset.core.log.UndurableGroups.StateMark;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The writer's role: puts frames into segments. Used by one thread. */
final class SegmentAppender {
  private static final int SNAPSHOT_FACTOR = 8;

  private final SegmentedLog log;
  private final Ledger ledger;
  private final RandomGenerator random;
  private final SegmentWriter writer;
  private int sequence;

  /** The segment that is written to; null before the first write and after a failed one. */
  private @Nullable Segment active;

  /** A new segment of which nothing is published yet. */
  private @Nullable Segment candidate;

  /** Size of the last snapshot, and where it ends in the active segment. */
  private long snapshotBytes;

  private long snapshotEnd;

  /** Where the snapshot ends with which the active segment begins. */
  private long headEnd;

  private long snapshots;

  SegmentAppender(SegmentedLog log, RandomGenerator random, int lastSequence) {
    this.log = log;
    this.ledger = log.ledger;
    this.random = random;
    this.writer = new SegmentWriter();
    this.sequence = lastSequence;
  }

  /** State frames that go before the data, and what becomes durable with them. */
  private record State(List<OutgoingFrame> frames, Optional<StateMark> mark, boolean isSnapshot) {
    static final State NONE = new State(List.of(), Optional.empty(), false);
  }

  /**
   * @return false if there was nothing to write
   */
  boolean write(List<OutgoingFrame> frames, boolean withState) throws IOException {
    boolean again;
    boolean idle;
    long number;
    long durableEnd;
    log.lock.lock();
    try {
      again = log.isPoisoned();
      idle = frames.isEmpty() && !log.stateIsDue(withState);
      number = ledger.end();
      durableEnd = ledger.durableEnd();
    } finally {
      log.lock.unlock();
    }
    if (again) {
      writeAgain(durableEnd);
    }
    if (idle) {
      return again;
    }
    Segment segment = active;
    boolean isNew = segment == null || isFull(segment, bytesOf(frames));
    if (segment == null || isNew) {
      segment = candidateAt(number);
    }
    State state = stateFor(segment, isNew, withState);
    SegmentWriter.Stretch stretch =
        writer.begin(fileOf(segment), segment.id, segment.bytes, number, durableEnd);
    if (isNew) {
      stretch.put(headerOf(segment));
    }
    stretch.put(state.frames());
    long stateEnd = stretch.at();
    stretch.put(frames);
    publish(segment, stretch.finish(), durableEnd, frames, state);
    if (state.isSnapshot()) {
      snapshotEnd = stateEnd;
      headEnd = isNew ? stateEnd : headEnd;
    }
    return true;
  }

  private static long bytesOf(List<OutgoingFrame> frames) {
    return frames.stream().mapToLong(OutgoingFrame::frameBytes).sum();
  }

  /** One without records may hold a snapshot that is larger than a segment should be. */
  private boolean isFull(Segment segment, long more) {
    return segment.bytes + more > log.limits.segmentBytes()
        && (segment.records > 0 || segment.bytes - headEnd > log.limits.segmentBytes());
  }

  private State stateFor(Segment segment, boolean isNew, boolean withState) {
    long wholeAfter = Math.max(log.limits.snapshotBytes(), SNAPSHOT_FACTOR * snapshotBytes);
    log.lock.lock();
    try {
      if (isNew || segment.bytes - snapshotEnd >= wholeAfter) {
        return new State(snapshot(), Optional.of(ledger.mark()), true);
      }
      if (log.stateIsDue(withState)) {
        OutgoingFrame frame = StateFrames.progress(ledger.stateRecord(), log.time.unixNanos());
        return new State(List.of(frame), Optional.of(ledger.mark()), false);
      }
      return State.NONE;
    } finally {
      log.lock.unlock();
    }
  }

  private void publish(
      Segment segment, long end, long durableEnd, List<OutgoingFrame> frames, State state) {
    log.lock.lock();
    try {
      ledger.publish(segment, end, durableEnd, frames, state.mark(), log.time.monotonicNanos());
      log.toSync(segment);
      if (state.mark().isPresent()) {
        log.stateWritten();
      }
      if (active != null && active != segment && active.isSynced()) {
        active.closeFile();
      }
    } finally {
      log.lock.unlock();
    }
    if (active != segment) {
      active = segment;
      candidate = null;
    }
  }

  /**
   * Puts all that is not durable into a new segment. Nothing becomes durable meanwhile, because the
   * log is poisoned.
   */
  private void writeAgain(long durableEnd) throws IOException {
    Segment segment = candidateAt(durableEnd);
    List<OutgoingFrame> frames = new ArrayList<>();
    List<OutgoingFrame> snapshot;
    StateMark mark;
    log.lock.lock();
    try {
      assert ledger.durableEnd() == durableEnd;
      // Progress beyond the durable end must not stand before the records that it covers.
      frames.add(StateFrames.progress(ledger.durableStateRecord(), log.time.unixNanos()));
      for (OutgoingFrame frame : ledger.undurableFrames()) {
        if (frame.recordCount() > 0) {
          frames.add(frame);
        }
      }
      snapshot = snapshot();
      mark = ledger.mark();
    } finally {
      log.lock.unlock();
    }
    SegmentWriter.Stretch stretch =
        writer.begin(fileOf(segment), segment.id, 0, durableEnd, durableEnd);
    stretch.put(headerOf(segment));
    stretch.put(frames);
    stretch.put(snapshot);
    long end = stretch.finish();
    log.lock.lock();
    try {
      for (Segment gone : ledger.supersede(segment, end, mark)) {
        log.syncer().throwAway(gone.name, ledger.group());
      }
      log.writtenAgain(segment);
      log.stateWritten();
    } finally {
      log.lock.unlock();
    }
    active = segment;
    candidate = null;
    snapshotEnd = end;
    headEnd = end;
  }

  private List<OutgoingFrame> snapshot() {
    List<OutgoingFrame> frames =
        StateFrames.snapshot(
            ledger.stateRecord(),
            ledger.positions,
            ((long) ledger.epoch << Integer.SIZE) + ++snapshots,
            FrameHeader.MAX_POSITIONS_BYTES,
            log.time.unixNanos());
    snapshotBytes = bytesOf(frames);
    return frames;
  }

  private SegmentHeader headerOf(Segment segment) {
    return new SegmentHeader(
        SegmentHeader.VERSION,
        Optional.of(log.signal),
        segment.id,
        segment.firstNumber,
        segment.createdUnixNanos);
  }

  private static DiskFile fileOf(Segment segment) {
    DiskFile file = segment.file;
    if (file == null) {
      throw new IllegalStateException("the segment " + segment.name + " is not open");
    }
    return file;
  }

  /** A new segment that begins at a number; the same again until it is published. */
  private Segment candidateAt(long firstNumber) throws IOException {
    if (candidate != null && candidate.firstNumber == firstNumber) {
      return candidate;
    }
    discardCandidate();
    SegmentId id = new SegmentId(ledger.logId, sequence + 1, random.nextInt(), ledger.epoch);
    for (int suffix = 0; ; suffix++) {
      String name = SegmentName.of(firstNumber, suffix);
      try {
        DiskFile file = log.disk.create(log.folder.resolve(name));
        sequence++;
        Segment made = new Segment(name, id, firstNumber, log.time.unixNanos());
        made.file = file;
        candidate = made;
        log.lock.lock();
        try {
          log.syncer().fileMade();
        } finally {
          log.lock.unlock();
        }
        return made;
      } catch (FileAlreadyExistsException _) {
        // A segment without records, one that was superseded, or somebody else's file.
        continue;
      }
    }
  }

  private void discardCandidate() {
    Segment unused = candidate;
    candidate = null;
    if (unused != null) {
      unused.closeFile();
      log.syncer().throwAway(unused.name, 0);
    }
  }

  /**
   * Cuts what a failed write left behind: the next one may put its frames elsewhere, and none of
   * these may be taken for one of its.
   *
   * @return false if that failed too
   */
  boolean takeBack() {
    Segment segment = candidate != null ? candidate : active;
    DiskFile file = segment == null ? null : segment.file;
    if (file == null || segment == null) {
      return true;
    }
    try {
      file.truncate(segment.bytes);
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  /** After a failed write: what comes next goes into a new segment. */
  void abandon() {
    discardCandidate();
    Segment failed = active;
    active = null;
    log.lock.lock();
    try {
      // One that is unsynced is closed by the sync's role, which may be forcing it.
      if (failed != null && !log.unsynced().contains(failed)) {
        failed.closeFile();
      }
    } finally {
      log.lock.unlock();
    }
  }

  void close() {
    Segment unused = candidate;
    candidate = null;
    if (unused != null) {
      unused.closeFile();
    }
  }
}
