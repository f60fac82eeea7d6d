package io.cresset.core.log;

import io.cresset.api.export.Chunk;
import io.cresset.api.model.Signal;
import io.cresset.core.log.FrameScanner.Frame;
import java.util.ArrayList;
import java.util.List;

/** A chunk in the making. */
final class Assembly {
  private final int maxBytes;
  private final List<Chunk.Frame> frames = new ArrayList<>();
  private final List<Long> takenUnixNanos = new ArrayList<>();
  private long start;
  private long next;
  private int bytes;
  private boolean full;

  Assembly(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** Begins, again if need be, with the record of a number. */
  void startAt(long number) {
    if (start != number || next < number) {
      frames.clear();
      takenUnixNanos.clear();
      bytes = 0;
      full = false;
      start = number;
      next = number;
    }
  }

  /** The number of the record to read next. */
  long next() {
    return next;
  }

  /** Records up to a number are lost. */
  void skipTo(long number) {
    next = number;
  }

  boolean isEmpty() {
    return frames.isEmpty();
  }

  boolean isFull() {
    return full;
  }

  /** Nothing more is to be added for now. */
  void close() {
    full = true;
  }

  int missingBytes() {
    return Math.max(1, maxBytes - bytes);
  }

  /** Adds a frame unless it is too much. */
  boolean add(Frame frame) {
    int more = frame.message().length();
    if (!frames.isEmpty() && (long) bytes + more > maxBytes) {
      full = true;
      return false;
    }
    FrameHeader header = frame.header();
    frames.add(
        new Chunk.Frame(
            header.segment().logId(),
            header.segment().epoch(),
            header.firstNumber(),
            header.recordCount(),
            frame.message()));
    takenUnixNanos.add(header.takenUnixNanos());
    bytes += more;
    next = header.endNumber();
    full = bytes >= maxBytes;
    return true;
  }

  SinkCursor.InHand finish(Signal signal) {
    long first = Math.max(start, frames.getFirst().firstNumber());
    return new SinkCursor.InHand(
        new Chunk(signal, first, frames),
        takenUnixNanos.stream().mapToLong(Long::longValue).toArray());
  }
}
