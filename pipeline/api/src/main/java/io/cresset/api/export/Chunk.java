package io.cresset.api.export;

import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.Signal;
import java.util.List;
import java.util.UUID;

/**
 * A stretch of one log, to be sent in one request: whole frames, ascending, at most 1 MiB unless a
 * single frame is larger. Numbers may be missing between frames, where the log lost some.
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
   */
  public record Frame(UUID logId, long epoch, long firstNumber, int recordCount, ByteSlice otlp) {
    public Frame {
      if (recordCount < 1) {
        throw new IllegalArgumentException("a data frame of " + recordCount + " records");
      }
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
    int skipped = Math.toIntExact(firstNumber - frames.getFirst().firstNumber());
    return frames.stream().mapToInt(Frame::recordCount).sum() - skipped;
  }
}
