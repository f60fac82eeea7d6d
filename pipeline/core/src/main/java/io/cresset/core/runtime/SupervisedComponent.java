package io.cresset.core.runtime;

import io.cresset.api.collect.Rhythm;
import io.cresset.api.collect.Task;
import io.cresset.api.collect.TaskBody;
import io.cresset.api.collect.Tasks;
import io.cresset.api.model.Resource;
import io.cresset.core.runtime.ComponentStatus.State;
import io.cresset.core.runtime.ComponentStatus.TaskStatus;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A running source: its tasks by name, its lanes, its counts. States guarded by the lock. */
final class SupervisedComponent implements Tasks {
  final ComponentSpec spec;
  final Counts counts = new Counts();

  /** What its series may take of the memory. */
  final Share share;

  final System.Logger logger;
  private final Workplace place;

  /** Living tasks, in the order of registration. */
  private final Map<String, SupervisedTask> tasks = new LinkedHashMap<>();

  /** Tasks that were cancelled while they ran, and have their name until they are gone. */
  private final Map<String, SupervisedTask> leaving = new HashMap<>();

  private final Map<String, Lane> lanes = new HashMap<>();

  /** What a collector has to register its tasks, which it does without I/O, before others do. */
  static final Duration START_LIMIT = Duration.ofMillis(500);

  /** Far more than anybody has devices. */
  static final int MAX_TASKS = 10_000;

  private @Nullable TaskStatus startDefect;
  private @Nullable Thread starting;
  private boolean retired;
  private boolean awaitsListeners;
  private boolean startReturned;
  private int yetToStart;
  private boolean started;
  private boolean closed;
  private boolean closedParts;

  /** Bodies that run, runs that are being finished, series that are being ended. */
  private int busy;

  SupervisedComponent(ComponentSpec spec, Workplace place, System.Logger logger) {
    this.spec = spec;
    this.place = place;
    this.share = new Share(place.shareBytes);
    this.logger = logger;
  }

  /** Whether a selector means it: its kind, its id, or nothing in particular. */
  boolean is(String selector) {
    return selector.isEmpty() || selector.equals(spec.kind()) || selector.equals(spec.id());
  }

  /**
   * Lets collector and steps register their tasks, on a thread of its own, because it may hang.
   * Called without the lock.
   */
  void start() {
    boolean returned = false;
    place.lock.lock();
    try {
      place.start(true, spec.id() + " start", this::startParts);
      returned = place.await(START_LIMIT, () -> startReturned);
      if (!returned) {
        startDefect = startDefect("its start does not return");
      }
    } catch (InterruptedException e) {
      // Whoever wanted it to start does not want to wait.
      Thread.currentThread().interrupt();
      returned = true;
    } finally {
      place.lock.unlock();
    }
    if (!returned) {
      counts.failures.add(Counts.DEFECT, 1);
      logger.log(Level.ERROR, "its start does not return; the others start without it");
    }
  }

  private TaskStatus startDefect(String error) {
    return new TaskStatus("start", State.FAILING, error, "Report it.", place.time.unixNanos(), 0);
  }

  private void startParts() {
    place.lock.lock();
    try {
      starting = Thread.currentThread();
    } finally {
      place.lock.unlock();
    }
    Optional<TaskStatus> defect = Optional.empty();
    try {
      spec.collector().start(this);
      spec.steps().forEach(step -> step.start(this));
    } catch (RuntimeException | Error e) {
      counts.failures.add(Counts.DEFECT, 1);
      logger.log(Level.ERROR, "defect at the start; the component does not run", e);
      cancelAll(true);
      defect = Optional.of(startDefect(Run.text(e)));
    }
    place.lock.lock();
    try {
      starting = null;
      startReturned = true;
      startDefect = defect.orElse(null);
      noteStarted();
      place.changed.signalAll();
    } finally {
      place.lock.unlock();
    }
    // The thread goes back to others.
    boolean _ = Thread.interrupted();
  }

  /** Asks the collector to take nothing more, on a thread of its own, because it may hang. */
  void retire() {
    place.start(
        true,
        spec.id() + " retire",
        () -> {
          boolean willReturn = false;
          try {
            willReturn = spec.collector().retire();
          } catch (RuntimeException | Error e) {
            counts.failures.add(Counts.DEFECT, 1);
            logger.log(Level.ERROR, "defect when retiring", e);
          }
          place.lock.lock();
          try {
            retired = true;
            awaitsListeners = willReturn;
            place.changed.signalAll();
          } finally {
            place.lock.unlock();
          }
        });
  }

  /** Whether it has retired, and its listeners with it if they do that by themselves. */
  boolean hasRetired() {
    return retired
        && !(awaitsListeners && tasks.values().stream().anyMatch(SupervisedTask::isListening));
  }

  @Override
  public Task add(String name, Resource resource, Rhythm rhythm, TaskBody body) {
    place.lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException(spec.id() + " is closed");
      }
      if (tasks.containsKey(name)) {
        throw new IllegalStateException(spec.id() + " has a living task '" + name + "'");
      }
      if (tasks.size() + leaving.size() >= MAX_TASKS) {
        throw new IllegalStateException(spec.id() + " has " + MAX_TASKS + " tasks, no more");
      }
      Lane lane =
          rhythm.lane().isEmpty()
              ? new Lane(place.slots)
              : lanes.computeIfAbsent(rhythm.lane(), _ -> new Lane(place.slots));
      lane.join();
      SupervisedTask task = new SupervisedTask(this, place, name, resource, rhythm, body, lane);
      tasks.put(name, task);
      yetToStart++;
      SupervisedTask predecessor = leaving.get(name);
      if (predecessor == null) {
        task.begin();
      } else {
        predecessor.followedBy(task);
      }
      return task;
    } finally {
      place.lock.unlock();
    }
  }

  // What follows is called with the lock held, unless it says otherwise.

  List<SupervisedTask> tasks() {
    return List.copyOf(tasks.values());
  }

  void busier() {
    busy++;
  }

  void lessBusy() {
    busy--;
    assert busy >= 0;
    place.changed.signalAll();
  }

  boolean failedToStart() {
    return startDefect != null;
  }

  boolean isIdle() {
    return busy == 0;
  }

  int laneCount() {
    return lanes.size();
  }

  /** A task has come up for the first time, or never will because it was cancelled. */
  void upOrGone() {
    yetToStart--;
    assert yetToStart >= 0;
    noteStarted();
  }

  private void noteStarted() {
    started |= startReturned && startDefect == null && yetToStart == 0;
  }

  void cancelled(SupervisedTask task, boolean stillThere) {
    tasks.remove(task.name, task);
    if (stillThere) {
      leaving.put(task.name, task);
    }
  }

  /** Called once for each task. */
  void gone(SupervisedTask task) {
    leaving.remove(task.name, task);
    if (task.lane.part()) {
      lanes.remove(task.rhythm.lane(), task.lane);
    }
  }

  /** Cancels all tasks and takes no new ones. Called with or without the lock. */
  void cancelAll(boolean endSeries) {
    place.lock.lock();
    try {
      closed = true;
      if (starting != null) {
        starting.interrupt();
      }
      tasks().forEach(task -> task.cancel(endSeries));
    } finally {
      place.lock.unlock();
    }
  }

  /** Gives up waiting for what has not returned: what it still emits is refused. */
  void abandonAll() {
    List.copyOf(leaving.values()).forEach(SupervisedTask::abandon);
  }

  ComponentStatus status() {
    List<TaskStatus> all = new ArrayList<>();
    if (startDefect != null) {
      all.add(startDefect);
    }
    tasks.values().forEach(task -> all.add(task.status()));
    return new ComponentStatus(
        spec.id(),
        spec.kind(),
        started,
        counts.runs.sum(),
        counts.failures.snapshot(),
        counts.records.sum(),
        counts.dropped.snapshot(),
        counts.trimmed.sum(),
        counts.unseen.snapshot(),
        all);
  }

  /** Closes collector and steps, once the bodies have returned or not. */
  void closeParts() {
    place.start(
        true,
        spec.id() + " close",
        () -> {
          quietly(spec.collector()::close);
          spec.steps().forEach(step -> quietly(step::close));
          place.lock.lock();
          try {
            closedParts = true;
            place.changed.signalAll();
          } finally {
            place.lock.unlock();
          }
        });
  }

  boolean hasClosedParts() {
    return closedParts;
  }

  private void quietly(Runnable close) {
    try {
      close.run();
    } catch (RuntimeException | Error e) {
      counts.failures.add(Counts.DEFECT, 1);
      logger.log(Level.ERROR, "defect when closing", e);
    }
  }
}
