package io.cresset.collectors.logs.tail;

import java.time.Duration;

/**
 * How a collector follows its files. Reaching a limit is counted each time, and said the first
 * time.
 *
 * @param fromEnd whether a chain of which nothing is known when the program starts begins at its
 *     end instead of its beginning. A file that appears later is always read from its beginning
 * @param maxLineBytes a longer line goes out in pieces
 * @param maxFiles files that are followed
 * @param maxOpenFiles files that are open at a time; without a place those with unread data wait
 * @param maxDeletedBytes what deleted files may hold on the disk because they are open here; beyond
 *     it the largest is given up
 * @param maxPartialBytes what decoders may hold of lines that have no end yet; beyond it the
 *     longest go out in pieces
 * @param maxLinesPerSecond of one chain; what is more is dropped and counted. 0 for no limit
 * @param quiet see {@link Outlook#QUIET}
 * @param rescan how often all folders are looked through without a reason, because a file system
 *     may not tell what changes
 */
public record TailSettings(
    boolean fromEnd,
    int maxLineBytes,
    int maxFiles,
    int maxOpenFiles,
    long maxDeletedBytes,
    long maxPartialBytes,
    int maxLinesPerSecond,
    Duration quiet,
    Duration rescan) {

  /** What a chain may read before the others have their turn. */
  private static final int TURN_BYTES = 256 * 1024;

  /** The most that is offered at a time: a whole line, with what stands around it, and a turn. */
  public int windowBytes() {
    return 2 * maxLineBytes + TURN_BYTES;
  }
}
