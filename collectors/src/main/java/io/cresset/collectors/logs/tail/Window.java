package io.cresset.collectors.logs.tail;

/**
 * A part of a file, in memory. The bytes never change after they were offered, so records may refer
 * to them.
 *
 * @param bytes holds the part, and other things around it
 * @param from index of the part's first byte
 * @param to index behind its last one; it may be empty, when only the outlook is new
 * @param offset where in the file the first byte stands; in the decompressed bytes of a {@code .gz}
 * @param outlook what follows
 * @param nowUnixNanos when it was read: the observed time of its records, and the time of those
 *     that have none
 */
public record Window(
    byte[] bytes, int from, int to, long offset, Outlook outlook, long nowUnixNanos) {

  /** The file's offset of an index. */
  public long offsetOf(int index) {
    return offset + index - from;
  }
}
