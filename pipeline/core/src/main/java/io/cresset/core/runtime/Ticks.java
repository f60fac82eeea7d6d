package io.cresset.core.runtime;

import io.cresset.api.collect.Rhythm;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When a task is due: at the ticks of its interval, or for a listener at its next try. Guarded by
 * the Supervisor's lock.
 */
final class Ticks {
  /** A poll begins at a random time within its interval, but no later than that. */
  static final Duration MAX_FIRST_OFFSET = Duration.ofSeconds(10);

  private static final Duration MIN_BACKOFF = Duration.ofSeconds(1);
  private static final Duration MAX_BACKOFF = Duration.ofSeconds(60);

  private final Workplace place;
  private final Rhythm rhythm;
  private final Runnable due;
  private final Backoff backoff;
  private Timetable.@Nullable Entry next;

  /**
   * @param due is run with the lock held
   */
  Ticks(Workplace place, Rhythm rhythm, Runnable due) {
    this.place = place;
    this.rhythm = rhythm;
    this.due = due;
    this.backoff = new Backoff(MIN_BACKOFF, MAX_BACKOFF, place.random);
  }

  boolean isOn() {
    return next != null;
  }

  /** Begins, or begins anew: so many devices are not asked in one moment. */
  void begin() {
    stop();
    long spread = Math.min(rhythm.interval().toNanos(), MAX_FIRST_OFFSET.toNanos());
    tickAt(place.time.monotonicNanos() + place.random.nextLong(spread));
  }

  void stop() {
    place.timetable.cancel(next);
    next = null;
  }

  private void tickAt(long dueNanos) {
    next = place.timetable.at(dueNanos, () -> tick(dueNanos));
  }

  private void tick(long dueNanos) {
    long interval = rhythm.interval().toNanos();
    // Ticks that passed meanwhile, on a machine that was asleep, are left out.
    long missed = (place.time.monotonicNanos() - dueNanos) / interval;
    tickAt(dueNanos + (missed + 1) * interval);
    due.run();
  }

  /** Once more after a while, longer each time until it {@link #worked}. */
  void tryAgain() {
    next = place.timetable.at(place.time.monotonicNanos() + backoff.nextNanos(), due);
  }

  void worked() {
    backoff.reset();
  }
}
