package io.cresset.core.runtime;

import org.jspecify.annotations.Nullable;

/**
 * A task's hold on one of the slots in which tasks run for a scrape. It ends by itself after {@link
 * Workplace#SLOT_LIMIT}: whoever takes long must not keep others from a scrape. Called with the
 * Supervisor's lock held.
 */
final class ScrapeSlot {
  private final Workplace place;
  private boolean held;
  private Timetable.@Nullable Entry end;

  ScrapeSlot(Workplace place) {
    this.place = place;
  }

  /** The lane took a slot for this task. */
  void taken() {
    held = true;
    end =
        place.timetable.at(
            place.time.monotonicNanos() + Workplace.SLOT_LIMIT.toNanos(), this::giveBack);
  }

  /** Does nothing if none is held. */
  void giveBack() {
    if (held) {
      held = false;
      place.timetable.cancel(end);
      place.slots.giveBack();
    }
  }
}
