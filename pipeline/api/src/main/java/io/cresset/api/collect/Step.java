package io.cresset.api.collect;

import io.cresset.api.model.LogBatch;

/**
 * Works on the log batches of one source, between the source and the log: parses, labels, redacts,
 * drops, counts. Named by the source's {@code parse:} list and applied in its order, by the thread
 * that emits; a step that keeps state guards it, because a source may emit from several threads.
 */
public interface Step extends AutoCloseable {

  /** Registers tasks if it has any; a step that counts reports its counts by an on-demand task. */
  default void start(Tasks tasks) {}

  /**
   * The batch as it goes on. Positions must be kept even if no record is left. A step must not
   * throw for any input; one that does is a defect: the batch goes on unchanged, and it is counted.
   */
  LogBatch apply(LogBatch batch);

  @Override
  default void close() {}
}
