package io.cresset.core.runtime;

import io.cresset.api.collect.CollectFailure;
import java.util.concurrent.atomic.LongAdder;

/** What is counted for one component, for as long as it runs. Safe for many threads. */
final class Counts {
  /** Reasons of losses and failures that are found here rather than told by a source. */
  static final String DEFECT = "defect";

  static final String STEP_DEFECT = "step_defect";
  static final String VIEW_DEFECT = "view_defect";
  static final String VIEW_BEHIND = "view_behind";
  static final String ABANDONED = "abandoned";
  static final String CANCELLED = "cancelled";
  static final String AFTER_RUN = "after_run";
  static final String LISTENER_METRICS = "metrics_of_a_listener";
  static final String TOO_LARGE = "too_large";
  static final String TOO_MANY_POINTS = "too_many_points";
  static final String MALFORMED = "malformed";
  static final String LOG_DEFECT = "log_defect";
  static final String STEP = "step";

  final LongAdder runs = new LongAdder();
  final LongAdder records = new LongAdder();
  final LongAdder trimmed = new LongAdder();
  final ReasonCounts failures = new ReasonCounts();
  final ReasonCounts dropped = new ReasonCounts();

  /** What a view did not show, which is no loss. */
  final ReasonCounts unseen = new ReasonCounts();

  /** Counts a run that failed; what is not there to be read is no failure. */
  void failed(CollectFailure failure) {
    if (failure.kind() != CollectFailure.Kind.ABSENT) {
      failures.add(failure.kind().reason(), 1);
    }
  }
}
