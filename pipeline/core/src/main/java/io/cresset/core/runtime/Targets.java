package io.cresset.core.runtime;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.collect.RunResult;
import io.cresset.api.model.Labels;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.api.model.MetricType;
import io.cresset.api.model.NumberPoint;
import io.cresset.api.model.Point;
import io.cresset.api.model.Resource;
import io.cresset.api.model.ResourceMetrics;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What Prometheus notes of each target that it scrapes, noted for the log, where nobody scrapes. A
 * target is what Prometheus knows as one, a job and an instance, however many tasks read it:
 *
 * <pre>
 * up{instance="gate",job="node-exporter"} 1
 * scrape_duration_seconds{instance="gate",job="node-exporter"} 0.002
 * </pre>
 *
 * <p>It is sent once in the shortest interval of its tasks, from a while after their first run on.
 * It is up as long as one of them gets through: a part that fails is told by its own metrics, as
 * node_exporter's are, and what is absent has been looked for with success. What a task said counts
 * until it should have been said again; beyond 5 minutes only if nobody says anything more often.
 *
 * <p>Methods are called with the Supervisor's lock held, unless they say otherwise.
 */
final class Targets {
  static final MetricSpec UP = MetricSpec.gauge("up", "Whether the target could be collected.");
  static final MetricSpec DURATION =
      new MetricSpec(
          "scrape_duration_seconds",
          MetricType.GAUGE,
          "seconds",
          "How long the slowest of the target's collections took.",
          List.of());

  private static final double NANOS = 1e9;

  private final Workplace place;
  private final System.Logger logger;
  private final Map<Key, Target> targets = new HashMap<>();

  private record Key(Optional<String> job, Optional<String> instance) {
    static Key of(Resource about) {
      return new Key(about.job(), about.instance());
    }
  }

  /** How a task's last run for the log went. */
  private record Last(long endNanos, boolean through, Duration took) {}

  private static final class Target {
    final Resource about;
    final Map<SupervisedTask, Last> tasks = new HashMap<>();

    /** Held while something is handed to the log, so that the end comes last. */
    final ReentrantLock handing = new ReentrantLock();

    boolean waiting;
    boolean noted;
    Timetable.Entry next;

    Target(Resource about, Timetable.Entry next) {
      this.about = about;
      this.next = next;
    }
  }

  Targets(Workplace place, System.Logger logger) {
    this.place = place;
    this.logger = logger;
  }

  /** A run for the log has ended. */
  void ended(SupervisedTask task, RunResult result) {
    if (!place.intake.keepsMetrics()) {
      return;
    }
    Key key = Key.of(task.about);
    boolean through =
        result.failure().map(failure -> failure.kind() == CollectFailure.Kind.ABSENT).orElse(true);
    Target target = targets.get(key);
    if (target == null) {
      // Tasks of one target begin within so much time of each other.
      long wait = Math.min(interval(task), Ticks.MAX_FIRST_OFFSET.toNanos());
      target = new Target(task.about, tickAt(key, place.time.monotonicNanos() + wait));
      targets.put(key, target);
    }
    target.tasks.put(task, new Last(place.time.monotonicNanos(), through, result.duration()));
  }

  private Timetable.Entry tickAt(Key key, long dueNanos) {
    return place.timetable.at(dueNanos, () -> tick(key, dueNanos));
  }

  private static long interval(SupervisedTask task) {
    return task.rhythm.interval().toNanos();
  }

  private void tick(Key key, long dueNanos) {
    Target target = targets.get(key);
    if (target == null || !place.intake.keepsMetrics()) {
      // Nobody wants metrics any more; if somebody does again, its next run makes it anew.
      targets.remove(key);
      return;
    }
    long now = place.time.monotonicNanos();
    long interval = target.tasks.keySet().stream().mapToLong(Targets::interval).min().orElseThrow();
    long missed = (now - dueNanos) / interval;
    target.next = tickAt(key, dueNanos + (missed + 1) * interval);
    // While the last one waits for the log, nobody is helped by another.
    if (!target.waiting) {
      target.waiting = true;
      target.noted = true;
      List<MetricFamily> outcome = outcome(target, now, interval);
      long time = place.time.unixNanos();
      place.start(false, "target", () -> hand(target, outcome, time));
    }
  }

  private static List<MetricFamily> outcome(Target target, long now, long interval) {
    boolean up = false;
    Duration took = Duration.ZERO;
    for (Map.Entry<SupervisedTask, Last> task : target.tasks.entrySet()) {
      Last last = task.getValue();
      long own = Math.min(interval(task.getKey()), Intake.STALE_AFTER.toNanos());
      long counts = Math.max(interval, own) + task.getKey().rhythm.deadline().toNanos();
      if (now - last.endNanos <= counts) {
        up |= last.through;
        took = last.took.compareTo(took) > 0 ? last.took : took;
      }
    }
    return List.of(UP.family(up ? 1 : 0), DURATION.family(took.toNanos() / NANOS));
  }

  /** Without the lock, on a thread of its own: the log may make it wait. */
  private void hand(Target target, List<MetricFamily> families, long timeUnixNanos) {
    target.handing.lock();
    try {
      place.intake.put(List.of(new ResourceMetrics(target.about, families)), timeUnixNanos);
    } catch (InterruptedException e) {
      // Nobody does that to this thread.
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      logger.log(Level.DEBUG, "could not note how a target is", e);
    } finally {
      target.handing.unlock();
    }
    place.lock.lock();
    try {
      target.waiting = false;
    } finally {
      place.lock.unlock();
    }
  }

  /** A task is gone and its series with it. Without the lock; may wait for the log. */
  void left(SupervisedTask task) {
    Optional<Target> over = Optional.empty();
    place.lock.lock();
    try {
      Key key = Key.of(task.about);
      Target target = targets.get(key);
      if (target != null && target.tasks.remove(task) != null && target.tasks.isEmpty()) {
        targets.remove(key);
        place.timetable.cancel(target.next);
        over = Optional.of(target).filter(it -> it.noted);
      }
    } finally {
      place.lock.unlock();
    }
    long now = place.time.unixNanos();
    List<Point> end = List.of(new NumberPoint(Labels.empty(), 0).endedAt(now));
    over.ifPresent(target -> hand(target, List.of(UP.family(end), DURATION.family(end)), now));
  }
}
