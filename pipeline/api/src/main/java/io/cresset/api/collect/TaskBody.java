package io.cresset.api.collect;

import io.cresset.api.model.InvalidTelemetry;

/** The work of a task: does I/O, parses, emits. */
@FunctionalInterface
public interface TaskBody {

  /**
   * Runs once (a poll), or until it is interrupted or done (a listener). What it emitted before it
   * failed counts. {@link InvalidTelemetry} is a failure as well, in one line. Any other exception
   * is a defect of the collector: it is logged with its trace, counted as a failure and retried
   * like one.
   *
   * @throws CollectFailure what went wrong, where, and what to do about it
   * @throws InterruptedException when the task was cancelled
   */
  void run(Emitter out) throws CollectFailure, InterruptedException;
}
