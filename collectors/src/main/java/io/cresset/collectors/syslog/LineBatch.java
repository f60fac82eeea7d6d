package io.cresset.collectors.syslog;

import io.cresset.api.collect.Emitter;
import io.cresset.api.otlp.LogBatchBuilder;

/** Lines on their way to the emitter, of one run of one task. */
final class LineBatch {
  /** The reason under which a line counts that was read when no batch was taken any more. */
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

  /** Emits what is there. What the emitter refuses, it counts. */
  void flush() throws InterruptedException {
    if (lines.isEmpty()) {
      return;
    }
    out.emit(lines.build());
  }
}
