package io.cresset.api.export;

import io.cresset.api.collect.Rhythm;
import io.cresset.api.collect.RunResult;
import io.cresset.api.model.Batch;
import io.cresset.api.model.Signal;
import java.util.Set;

/**
 * A destination in memory: the scrape page, a live tap. Calls come one after the other, on a thread
 * of the view's own, while whoever emits waits. A view must be quick: for one that is not nobody
 * waits, and then it is not told of some runs, but of none in part.
 */
public non-sealed interface View extends Exporter {

  Set<Signal> signals();

  /** What a run emitted. It is to be shown only once the run has ended: a run is visible whole. */
  void accept(Run run, Batch batch);

  /**
   * The run is over. After a success, series that an earlier run of the task showed and this one
   * did not have ended; a failure by itself ends none.
   */
  void ended(Run run, RunResult result);

  /** The task is gone, and its series with it. */
  void cancelled(String component, String task);

  /**
   * One execution of a task's body. For a listener, each batch is a run of its own.
   *
   * @param component the collector's component id
   * @param sequence ascending within the task
   * @param startedUnixNanos wall clock at its start
   */
  record Run(
      String component, String task, Rhythm.Kind kind, long sequence, long startedUnixNanos) {}
}
