package io.cresset.core.runtime;

import io.cresset.api.Time;
import io.cresset.api.export.Declaration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * Runs the tasks of collectors and steps. It alone names threads, measures, applies deadlines,
 * retries, counts and restarts; what goes wrong in a component stays there and shows in its status.
 *
 * <ul>
 *   <li><b>every</b>: from start to start an interval, the first start at random within it. What
 *       would overlap is left out.
 *   <li><b>on demand</b>: when {@link #collect} asks, and at its interval as well if a log takes
 *       metrics. At most {@value Workplace#MAX_ON_DEMAND_RUNS} at a time.
 *   <li><b>listen</b>: at once, until it returns; after a failure again, after 1 to 60 s.
 * </ul>
 *
 * A run that passes its deadline is interrupted and is over, whether its body returns or not. Until
 * it does, its task is not run again, and what it emits is refused and counted.
 */
public final class Supervisor {
  /** What listeners that retire have to return by themselves. */
  static final Duration RETIRE_LIMIT = Duration.ofMillis(500);

  /** What collectors and steps have for their close if their bodies have used up the limit. */
  static final Duration CLOSE_GRACE = Duration.ofMillis(500);

  final Workplace place;
  private final Function<String, System.Logger> loggers;
  private final Map<String, SupervisedComponent> components = new LinkedHashMap<>();
  private final Carriers carriers;
  private boolean closed;

  /**
   * @param runTimes is told the duration of each run
   * @param loggers gives a component's logger by its id
   */
  public Supervisor(
      Time time, Intake intake, RunTimes runTimes, Function<String, System.Logger> loggers) {
    this(time, intake, runTimes, loggers, RandomGenerator.getDefault(), Share.MAX_BYTES);
  }

  Supervisor(
      Time time,
      Intake intake,
      RunTimes runTimes,
      Function<String, System.Logger> loggers,
      RandomGenerator random,
      long shareBytes) {
    this.loggers = loggers;
    this.place =
        new Workplace(time, intake, runTimes, random, shareBytes, loggers.apply("supervisor"));
    this.carriers = new Carriers(time, loggers.apply("supervisor"), this::computing);
  }

  /**
   * Starts a source. Does no I/O, and does not wait for one that does not return: it is left to
   * itself after {@link SupervisedComponent#START_LIMIT}.
   *
   * @throws IllegalStateException if a component of this id is running, or the Supervisor is closed
   */
  public void start(ComponentSpec spec) {
    SupervisedComponent component = new SupervisedComponent(spec, place, loggers.apply(spec.id()));
    place.lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException("the supervisor is closed");
      }
      if (components.putIfAbsent(spec.id(), component) != null) {
        throw new IllegalStateException(spec.id() + " is running");
      }
    } finally {
      place.lock.unlock();
    }
    component.start();
  }

  /**
   * Lets sources retire, cancels their tasks, ends their series, waits for the bodies, and closes
   * them, all at the same time. Those that are not there are passed over.
   *
   * @return false if a body or close had not returned when the limit, and at most {@link
   *     #RETIRE_LIMIT} and {@link #CLOSE_GRACE} more, passed; what it still emits is refused
   */
  public boolean stop(Collection<String> ids, Duration limit) {
    List<SupervisedComponent> some = new ArrayList<>();
    place.lock.lock();
    try {
      for (String id : ids) {
        SupervisedComponent removed = components.remove(id);
        if (removed != null) {
          some.add(removed);
        }
      }
    } finally {
      place.lock.unlock();
    }
    return close(some, true, limit);
  }

  /** The sources that run, in the order of their starts, with what each declares. */
  public List<Declaration> declarations() {
    place.lock.lock();
    try {
      return components.values().stream()
          .map(component -> new Declaration(component.spec.id(), component.spec.declared()))
          .toList();
    } finally {
      place.lock.unlock();
    }
  }

  /** A view leaves out what it was shown by a source; one that has gone needs no count. */
  public void unseen(String id, String reason, long points) {
    place.lock.lock();
    try {
      SupervisedComponent component = components.get(id);
      if (component != null) {
        component.counts.unseen.add(reason, points);
      }
    } finally {
      place.lock.unlock();
    }
  }

  /** From now on sees to it that virtual threads get their turn, those of others too. */
  public void watchCarriers() {
    carriers.start();
  }

  private List<String> computing() {
    if (!place.lock.tryLock()) {
      return List.of();
    }
    try {
      return computingNow();
    } finally {
      place.lock.unlock();
    }
  }

  private List<String> computingNow() {
    return components.values().stream()
        .flatMap(component -> component.tasks().stream())
        .filter(SupervisedTask::computes)
        .map(SupervisedTask::threadName)
        .toList();
  }

  /** A log has begun or ceased to take metrics: on-demand tasks get or lose their intervals. */
  public void keepingChanged() {
    place.lock.lock();
    try {
      for (SupervisedComponent component : components.values()) {
        component.tasks().forEach(SupervisedTask::keepingChanged);
      }
    } finally {
      place.lock.unlock();
    }
  }

  /** Somebody looks who has seen no run yet: polls come sooner than their interval says. */
  public void pollSoon() {
    place.lock.lock();
    try {
      components.values().stream()
          .flatMap(component -> component.tasks().stream())
          .forEach(SupervisedTask::pollSoon);
    } finally {
      place.lock.unlock();
    }
  }

  /** Whether a source runs that failed at its start by a defect, or did not return from it. */
  public boolean failedToStart(String id) {
    place.lock.lock();
    try {
      SupervisedComponent component = components.get(id);
      return component != null && component.failedToStart();
    } finally {
      place.lock.unlock();
    }
  }

  /**
   * Runs the on-demand tasks of a component and waits for them: {@code ExporterContext.collect}.
   *
   * @param selector a kind or component id; empty for all
   * @return false if no such component is running
   */
  public boolean collect(String selector, Duration limit) throws InterruptedException {
    place.lock.lockInterruptibly();
    try {
      List<SupervisedComponent> selected =
          components.values().stream().filter(component -> component.is(selector)).toList();
      List<Run.Ticket> tickets = new ArrayList<>();
      for (SupervisedComponent component : selected) {
        for (SupervisedTask task : component.tasks()) {
          task.visit().ifPresent(tickets::add);
        }
      }
      place.await(limit, () -> tickets.stream().allMatch(ticket -> ticket.done));
      return selector.isEmpty() || !selected.isEmpty();
    } finally {
      place.lock.unlock();
    }
  }

  /** All components, in the order in which they were started. */
  public List<ComponentStatus> status() {
    place.lock.lock();
    try {
      return components.values().stream().map(SupervisedComponent::status).toList();
    } finally {
      place.lock.unlock();
    }
  }

  /** Whether every component has come up at least once. */
  public boolean started() {
    return status().stream().allMatch(ComponentStatus::started);
  }

  /**
   * Lets all sources retire, cancels all tasks, waits for their bodies, closes collectors and
   * steps, also when interrupted. Series are not ended: a restart is no end of what is measured.
   * May be called twice.
   *
   * @return false if a body or close had not returned when the limit, and at most {@link
   *     #RETIRE_LIMIT} and {@link #CLOSE_GRACE} more, passed; what it still emits is refused
   */
  public boolean close(Duration limit) {
    List<SupervisedComponent> all;
    place.lock.lock();
    try {
      closed = true;
      all = List.copyOf(components.values());
      components.clear();
    } finally {
      place.lock.unlock();
    }
    boolean returned = close(all, false, limit);
    place.lock.lock();
    try {
      place.timetable.close();
    } finally {
      place.lock.unlock();
    }
    place.close();
    carriers.close();
    return returned;
  }

  /** Whether no body runs and nothing is being ended. Called with the lock held. */
  boolean isIdle() {
    return components.values().stream().allMatch(SupervisedComponent::isIdle);
  }

  /** For tests: named lanes that are kept. */
  int laneCount() {
    place.lock.lock();
    try {
      return components.values().stream().mapToInt(SupervisedComponent::laneCount).sum();
    } finally {
      place.lock.unlock();
    }
  }

  private boolean close(List<SupervisedComponent> some, boolean endSeries, Duration limit) {
    retire(some);
    long start = place.time.monotonicNanos();
    boolean returned = false;
    place.lock.lock();
    try {
      some.forEach(component -> component.cancelAll(endSeries));
      returned = place.await(limit, () -> some.stream().allMatch(SupervisedComponent::isIdle));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      if (!returned) {
        some.forEach(SupervisedComponent::abandonAll);
      }
      place.lock.unlock();
    }
    Duration left = limit.minusNanos(place.time.monotonicNanos() - start);
    return closeParts(some, left.compareTo(CLOSE_GRACE) > 0 ? left : CLOSE_GRACE) && returned;
  }

  private void retire(List<SupervisedComponent> some) {
    place.lock.lock();
    try {
      some.forEach(SupervisedComponent::retire);
      boolean _ =
          place.await(RETIRE_LIMIT, () -> some.stream().allMatch(SupervisedComponent::hasRetired));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      place.lock.unlock();
    }
  }

  /** Closes collectors and steps, each component's on a thread of its own, because it may hang. */
  private boolean closeParts(List<SupervisedComponent> some, Duration limit) {
    place.lock.lock();
    try {
      some.forEach(SupervisedComponent::closeParts);
      return place.await(limit, () -> some.stream().allMatch(SupervisedComponent::hasClosedParts));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      place.lock.unlock();
    }
  }
}
