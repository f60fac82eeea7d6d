package io.cresset.core.log;

import io.cresset.api.model.ByteSlice;
import io.cresset.core.log.FrameHeader.FrameKind;
import io.cresset.core.log.FrameScanner.End;
import io.cresset.core.log.FrameScanner.Frame;
import io.cresset.core.log.FrameScanner.Unreadable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the last segments of a log from front to back and puts its state together.
 *
 * <p>Positions are where they were before the first records that are missing and may have been
 * written without having been synced: a power cut can lose a frame and keep later ones, and a
 * source that went on from there would skip what was in it. Frames say what was durable when they
 * were written; records missing below that were damaged later, and going back would not bring them
 * again. Only frames of the same opening say that, though: a later one says it of what it found,
 * and what was missing then it has dealt with by going back, of which its snapshot tells. Should
 * that snapshot be lost in its turn, then this reading goes back just as that opening did.
 */
final class Replay {

  /**
   * Records missing that may never have been durable, and the positions before them.
   *
   * @param base which opening wrote the snapshot that the positions rest on; 0 if they rest on none
   */
  private record Suspect(long end, Map<String, ByteSlice> positions, int base) {}

  private final boolean isOldest;
  private Map<String, ByteSlice> positions = new HashMap<>();
  private int base;
  private final Deque<Suspect> suspects = new ArrayDeque<>();
  private final List<NumberRange> missing = new ArrayList<>();
  private long next = -1;
  private long durableEnd;
  private int firstEpoch;
  private long firstSegmentNumber;

  /** Whether a frame says that everything before the first segment read was durable. */
  private boolean isFirstProven;

  /** Which opening wrote the segment being read. */
  private int epoch;

  private @Nullable StateRecord state;
  private boolean stateIsCurrent;

  /** There were bytes that may have been a state frame; behind the last good frame, a torn tail. */
  private boolean unreadable;

  private boolean hasSnapshot;

  /** Segments with a whole snapshot, of this opening, which no frame has proven yet. */
  private final Deque<Segment> unproven = new ArrayDeque<>();

  private int provenSequence;

  /** Whether an opening has gone back of which no snapshot was read. */
  private boolean wentBack;

  // A snapshot of which not all parts were read yet
  private Map<String, ByteSlice> parts = new HashMap<>();
  private int partsRead;
  private long partsOf;

  /** Where a frame begins. */
  record Place(Segment segment, long offset) {}

  /** A data frame, and the state frames before it, which no frame has said to be durable. */
  private record Unclaimed(Place from, long endNumber) {}

  private final Deque<Unclaimed> unclaimed = new ArrayDeque<>();

  /** The first of the state frames behind the last data frame. */
  private @Nullable Place stateFrom;

  /** Where the good bytes of the segment read last end; behind it is a torn tail, or nothing. */
  private long goodBytes;

  /**
   * @param isOldest whether nothing is in the folder before the first segment read
   */
  Replay(boolean isOldest) {
    this.isOldest = isOldest;
  }

  /**
   * Reads one segment, the next in order.
   *
   * @param size bytes of the file
   * @param limit number from which on a later segment supersedes it
   */
  void segment(Segment segment, DiskFile file, long size, long limit) throws IOException {
    if (next < 0) {
      next = segment.firstNumber;
      firstSegmentNumber = segment.firstNumber;
      firstEpoch = segment.id.epoch();
      epoch = firstEpoch;
      if (isOldest && segment.sequence() > 1) {
        // There was a segment before. Was it deleted, or did its name never reach the disk?
        suspects.add(new Suspect(segment.firstNumber, Map.of(), 0));
      }
    } else {
      if (segment.id.epoch() != epoch) {
        openedAgain(segment.id.epoch());
      }
      reach(segment.firstNumber);
    }
    forgetParts();
    FrameScanner scanner =
        new FrameScanner(file, Optional.of(segment.id), SegmentHeader.BYTES, segment.firstNumber)
            .withoutRecords();
    goodBytes = Math.min(size, SegmentHeader.BYTES);
    boolean more = true;
    while (more) {
      Place at = new Place(segment, scanner.offset());
      switch (scanner.next(size)) {
        case Frame frame -> {
          if (frame.header().endNumber() > limit) {
            more = false;
          } else {
            frame(at, frame);
            goodBytes = scanner.offset();
          }
        }
        case Unreadable bad -> {
          unreadable |= !bad.headerIntact() || bad.knownEnd() == next;
          if (bad.headerIntact()) {
            reach(Math.min(limit, bad.knownEnd()));
            goodBytes = scanner.offset();
          }
        }
        case End _ -> more = false;
      }
    }
  }

  /** From here on frames are of the next opening, which went on from what it had found. */
  private void openedAgain(int by) {
    wentBack |= !suspects.isEmpty();
    base = base();
    positions = new HashMap<>(positions());
    suspects.clear();
    unproven.clear();
    durableEnd = 0;
    epoch = by;
  }

  private void frame(Place at, Frame frame) {
    FrameHeader header = frame.header();
    claim(at, header);
    if (unreadable) {
      damage();
    }
    durableEnd = Math.max(durableEnd, header.durableEnd());
    isFirstProven |= epoch == firstEpoch && durableEnd >= firstSegmentNumber;
    prove();
    reach(header.firstNumber());
    while (!suspects.isEmpty() && suspects.getFirst().end() <= durableEnd) {
      suspects.removeFirst();
    }
    next = header.endNumber();
    Optional<Map<String, Optional<ByteSlice>>> moves = PositionCodec.decode(frame.positions());
    if (moves.isEmpty()) {
      damage();
      return;
    }
    if (header.kind() == FrameKind.DATA || header.messageBytes() == 0) {
      forgetParts();
      move(positions, moves.get());
      return;
    }
    StateRecord.decode(frame.message())
        .ifPresentOrElse(record -> state(at.segment(), record, moves.get()), this::damage);
  }

  /** Notes a frame, and what it says of those before it. */
  private void claim(Place at, FrameHeader header) {
    while (!unclaimed.isEmpty() && unclaimed.getFirst().endNumber() <= header.durableEnd()) {
      unclaimed.removeFirst();
    }
    Place from = stateFrom == null ? at : stateFrom;
    stateFrom = from;
    if (header.kind() == FrameKind.DATA) {
      unclaimed.add(new Unclaimed(from, header.endNumber()));
      stateFrom = null;
    }
  }

  private void prove() {
    while (!unproven.isEmpty() && unproven.getFirst().firstNumber <= durableEnd) {
      provenSequence = unproven.removeFirst().sequence();
    }
  }

  private void state(Segment segment, StateRecord record, Map<String, Optional<ByteSlice>> moves) {
    state = record;
    stateIsCurrent = true;
    if (!record.isSnapshot()) {
      forgetParts();
      return;
    }
    if (record.part() == 0) {
      forgetParts();
      partsOf = record.snapshot();
    }
    if (record.part() != partsRead || record.snapshot() != partsOf) {
      forgetParts();
      return;
    }
    move(parts, moves);
    partsRead++;
    if (partsRead == record.parts()) {
      positions = parts;
      parts = new HashMap<>();
      partsRead = 0;
      base = epoch;
      hasSnapshot = true;
      wentBack = false;
      unproven.add(segment);
      prove();
    }
  }

  private static void move(
      Map<String, ByteSlice> positions, Map<String, Optional<ByteSlice>> moves) {
    moves.forEach(
        (key, value) ->
            value.ifPresentOrElse(bytes -> positions.put(key, bytes), () -> positions.remove(key)));
  }

  private void damage() {
    unreadable = false;
    stateIsCurrent = false;
    forgetParts();
  }

  private void forgetParts() {
    parts = new HashMap<>();
    partsRead = 0;
  }

  /** Records from the next one up to a number were written, but are not here. */
  private void reach(long number) {
    if (number <= next) {
      return;
    }
    missing.add(new NumberRange(next, number));
    if (number > durableEnd) {
      suspects.add(new Suspect(number, new HashMap<>(positions), base));
    }
    next = number;
  }

  /** Whether this is all that there is to know: nothing before the first segment read matters. */
  boolean isWhole() {
    return isOldest || base() > firstEpoch || (isFirstProven && base() == firstEpoch);
  }

  private int base() {
    return suspects.isEmpty() ? base : suspects.getFirst().base();
  }

  /** There may be more to know, but that is too far back to be read. */
  void startedTooLate() {
    suspects.addFirst(new Suspect(firstSegmentNumber, Map.of(), 0));
  }

  boolean hasSnapshot() {
    return hasSnapshot;
  }

  /**
   * The newest segment that holds a whole snapshot and is proven, so that nothing before it will
   * matter; 0 if none of those read is, or if the positions went back, which no snapshot says yet.
   */
  int snapshotSequence() {
    return positionsWentBack() ? 0 : provenSequence;
  }

  /** The number that the next record gets. */
  long end() {
    return Math.max(0, next);
  }

  long goodBytes() {
    return goodBytes;
  }

  /** Whether every sink of the log is known, and none has come since in a frame that is damaged. */
  boolean sinksAreKnown() {
    return stateIsCurrent;
  }

  boolean positionsWentBack() {
    return wentBack || !suspects.isEmpty();
  }

  Map<String, ByteSlice> positions() {
    return suspects.isEmpty() ? positions : suspects.getFirst().positions();
  }

  /** From where on no frame says that it is durable; empty if nothing was read. */
  Optional<Place> unclaimedFrom() {
    return unclaimed.isEmpty()
        ? Optional.ofNullable(stateFrom)
        : Optional.of(unclaimed.getFirst().from());
  }

  List<NumberRange> missing() {
    return missing;
  }

  StateRecord state() {
    return state == null ? new StateRecord(0, 0, 0, 0, 0, List.of(), List.of()) : state;
  }
}
