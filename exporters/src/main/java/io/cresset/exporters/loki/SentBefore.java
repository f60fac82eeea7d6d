package io.cresset.exporters.loki;

import io.cresset.api.export.Chunk;
import java.util.UUID;

/**
 * Knows which records may have been sent before: those of a chunk that comes again, and those that
 * were there before this sink was, since its predecessor may have sent them.
 */
final class SentBefore {
  private static final UUID NONE = new UUID(0, 0);

  private final long sinceUnixNanos;
  private UUID logId = NONE;
  private long upTo;

  /**
   * @param sinceUnixNanos when this sink began
   */
  SentBefore(long sinceUnixNanos) {
    this.sinceUnixNanos = sinceUnixNanos;
  }

  /** Whether a record of the chunk that is being sent may have been sent before. */
  boolean maybe(Chunk chunk, ChunkIndex index, int place) {
    boolean again = logId.equals(logId(chunk)) && index.number(place) < upTo;
    return again || index.observedUnixNanos(place) < sinceUnixNanos;
  }

  /** All or some of a chunk has been sent. */
  void sent(Chunk chunk) {
    upTo = logId.equals(logId(chunk)) ? Math.max(upTo, chunk.endNumber()) : chunk.endNumber();
    logId = logId(chunk);
  }

  private static UUID logId(Chunk chunk) {
    return chunk.frames().getLast().logId();
  }
}
