package io.cresset.core.runtime;

import java.util.List;
import java.util.Map;

/**
 * A source at one moment, for the start page, {@code /readyz} and the metrics.
 *
 * @param component component id
 * @param kind its collector's kind
 * @param started whether every task has come up at least once: a poll's first run has ended, one in
 *     the background or on demand is registered, a listener has said that it is ready. Never false
 *     again
 * @param runs runs begun
 * @param failures runs that failed, by reason: a {@link
 *     io.cresset.api.collect.CollectFailure.Kind#reason()}, {@code defect}, or {@code step_defect}
 *     for a batch that a step could not work on
 * @param records log records and points taken
 * @param dropped records lost before the log, by reason
 * @param trimmed records that lost the fields which steps had added, because they were too long
 * @param unseen records that a view, such as the page, did not show, by reason. They are not lost
 *     to sinks
 * @param tasks living tasks, in the order of their registration
 */
public record ComponentStatus(
    String component,
    String kind,
    boolean started,
    long runs,
    Map<String, Long> failures,
    long records,
    Map<String, Long> dropped,
    long trimmed,
    Map<String, Long> unseen,
    List<TaskStatus> tasks) {

  /** How a component or task is doing. */
  public enum State {
    STARTING,
    READY,
    /** This machine or device does not have what it reads: no fault, nothing to do. */
    ABSENT,
    FAILING
  }

  public ComponentStatus {
    failures = Map.copyOf(failures);
    dropped = Map.copyOf(dropped);
    unseen = Map.copyOf(unseen);
    tasks = List.copyOf(tasks);
  }

  /** Its state for a reader: what runs only when it is asked counts as ready before it was. */
  public State shownState() {
    return started && state() == State.STARTING ? State.READY : state();
  }

  /** Failing if any task is, else starting if any is, else ready unless all are absent. */
  public State state() {
    boolean starting = !started;
    boolean present = tasks.isEmpty();
    for (TaskStatus task : tasks) {
      switch (task.state()) {
        case FAILING -> {
          return State.FAILING;
        }
        case STARTING -> starting = true;
        case READY -> present = true;
        case ABSENT -> {}
      }
    }
    return starting ? State.STARTING : present ? State.READY : State.ABSENT;
  }

  /**
   * @param error why its last run failed; empty unless failing or absent
   * @param remedy what the user can do about it; may be empty
   * @param sinceUnixNanos when it got into this state
   * @param hungSinceUnixNanos when a run passed its deadline whose body has not returned yet; 0 if
   *     there is none. The task is not run again before it returns
   */
  public record TaskStatus(
      String task,
      State state,
      String error,
      String remedy,
      long sinceUnixNanos,
      long hungSinceUnixNanos) {}
}
