package io.cresset.testkit.misbehaving;

import java.util.Locale;

/**
 * What a {@link MisbehavingCollector} does wrong. Each is a task of that name, or a broken promise.
 */
public enum CollectorHabit {
  /** A poll that never ends, interrupted or not. */
  HANGS,
  /** Five on-demand tasks that end only when they are interrupted, more than run at a time. */
  DAWDLES,
  /** An on-demand task that never ends, interrupted or not. */
  HANGS_ON_DEMAND,
  /** A listener that never ends, interrupted or not. */
  HANGS_LISTENING,
  /** A poll that computes without end, on a virtual thread, which keeps its carrier. */
  SPINS,
  /** The same on a platform thread, on demand. */
  SPINS_ON_DEMAND,
  /** As many listeners as there are carriers, each of which keeps one by computing without end. */
  SPINS_LISTENING,
  HANGS_IN_START,
  HANGS_IN_RETIRE,
  HANGS_IN_CLOSE,

  THROWS,
  THROWS_IN_START,
  THROWS_IN_RETIRE,
  THROWS_IN_CLOSE,
  THROWS_IN_REPORT,
  /** Throws something that throws when it is asked what it is. */
  THROWS_UNPRINTABLE,
  OVERFLOWS_THE_STACK,
  /** By hand: the heap has room. */
  RUNS_OUT_OF_MEMORY,
  LACKS_A_CLASS,
  /** Throws an {@code InterruptedException} that nobody asked for. */
  INTERRUPTS_ITSELF,

  /** Log lines as fast as they are taken. */
  FLOODS_LOGS,
  MILLION_SERIES,
  /** Ever more series in each run, all of them new, and then a failure. */
  EXPLODES,
  BAD_METRIC_NAME,
  BAD_LABEL_NAME,
  NULLS,
  DUPLICATE_SERIES,
  /** Says of metrics of others that they are of another type. */
  NAMES_OF_OTHERS,
  ODD_VALUES,
  MEGABYTE_LABELS,
  MEGABYTE_RESOURCE,
  MEGABYTE_REASON,
  /** A histogram with a hundred thousand buckets. */
  MANY_BUCKETS,
  EMITS_AFTER_ITS_RUN,
  EMITS_FROM_ANOTHER_THREAD,
  EMITS_METRICS_LISTENING,
  /** Log records of 10 MiB, in the body and in an attribute. */
  HUGE_RECORDS,
  DEEP_VALUES,
  EMPTY_BATCHES,
  /** The years 1 and 9999, and before and after all time. */
  ABSURD_TIMES,
  HUGE_POSITIONS,
  MANY_POSITIONS,
  /** What is said to be OTLP is not, or is not as much as is said. */
  BAD_ENCODED,
  /** Registers tasks until it is refused. */
  MANY_TASKS;

  /** The name of its task. */
  public String task() {
    return name().toLowerCase(Locale.ROOT);
  }
}
