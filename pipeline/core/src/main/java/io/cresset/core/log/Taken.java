package io.cresset.core.log;

import io.cresset.api.collect.Receipt;
import io.cresset.api.model.EncodedBatch;
import java.time.Duration;

/** A batch that the log has taken, and the promise that was given for it. */
final class Taken implements Receipt {
  /** What a batch costs in the queue beside its bytes. */
  private static final int OVERHEAD_BYTES = 256;

  private static final long NOT_WRITTEN = Long.MAX_VALUE;

  private final ThreadedLog log;
  private final long bytes;

  /** Given up once it is written, so that a receipt that is kept does not keep the batch. */
  private java.util.Optional<EncodedBatch> batch;

  /** The group that it was written in. Guarded by the log's lock. */
  private long group = NOT_WRITTEN;

  Taken(ThreadedLog log, EncodedBatch batch) {
    this.log = log;
    this.batch = java.util.Optional.of(batch);
    this.bytes =
        OVERHEAD_BYTES
            + batch.otlp().length()
            + (long) PositionCodec.encodedBytes(batch.positions().moves());
  }

  EncodedBatch batch() {
    return batch.orElseThrow();
  }

  long bytes() {
    return bytes;
  }

  long group() {
    return group;
  }

  void writtenIn(long writtenGroup) {
    group = writtenGroup;
    batch = java.util.Optional.empty();
  }

  @Override
  public boolean isDurable() {
    return log.isDurable(this);
  }

  @Override
  public boolean awaitDurable(Duration limit) throws InterruptedException {
    return log.awaitDurable(this, limit);
  }
}
