package io.cresset.core.log;

/**
 * How much a log may take.
 *
 * @param totalBytes size of all segments; beyond it the oldest goes
 * @param segmentBytes size at which a segment is followed by a new one
 * @param segments number of segments; many restarts make many small ones
 * @param queueBytes OTLP bytes that may wait for the writer; beyond it {@code append} blocks
 * @param unsyncedBytes frames kept in memory until they are durable, so that a failed sync loses
 *     none; from half of it on the log syncs at once, beyond it the writer waits
 * @param snapshotBytes bytes after which the state is written whole again
 * @param compression so that it takes less; the limits of the queue and of what shares a frame are
 *     of bytes before it, all others of bytes as they are stored
 */
public record LogLimits(
    long totalBytes,
    int segmentBytes,
    int segments,
    int queueBytes,
    int unsyncedBytes,
    int snapshotBytes,
    Compression compression) {
  public static final long DEFAULT_TOTAL_BYTES = 512L << 20;
  private static final int MAX_SEGMENT_BYTES = 16 << 20;
  private static final int MIN_SEGMENT_BYTES = 4 << 10;
  private static final int SEGMENTS_PER_LOG = 8;

  public LogLimits {
    if (segmentBytes < MIN_SEGMENT_BYTES || totalBytes < 2L * segmentBytes || segments < 2) {
      throw new IllegalArgumentException(
          "a log of " + totalBytes + " bytes in segments of " + segmentBytes + " is too small");
    }
  }

  /** Without compression. */
  LogLimits(
      long totalBytes,
      int segmentBytes,
      int segments,
      int queueBytes,
      int unsyncedBytes,
      int snapshotBytes) {
    this(
        totalBytes,
        segmentBytes,
        segments,
        queueBytes,
        unsyncedBytes,
        snapshotBytes,
        Compression.NONE);
  }

  public static LogLimits defaults() {
    return ofTotal(DEFAULT_TOTAL_BYTES);
  }

  /**
   * The usual limits for a log of a size: segments of an eighth of it, at most 16 MiB.
   *
   * @param totalBytes at least 64 KiB
   */
  public static LogLimits ofTotal(long totalBytes) {
    int segmentBytes = (int) Math.min(MAX_SEGMENT_BYTES, totalBytes / SEGMENTS_PER_LOG);
    return new LogLimits(
        totalBytes, segmentBytes, 4096, 4 << 20, 4 << 20, 4 << 20, Compression.LZ4);
  }

  public LogLimits with(Compression other) {
    return new LogLimits(
        totalBytes, segmentBytes, segments, queueBytes, unsyncedBytes, snapshotBytes, other);
  }

  /**
   * Limits for a log in memory, where what waits and what is not synced takes memory once more.
   *
   * @param totalBytes at least 64 KiB
   */
  public static LogLimits inMemory(long totalBytes) {
    LogLimits usual = ofTotal(totalBytes);
    return new LogLimits(
        totalBytes,
        usual.segmentBytes,
        usual.segments,
        1 << 20,
        1 << 20,
        usual.snapshotBytes,
        usual.compression);
  }

  /** Up to how many OTLP bytes batches share a frame. */
  int frameBytes() {
    return Math.min(256 << 10, segmentBytes / 4);
  }

  /** How many OTLP bytes the writer takes at once. */
  int groupBytes() {
    return Math.min(1 << 20, segmentBytes / 2);
  }
}
