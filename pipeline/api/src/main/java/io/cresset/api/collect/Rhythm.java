package io.cresset.api.collect;

import io.cresset.api.model.MetricFamily;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/**
 * When and how a task's body runs.
 *
 * @param kind see the factory methods
 * @param interval for {@code EVERY} the time from start to start; for {@code ON_DEMAND} the same
 *     when a sink wants metrics
 * @param deadline a run that takes longer is interrupted and counted as timed out
 * @param lane tasks of one lane of a component run one at a time; empty = a lane of its own.
 *     Listeners stand outside lanes
 * @param platformThread for bodies that read files or call native code, which would pin a virtual
 *     thread's carrier. One that hangs past its deadline is abandoned: not started again until it
 *     returns
 * @param background for a poll of which another task shows the outcome: its component counts as
 *     started before the first run has ended
 * @param report families that describe a finished run, emitted with it, whether it failed or not
 */
public record Rhythm(
    Kind kind,
    Duration interval,
    Duration deadline,
    String lane,
    boolean platformThread,
    boolean background,
    Function<RunResult, List<MetricFamily>> report) {

  /** The three temperaments of a source. */
  public enum Kind {
    EVERY,
    ON_DEMAND,
    LISTEN
  }

  /** Interval of on-demand tasks when a sink wants metrics and nothing else is said. */
  public static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(15);

  private static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(10);

  public Rhythm {
    if (interval.isNegative() || interval.isZero() || deadline.isNegative() || deadline.isZero()) {
      throw new IllegalArgumentException(
          "interval " + interval + " and deadline " + deadline + " must be positive");
    }
  }

  /** Polled at an interval, on a virtual thread; the deadline is the interval, at most 10 s. */
  public static Rhythm every(Duration interval) {
    Duration deadline = interval.compareTo(DEFAULT_DEADLINE) < 0 ? interval : DEFAULT_DEADLINE;
    return new Rhythm(Kind.EVERY, interval, deadline, "", false, false, _ -> List.of());
  }

  /**
   * A cheap local source: runs when the scrape page is asked for, within the scraper's announced
   * timeout, never twice in a second; and at {@link #DEFAULT_INTERVAL} if a sink wants metrics.
   * Always on a platform thread.
   */
  public static Rhythm onDemand() {
    return new Rhythm(
        Kind.ON_DEMAND, DEFAULT_INTERVAL, DEFAULT_DEADLINE, "", true, false, _ -> List.of());
  }

  /**
   * Runs until it returns, which ends the task; failing restarts it with backoff. It has no
   * deadline. On a virtual thread.
   */
  public static Rhythm listen() {
    return new Rhythm(
        Kind.LISTEN, DEFAULT_INTERVAL, DEFAULT_DEADLINE, "", false, false, _ -> List.of());
  }

  public Rhythm deadline(Duration limit) {
    return new Rhythm(kind, interval, limit, lane, platformThread, background, report);
  }

  public Rhythm lane(String name) {
    return new Rhythm(kind, interval, deadline, name, platformThread, background, report);
  }

  public Rhythm onPlatformThread() {
    return new Rhythm(kind, interval, deadline, lane, true, background, report);
  }

  public Rhythm inBackground() {
    return new Rhythm(kind, interval, deadline, lane, platformThread, true, report);
  }

  public Rhythm reporting(Function<RunResult, List<MetricFamily>> families) {
    return new Rhythm(kind, interval, deadline, lane, platformThread, background, families);
  }
}
