package io.cresset.collectors.parse;

import io.cresset.api.model.LogBatch;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.ResourceLogs;
import io.cresset.api.otlp.OtlpLogs;

/**
 * How much a step may add to a batch that moves positions. Such a batch must stay one frame of the
 * log, for the records of a first frame would be read again if the program were killed before the
 * second, which has the positions. Looked at only when something is to be added.
 */
public final class BatchRoom {
  /** What a frame takes. */
  private static final int FRAME_BYTES = 512 * 1024;

  /** What a record gains beside attributes: severity, ids of trace and span, flags. */
  private static final int BESIDE_BYTES = 56;

  /** What stands around an attribute's key and value when they are encoded. */
  private static final int AROUND_BYTES = 24;

  private final LogBatch batch;
  private long leftBytes = -1;
  private long sinceMarkBytes;

  public BatchRoom(LogBatch batch) {
    this.batch = batch;
  }

  /** Takes room for an attribute if there is enough. */
  public boolean take(String key, long valueBytes) {
    if (batch.positions().isEmpty()) {
      return true;
    }
    measure();
    long bytes = AROUND_BYTES + utf8Bytes(key) + valueBytes;
    if (bytes > leftBytes) {
      return false;
    }
    leftBytes -= bytes;
    sinceMarkBytes += bytes;
    return true;
  }

  /** A record of the batch does not go on, and leaves its room. */
  public void dropped(LogRecord record) {
    if (!batch.positions().isEmpty()) {
      measure();
      leftBytes += OtlpLogs.sizeInBatch(record);
    }
  }

  private void measure() {
    if (leftBytes < 0) {
      leftBytes = Math.max(0, FRAME_BYTES - bytes());
    }
  }

  /** What is taken from here on may be given back. */
  public void mark() {
    sinceMarkBytes = 0;
  }

  /** Gives back all that was taken since the mark, for it is not added. */
  public void giveBack() {
    leftBytes += sinceMarkBytes;
    sinceMarkBytes = 0;
  }

  private long bytes() {
    long bytes = 0;
    for (ResourceLogs logs : batch.resources()) {
      bytes += OtlpLogs.sizeInBatch(logs.resource());
      for (LogRecord record : logs.records()) {
        bytes += OtlpLogs.sizeInBatch(record) + BESIDE_BYTES;
      }
    }
    return bytes;
  }

  private static int utf8Bytes(String text) {
    int bytes = text.length();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      bytes += c < 0x80 ? 0 : c < 0x800 ? 1 : 2;
    }
    return bytes;
  }
}
