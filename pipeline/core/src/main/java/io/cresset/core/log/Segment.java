package io.cresset.core.log;

import io.cresset.core.log.SegmentHeader.SegmentId;
import org.jspecify.annotations.Nullable;

/**
 * What the log knows about one of its segments, of whatever size it is. Guarded by the log's lock,
 * but for what never changes.
 */
final class Segment {
  final String name;
  final SegmentId id;
  final long firstNumber;
  final long createdUnixNanos;

  /** The number just past its last record; the next segment begins there. */
  long endNumber;

  /** Records written in it, counted frame by frame where this process wrote or scanned them. */
  long records;

  /** How far it may be read. */
  long bytes;

  /** How far it would survive a power cut. */
  long durableBytes;

  /** The last group of frames written to it. */
  long lastGroup;

  /**
   * The first group written to it when everything before the segment was durable; 0 if none was.
   */
  long provenGroup;

  /** What the writer writes to and the sync forces; null once nothing more comes. */
  @Nullable DiskFile file;

  Segment(String name, SegmentId id, long firstNumber, long createdUnixNanos) {
    this.name = name;
    this.id = id;
    this.firstNumber = firstNumber;
    this.createdUnixNanos = createdUnixNanos;
    this.endNumber = firstNumber;
  }

  int sequence() {
    return id.sequence();
  }

  /** Moves the end, counting what lies between as written. */
  void extendTo(long number) {
    records += number - endNumber;
    endNumber = number;
  }

  /** How many of its records have this number or a higher one. */
  long recordsFrom(long number) {
    if (number <= firstNumber) {
      return records;
    }
    return number >= endNumber ? 0 : records - (number - firstNumber);
  }

  boolean isSynced() {
    return durableBytes == bytes;
  }

  void closeFile() {
    DiskFile open = file;
    file = null;
    if (open != null) {
      open.close();
    }
  }
}
