package io.cresset.core.log;

import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.EncodedBatch;
import io.cresset.api.model.Signal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;

/**
 * What was taken and is not written yet, up to a number of bytes: what waits, and the group that
 * the writer has in hand. Guarded by the log's lock.
 */
final class WriteQueue {
  private final LogLimits limits;
  private final Deque<Taken> waiting = new ArrayDeque<>();
  private final List<Taken> inWriting = new ArrayList<>();
  private long bytes;

  /** Those who wait for room. */
  private final Deque<Taken> line = new ArrayDeque<>();

  /** Signalled when something was written, so that there is room for more. */
  final Condition room;

  WriteQueue(LogLimits limits, Condition room) {
    this.limits = limits;
    this.room = room;
  }

  /**
   * @throws IllegalArgumentException if a log of this signal cannot take the batch
   */
  static void check(EncodedBatch batch, Signal signal) {
    int bytes = batch.otlp().length();
    if (batch.signal() != signal) {
      throw new IllegalArgumentException(
          "a batch of " + batch.signal().id() + " for the log of " + signal.id());
    }
    if (bytes > DurableLog.MAX_PAYLOAD_BYTES) {
      throw new IllegalArgumentException(
          "a batch of " + bytes + " bytes, more than " + DurableLog.MAX_PAYLOAD_BYTES);
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

  /**
   * Whether a batch may be added. One always has room, however large it is; but who comes does not
   * pass who waits, or a flood of small batches would keep a large one out for ever.
   */
  boolean hasRoomFor(Taken taken) {
    boolean isNext = line.isEmpty() || line.getFirst().equals(taken);
    return isNext && (waiting.isEmpty() || bytes + taken.bytes() <= limits.queueBytes());
  }

  /** It waits for room behind those who wait already. */
  void lineUp(Taken taken) {
    line.add(taken);
  }

  /** It was added, or gives up. */
  void leaveLine(Taken taken) {
    line.remove(taken);
    room.signalAll();
  }

  void add(Taken taken) {
    waiting.add(taken);
    bytes += taken.bytes();
  }

  /** Whether something waits for the writer. */
  boolean isWaiting() {
    return !waiting.isEmpty();
  }

  /** Whether the writer has something in hand, which it is writing or has failed to write. */
  boolean isWriting() {
    return !inWriting.isEmpty();
  }

  /** Gives the writer as much as it writes at once. */
  void takeGroup() {
    long groupBytes = 0;
    for (Taken taken : inWriting) {
      groupBytes += taken.bytes();
    }
    while (!waiting.isEmpty() && groupBytes < limits.groupBytes()) {
      Taken taken = waiting.removeFirst();
      groupBytes += taken.bytes();
      inWriting.add(taken);
    }
  }

  /** What the writer has in hand. */
  List<EncodedBatch> writing() {
    return inWriting.stream().map(Taken::batch).toList();
  }

  /** What the writer had in hand stands in the log. */
  void written(long group) {
    for (Taken taken : inWriting) {
      taken.writtenIn(group);
      bytes -= taken.bytes();
    }
    inWriting.clear();
    room.signalAll();
  }

  /** The newest move of a position that is not written yet; empty if there is none. */
  Optional<Optional<ByteSlice>> move(String key) {
    Iterator<Taken> newestFirst = waiting.descendingIterator();
    while (newestFirst.hasNext()) {
      Optional<ByteSlice> value = newestFirst.next().batch().positions().moves().get(key);
      if (value != null) {
        return Optional.of(value);
      }
    }
    for (Taken taken : inWriting.reversed()) {
      Optional<ByteSlice> value = taken.batch().positions().moves().get(key);
      if (value != null) {
        return Optional.of(value);
      }
    }
    return Optional.empty();
  }

  /** Makes the moves of all that is here, oldest first. */
  void applyMoves(Map<String, ByteSlice> positions) {
    inWriting.forEach(taken -> taken.batch().positions().applyTo(positions));
    waiting.forEach(taken -> taken.batch().positions().applyTo(positions));
  }
}
