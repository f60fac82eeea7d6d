package io.cresset.core.log.simulation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;

/**
 * What happened in a run, as one number that tells two runs apart and, if wanted, as the lines of
 * the last events.
 */
final class Trace {
  private static final long FNV_PRIME = 0x100_0000_01b3L;

  private final int keptLines;
  private final Deque<String> lines = new ArrayDeque<>();
  private long hash = 0xcbf2_9ce4_8422_2325L;
  private int depth;

  /**
   * @param keptLines how many of the last events are kept in words
   */
  Trace(int keptLines) {
    this.keptLines = keptLines;
  }

  /**
   * @param kind tells the event from those of other kinds
   * @param line in words; made only if lines are kept
   */
  void event(int kind, long one, long other, Supplier<String> line) {
    mix(kind);
    mix(one);
    mix(other);
    if (keptLines > 0) {
      if (lines.size() == keptLines) {
        lines.removeFirst();
      }
      lines.addLast("  ".repeat(depth) + line.get());
    }
  }

  /** What follows happens while something else waits for the disk. */
  void enter() {
    depth++;
  }

  void leave() {
    depth--;
  }

  private void mix(long value) {
    hash = (hash ^ value) * FNV_PRIME;
    hash ^= hash >>> 32;
  }

  long hash() {
    return hash;
  }

  String lines() {
    return String.join("\n", lines);
  }
}
