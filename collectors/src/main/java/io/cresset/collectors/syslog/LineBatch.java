package io.cresset.collectors.syslog;

import io.cresset.api.collect.Emitter;
import io.cresset.api.otlp.LogBatchBuilder;
import java.util.concurrent.Semaphore;

/**
 * Lines on their way to the emitter, of one run of one task. While it holds any it holds a turn, of
 * which there are few: as many senders as may connect must not each fill a batch at the same time.
 */
final class LineBatch implements AutoCloseable {
  /** The reason under which a line counts that was read when no batch was taken any more. */
  static final String STOPPED = "stopped";

  private final Emitter out;
  private final Semaphore turns;
  private final LogBatchBuilder lines = new LogBatchBuilder();

  LineBatch(Emitter out, Semaphore turns) {
    this.out = out;
    this.turns = turns;
  }

  /** Adds a line; emits what was there before if the batch is full. */
  void add(Line line) throws InterruptedException {
    if (lines.isEmpty()) {
      // Not interruptibly: what was read from a task that is cancelled is still taken.
      turns.acquireUninterruptibly();
    }
    if (lines.add(line.resource(), line.record())) {
      return;
    }
    try {
      flush();
    } catch (InterruptedException e) {
      out.dropped(STOPPED, 1);
      throw e;
    }
    turns.acquireUninterruptibly();
    boolean added = lines.add(line.resource(), line.record());
    assert added : "a lone record always fits";
  }

  /** Emits what is there. What the emitter refuses, it counts. */
  void flush() throws InterruptedException {
    if (lines.isEmpty()) {
      return;
    }
    try {
      out.emit(lines.build());
    } finally {
      turns.release();
    }
  }

  /** Counts what a defect left behind. */
  @Override
  public void close() {
    if (!lines.isEmpty()) {
      out.dropped(STOPPED, lines.size());
      turns.release();
    }
  }
}
