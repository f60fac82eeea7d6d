package io.cresset.collectors.syslog;

import io.cresset.api.collect.Emitter;
import io.cresset.api.model.LogBatch;
import io.cresset.api.otlp.LogBatchBuilder;

/** Lines on their way to the emitter, of one run of one task. */
final class LineBatch {
  /** The reason under which lines count that were read, but no longer taken, as the task ended. */
  static final String STOPPED = "stopped";

  private final Emitter out;
  private final LogBatchBuilder lines = new LogBatchBuilder();

  LineBatch(Emitter out) {
    this.out = out;
  }

  /** Adds a line; emits what was there before if the batch is full. */
  void add(Line line) throws InterruptedException {
    if (lines.add(line.resource(), line.record())) {
      return;
    }
    try {
      flush();
    } catch (InterruptedException e) {
      out.dropped(STOPPED, 1);
      throw e;
    }
    boolean added = lines.add(line.resource(), line.record());
    assert added : "a lone record always fits";
  }

  /** Emits what is there. */
  void flush() throws InterruptedException {
    if (lines.isEmpty()) {
      return;
    }
    int count = lines.size();
    LogBatch batch = lines.build();
    try {
      out.emit(batch);
    } catch (InterruptedException e) {
      out.dropped(STOPPED, count);
      throw e;
    }
  }
}
