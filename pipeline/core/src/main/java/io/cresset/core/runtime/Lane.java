package io.cresset.core.runtime;

import java.util.ArrayDeque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Lets tasks run one at a time, in the order in which they asked. Guarded by the Supervisor's lock.
 *
 * <p>A task keeps the lane until its body has returned, even when its run was abandoned: what the
 * lane stands for, one session with one device, is still in the hands of that body.
 */
final class Lane {
  private final Slots slots;
  private final ArrayDeque<SupervisedTask> waiting = new ArrayDeque<>();
  private @Nullable SupervisedTask holder;
  private int tasks;

  Lane(Slots slots) {
    this.slots = slots;
  }

  /** One more task has it. */
  void join() {
    tasks++;
  }

  /** A task is gone; true if it was the last. */
  boolean part() {
    tasks--;
    assert tasks >= 0;
    return tasks == 0;
  }

  void enqueue(SupervisedTask task) {
    waiting.add(task);
    next();
  }

  void leave(SupervisedTask task) {
    waiting.remove(task);
  }

  void release(SupervisedTask task) {
    assert holder == task;
    holder = null;
    next();
  }

  /** Who runs in it now. */
  Optional<SupervisedTask> holder() {
    return Optional.ofNullable(holder);
  }

  /** Starts the next one if there is one, the lane is free and, for on-demand tasks, a slot is. */
  void next() {
    SupervisedTask task = waiting.peek();
    if (holder == null && task != null && (!task.needsSlot() || slots.take(this))) {
      waiting.poll();
      holder = task;
      task.run();
    }
  }

  /**
   * How many on-demand runs there may be at a time. A run that takes long gives its slot back while
   * it goes on. Guarded by the Supervisor's lock.
   */
  static final class Slots {
    private final ArrayDeque<Lane> waiting = new ArrayDeque<>();
    private int free;

    Slots(int count) {
      this.free = count;
    }

    private boolean take(Lane lane) {
      if (free > 0) {
        free--;
        return true;
      }
      if (!waiting.contains(lane)) {
        waiting.add(lane);
      }
      return false;
    }

    void giveBack() {
      free++;
      // A lane that no longer needs the slot takes none, and the one behind it gets its turn.
      while (free > 0 && waiting.poll() instanceof Lane lane) {
        lane.next();
      }
    }
  }
}
