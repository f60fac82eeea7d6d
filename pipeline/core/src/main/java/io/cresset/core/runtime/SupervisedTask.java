package io.cresset.core.runtime;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.collect.Rhythm;
import io.cresset.api.collect.Task;
import io.cresset.api.collect.TaskBody;
import io.cresset.api.export.View;
import io.cresset.api.model.InvalidTelemetry;
import io.cresset.api.model.Resource;
import io.cresset.core.runtime.ComponentStatus.TaskStatus;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A task and where it stands. It may run again only after its run is finished and the body has
 * returned ({@link Run}).
 *
 * <pre>
 *            request             lane is free              body returns        both
 *   IDLE ────────────> QUEUED ────────────────> RUNNING ─────────────────────────────> IDLE
 *     │                                            └── deadline: finished, body hangs ──┘
 *     └─ a listener goes to RUNNING at once and comes back by its backoff; any ─ cancel ─> GONE
 * </pre>
 *
 * Methods are called with the Supervisor's lock held, unless they say otherwise.
 */
final class SupervisedTask implements Task {
  /** A run that finished less than that ago is not repeated for a scrape. */
  static final Duration REUSE = Duration.ofSeconds(1);

  private enum Phase {
    IDLE,
    QUEUED,
    RUNNING,
    GONE
  }

  final SupervisedComponent component;
  final String name;
  final Resource about;
  final Rhythm rhythm;
  final TaskBody body;
  final SeriesRoll series = new SeriesRoll();
  private final Workplace place;
  final Lane lane;
  private final TaskHealth health;
  private final Ticks ticks;
  private final Errands errands;
  private final Share.Part held;

  private Phase phase = Phase.IDLE;
  private Run.Ticket queuedTicket = new Run.Ticket();
  private @Nullable Run current;

  /** The next run is for the log too. */
  private boolean logDue;

  private final ScrapeSlot slot;
  private boolean begun;
  private boolean up;
  private boolean everFinished;
  private long finishedNanos;
  private boolean cancelled;
  private boolean endsSeries;

  private boolean seriesEnded;

  /** Its component has let go of it. */
  private boolean left;

  private @Nullable SupervisedTask successor;

  SupervisedTask(
      SupervisedComponent component,
      Workplace place,
      String name,
      Resource about,
      Rhythm rhythm,
      TaskBody body,
      Lane lane) {
    this.component = component;
    this.place = place;
    this.name = name;
    this.about = about;
    this.rhythm = rhythm;
    this.body = body;
    this.lane = lane;
    this.health = new TaskHealth(name, place.time.unixNanos());
    this.slot = new ScrapeSlot(place);
    this.ticks = new Ticks(place, rhythm, this::due);
    this.held = component.share.part();
    this.errands = new Errands(component, place, this::errandDone);
  }

  /** Starts the task by its rhythm. */
  void begin() {
    begun = true;
    switch (rhythm.kind()) {
      case LISTEN -> due();
      case EVERY -> {
        ticks.begin();
        if (rhythm.background()) {
          comeUp();
        }
      }
      case ON_DEMAND -> {
        comeUp();
        keepingChanged();
      }
    }
  }

  /** An on-demand task has an interval only while a log takes metrics. */
  void keepingChanged() {
    if (rhythm.kind() != Rhythm.Kind.ON_DEMAND || !begun || cancelled) {
      return;
    }
    boolean kept = place.intake.keepsMetrics();
    if (kept && !ticks.isOn()) {
      ticks.begin();
    } else if (!kept) {
      ticks.stop();
      logDue = false;
    }
  }

  /** Its next poll comes as soon as its first did. */
  void pollSoon() {
    if (rhythm.kind() == Rhythm.Kind.EVERY && begun && !cancelled) {
      ticks.begin();
    }
  }

  /** Whether it is a listener whose body runs. */
  boolean isListening() {
    return rhythm.kind() == Rhythm.Kind.LISTEN && current != null;
  }

  /** Whether its body is on a virtual thread that runs or wants to. */
  boolean computes() {
    return current != null && current.computes();
  }

  private void due() {
    boolean scrapeRuns = current != null && !current.forLog && !current.finished();
    if (rhythm.kind() == Rhythm.Kind.LISTEN) {
      phase = Phase.RUNNING;
      launch(false);
    } else if (phase != Phase.RUNNING || scrapeRuns) {
      logDue = true;
      request();
    }
  }

  private void request() {
    if (phase == Phase.IDLE) {
      phase = Phase.QUEUED;
      queuedTicket = new Run.Ticket();
      lane.enqueue(this);
    }
  }

  /**
   * Sees to it that the task has run for a scrape: by the run that is on its way, by one that just
   * finished, or by a new one.
   *
   * @return the run to wait for, if there is any
   */
  Optional<Run.Ticket> visit() {
    if (rhythm.kind() != Rhythm.Kind.ON_DEMAND || !begun || phase == Phase.GONE) {
      return Optional.empty();
    }
    if (current != null && !current.finished()) {
      return Optional.of(current.ticket);
    }
    boolean fresh = everFinished && place.time.monotonicNanos() - finishedNanos < REUSE.toNanos();
    if (fresh || current != null || lane.holder().filter(SupervisedTask::isHung).isPresent()) {
      return Optional.empty();
    }
    request();
    return Optional.of(queuedTicket);
  }

  /** Whether a run has finished, and its body has not returned. */
  private boolean isHung() {
    return current != null && current.finished() && !current.returned();
  }

  boolean needsSlot() {
    return rhythm.kind() == Rhythm.Kind.ON_DEMAND;
  }

  /** It is this task's turn in its lane. */
  void run() {
    assert phase == Phase.QUEUED;
    phase = Phase.RUNNING;
    boolean forLog = rhythm.kind() == Rhythm.Kind.EVERY || logDue;
    logDue = false;
    launch(forLog);
  }

  private void launch(boolean forLog) {
    View.Run identity =
        new View.Run(
            component.spec.id(),
            name,
            rhythm.kind(),
            place.intake.nextRun(),
            place.time.unixNanos());
    Run run = new Run(this, place, identity, place.time.monotonicNanos(), forLog, queuedTicket);
    current = run;
    component.counts.runs.increment();
    component.busier();
    if (needsSlot()) {
      slot.taken();
    }
    run.launch(rhythm.platformThread() || needsSlot(), threadName());
  }

  String threadName() {
    return component.spec.id() + "/" + name;
  }

  /** A listener says that it is up. Called without the lock. */
  void ready(Run run) {
    Optional<TaskHealth.Line> line = Optional.empty();
    place.lock.lock();
    try {
      if (run.gate() == Run.Gate.OPEN) {
        ticks.worked();
        line = health.succeeded(place.time.unixNanos());
        comeUp();
      }
    } finally {
      place.lock.unlock();
    }
    line.ifPresent(some -> some.write(component.logger));
  }

  private void comeUp() {
    if (!up) {
      up = true;
      component.upOrGone();
    }
  }

  /** Takes note of how a run ended, and says what is worth a line about it. */
  Optional<TaskHealth.Line> judge(
      Run run, Optional<Throwable> thrown, Optional<CollectFailure> failure) {
    long now = place.time.unixNanos();
    if (!run.isListener()) {
      comeUp();
    }
    if (thrown.isEmpty() || failure.isEmpty()) {
      return run.isListener() ? Optional.empty() : health.succeeded(now);
    }
    return switch (thrown.get()) {
      case CollectFailure _, InvalidTelemetry _ -> {
        component.counts.failed(failure.get());
        yield health.failed(failure.get(), now);
      }
      case Throwable defect -> {
        component.counts.failures.add(Counts.DEFECT, 1);
        yield health.defective(defect, failure.get(), now);
      }
    };
  }

  /** Views and log know how the run ended; its body may still be there. */
  void finished(Run run) {
    everFinished = true;
    held.runEnded(run.heldBytes(), run.thrown().isEmpty());
    finishedNanos = place.time.monotonicNanos();
    slot.giveBack();
    place.changed.signalAll();
    endSeries();
    if (!run.returned()) {
      health.hung(place.time.unixNanos());
      place.timetable.at(
          place.time.monotonicNanos() + Intake.STALE_AFTER.toNanos(), () -> stale(run));
    }
  }

  /** A body hangs for so long that what its task reported before is no longer true. */
  private void stale(Run run) {
    if (current == run && !series.isEmpty()) {
      errands.begin(threadName() + " end", () -> place.intake.endStaleSeries(this));
    }
  }

  /** The run is over once it has finished, its body has returned, and nothing else is going on. */
  void settle(Run run) {
    if (current != run || !run.finished() || !run.returned() || !errands.areDone()) {
      return;
    }
    current = null;
    health.returned();
    component.lessBusy();
    phase = cancelled || (run.isListener() && run.thrown().isEmpty()) ? Phase.GONE : Phase.IDLE;
    if (!run.isListener()) {
      lane.release(this);
      if (phase == Phase.IDLE && logDue) {
        request();
      }
    } else if (phase == Phase.IDLE) {
      ticks.tryAgain();
    } else if (!cancelled) {
      // A listener that has come to its own end.
      cancelled = true;
      endsSeries = true;
      component.cancelled(this, true);
      comeUp();
      endSeries();
    }
    goneIfDone();
  }

  /** Called without the lock. */
  @Override
  public void cancel() {
    place.lock.lock();
    try {
      cancel(true);
    } finally {
      place.lock.unlock();
    }
  }

  void cancel(boolean endingSeries) {
    if (cancelled) {
      return;
    }
    cancelled = true;
    endsSeries = endingSeries && begun;
    ticks.stop();
    component.cancelled(this, begun);
    comeUp();
    if (phase == Phase.QUEUED) {
      lane.leave(this);
      queuedTicket.done = true;
      place.changed.signalAll();
    }
    if (current == null) {
      phase = Phase.GONE;
    } else {
      current.cancel();
    }
    endSeries();
    goneIfDone();
  }

  /** Gives up waiting for the body of a cancelled task. */
  void abandon() {
    if (current != null) {
      current.endWithoutBody();
    }
  }

  /** Ends the series of a cancelled task as soon as no run adds to them. */
  private void endSeries() {
    if (endsSeries && !seriesEnded && (current == null || current.finished())) {
      seriesEnded = true;
      errands.begin(
          threadName() + " end",
          () -> {
            place.intake.endSeries(this);
            place.targets.left(this);
          });
    }
  }

  private void errandDone() {
    if (current != null) {
      settle(current);
    }
    goneIfDone();
  }

  private void goneIfDone() {
    if (phase == Phase.GONE && errands.areDone() && current == null && !left) {
      left = true;
      held.giveBack();
      component.gone(this);
      if (successor != null && !successor.cancelled) {
        successor.begin();
      }
      successor = null;
    }
  }

  /** A task of the same name begins when this one is gone. */
  void followedBy(SupervisedTask task) {
    successor = task;
  }

  TaskStatus status() {
    return health.status();
  }
}
