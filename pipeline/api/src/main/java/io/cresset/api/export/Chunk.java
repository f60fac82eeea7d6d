package io.cresset.api.export;

import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.Signal;
import java.util.List;
import java.util.UUID;

/**
 * A stretch of one log, to be sent in one request: whole frames, ascending, at most 1 MiB unless a
 * single frame is larger. Numbers may be missing between frames, where the log lost some, and of a
 * frame only some records may be selected.
 *
 * @param firstNumber where to begin: records of the first frame below it were answered for before
 *     and are not to be sent again
 */
public record Chunk(Signal signal, long firstNumber, List<Frame> frames) {
  public Chunk {
    frames = List.copyOf(frames);
    if (frames.isEmpty()) {
      throw new IllegalArgumentException("a chunk without frames");
    }
    if (firstNumber < frames.getFirst().firstNumber()
        || firstNumber >= frames.getFirst().endNumber()) {
      throw new IllegalArgumentException(firstNumber + " is not in the chunk's first frame");
    }
  }

  /**
   * @param logId which log it came from; with {@code epoch} and record number it names a record for
   *     ever
   * @param epoch which opening of the log wrote it
   * @param firstNumber record number of the first record; the others follow in the order in which
   *     they stand in the message
   * @param recordCount log records or data points; at least one
   * @param otlp one {@code LogsData} or {@code MetricsData} message
   * @param selection which of its records are to be sent, by their index in the message; the others
   *     are there and not meant for this sink
   */
  public record Frame(
      UUID logId,
      long epoch,
      long firstNumber,
      int recordCount,
      ByteSlice otlp,
      Selection selection) {
    public Frame {
      if (recordCount < 1) {
        throw new IllegalArgumentException("a data frame of " + recordCount + " records");
      }
    }

    /** A frame all of which is to be sent. */
    public Frame(UUID logId, long epoch, long firstNumber, int recordCount, ByteSlice otlp) {
      this(logId, epoch, firstNumber, recordCount, otlp, Selection.all());
    }

    /** This frame, of which only some is to be sent. */
    public Frame selecting(Selection some) {
      return new Frame(logId, epoch, firstNumber, recordCount, otlp, some);
    }

    /** The number just past its last record. */
    public long endNumber() {
      return firstNumber + recordCount;
    }
  }

  public long endNumber() {
    return frames.getLast().endNumber();
  }

  /** How many records are to be sent. */
  public int recordCount() {
    return Math.toIntExact(selectedIn(firstNumber, endNumber()));
  }

  /** How many records there are with numbers in a range; some numbers may have none. */
  public long presentIn(long from, long to) {
    long count = 0;
    for (Frame frame : frames) {
      count += Math.max(0, Math.min(to, frame.endNumber()) - Math.max(from, frame.firstNumber()));
    }
    return count;
  }

  /** How many of them are to be sent. */
  public long selectedIn(long from, long to) {
    long count = 0;
    for (Frame frame : frames) {
      long first = Math.max(from, frame.firstNumber()) - frame.firstNumber();
      long end = Math.min(to, frame.endNumber()) - frame.firstNumber();
      if (first < end) {
        count += frame.selection().count(Math.toIntExact(first), Math.toIntExact(end));
      }
    }
    return count;
  }
}
