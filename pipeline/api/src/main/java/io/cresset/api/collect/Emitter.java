package io.cresset.api.collect;

import io.cresset.api.model.Batch;

/** What a running body reports through. Valid for the one run that it was given to. */
public interface Emitter {

  /**
   * Hands a batch over. Blocks while the log's queue is full, so that pressure reaches the source's
   * own socket or file. The log takes it whole or not at all.
   *
   * @throws io.cresset.api.model.InvalidTelemetry if the batch is refused, as one that is too large
   *     or takes more than its component may have; it is counted as dropped, and the run has failed
   *     whether its body lets this pass or not
   * @throws InterruptedException if the task is cancelled, or this run was abandoned at its
   *     deadline and nothing that it still emits is wanted
   */
  Receipt emit(Batch batch) throws InterruptedException;

  /**
   * A listener says that it is up: its port is bound, its stream is open. Counts as a success and
   * resets the backoff. Without meaning for a poll.
   */
  void ready();

  /**
   * Counts records that the source had to give up before they could be a batch.
   *
   * @param reason a constant in snake case, which becomes a label value
   */
  void dropped(String reason, long records);
}
