package io.cresset.collectors.logs.tail;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One file that is or was followed: what it is known by, and how far it was read. */
final class Tailed {
  final Chain chain;

  /** Its place in the chain, and a part of the key of its position. */
  final long order;

  Stat.Key key;

  /** Null while it is under no name that is known. */
  @Nullable Path path;

  boolean gzip;

  /** Not null while it is open. */
  @Nullable Content content;

  long[] marks;
  int[] pieces;

  Position.Print head = Position.Print.NONE;
  Position.Print tail = Position.Print.NONE;

  /** The largest size that was seen. */
  long seenBytes;

  /** Where it was found to be whole, and offered to its end; -1 while it may grow. */
  long end = -1;

  /** Of a compressed file that was read to its end: how long it was then, as it lies there. */
  long packedBytes;

  /** Since when a compressed file lacks its end; 0 while it does not. */
  long cutSinceNanos;

  /** What was read of it then. */
  long cutAtBytes;

  /** Older than what was known when it was found: it is not read. */
  boolean passedOver;

  /** What it is known by was compared with its bytes in this life of the program. */
  boolean verified;

  /** Whether a position of it is stored, or on the way. */
  boolean stored;

  /** Whether its position has to be put into the next batch. */
  boolean moved;

  /** Its name and inode are another content's now; a copy of it may be found. */
  boolean truncated;

  /** Since when it has no name, by the monotonic clock. */
  long missingSinceNanos;

  /** When bytes of it were last read, or it was opened. */
  long usedNanos;

  /** Could not be opened or read, and that was said. */
  boolean refused;

  /** When it could not be read. */
  long triedNanos;

  Tailed(Chain chain, long order, Stat.Key key) {
    this.chain = chain;
    this.order = order;
    this.key = key;
    this.marks = new long[chain.streams];
    this.pieces = new int[chain.streams];
  }

  /** One of an earlier life, which has yet to be found again. */
  Tailed(Chain chain, long order, Position position, long nowNanos) {
    this.chain = chain;
    this.order = order;
    this.key = position.key();
    this.marks = new long[chain.streams];
    this.pieces = new int[chain.streams];
    if (position.marks().length == chain.streams) {
      this.marks = position.marks().clone();
      this.pieces = position.pieces().clone();
    } else {
      // Another format than before: from where all had been emitted.
      Arrays.fill(marks, position.lowestMark());
    }
    this.head = position.head();
    this.tail = position.tail();
    this.seenBytes = Math.max(highestMark(), tail.end());
    this.stored = true;
    this.missingSinceNanos = nowNanos;
  }

  long lowestMark() {
    long lowest = marks[0];
    for (int i = 1; i < marks.length; i++) {
      lowest = Math.min(lowest, marks[i]);
    }
    return lowest;
  }

  /** Whether nothing of it is left to be read, as far as is known. */
  boolean isThrough() {
    return passedOver || end >= 0;
  }

  /** Whether all of it was emitted. */
  boolean isDone() {
    return passedOver || (end >= 0 && lowestMark() >= end);
  }

  /** Of one that is open and was offered to its end: whether that is not its end any more. */
  boolean hasGrown() {
    try {
      return end >= 0 && content instanceof PlainContent plain && plain.size() > end;
    } catch (IOException _) {
      return false;
    }
  }

  /**
   * Whether it was empty and never open: nothing tells it from another file that has its inode, or
   * where in the chain that would stand.
   */
  boolean isUnknown() {
    return content == null
        && head.bytes() == 0
        && !isThrough()
        && !stored
        && !moved
        && highestMark() == 0;
  }

  private long highestMark() {
    return Arrays.stream(marks).max().orElse(0);
  }

  boolean isMissing() {
    return path == null;
  }

  /** Whether there is a way to its bytes. */
  boolean isReadable() {
    return path != null || content != null;
  }

  void allRead(long offset) {
    Arrays.fill(marks, offset);
    Arrays.fill(pieces, 0);
  }

  Position position() {
    return new Position(key, head, tail, marks.clone(), pieces.clone());
  }

  String positionKey() {
    return chain.hash + "." + Long.toHexString(order);
  }

  void close() {
    Content open = content;
    content = null;
    if (open != null) {
      open.close();
    }
  }

  /** For tests. */
  String describe() {
    return "%s key %s, marks %s, seen %d, end %d%s%s%s"
        .formatted(
            this,
            key,
            Arrays.toString(marks),
            seenBytes,
            end,
            passedOver ? ", passed over" : "",
            content == null ? "" : ", open",
            chain.reading != null && chain.reading.file.equals(this)
                ? ", in hand at " + chain.reading.taken
                : "");
  }

  @Override
  public String toString() {
    return (path == null ? "a file of " + chain.id + " that is gone" : path.toString());
  }
}
