package io.cresset.core.log;

import io.cresset.api.export.Chunk;

/** Sees what {@link StoredLog#walk} comes by, in its order. */
public interface StoredLogVisitor {

  /**
   * An intact frame of records.
   *
   * @param file name of the segment
   * @param offset where it stands there
   * @param takenUnixNanos when its records were taken
   * @param codec how its message is stored
   * @param storedBytes what the message takes there
   */
  record Records(
      String file,
      long offset,
      Chunk.Frame frame,
      long takenUnixNanos,
      String codec,
      int storedBytes) {}

  /**
   * Bytes that are not what was written.
   *
   * @param file name of the segment
   * @param from where they begin there
   * @param to just past the last of them
   * @param firstLost number of the first record that is lost with them
   * @param endLost just past the last one; equal to {@code firstLost} if none is lost
   * @param what in a few words
   */
  record Damage(String file, long from, long to, long firstLost, long endLost, String what) {
    public long records() {
      return endLost - firstLost;
    }
  }

  /**
   * Bytes that are no frame and were promised to nobody: what a write left that a crash or a full
   * disk cut short, or one that is going on now; and what a newer segment supersedes.
   */
  record Leftover(String file, long from, long to, String what) {}

  /** The segment begins whose frames follow. */
  default void segment(StoredSegment segment) {}

  /**
   * @return whether to go on
   */
  boolean records(Records records);

  /** A state frame is intact. */
  default void state(String file, long offset) {}

  void damage(Damage damage);

  default void leftover(Leftover leftover) {}

  /** The segment was deleted by a running program since the folder was read: it is not needed. */
  default void gone(StoredSegment segment) {}
}
