package io.cresset.core.runtime;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.collect.Emitter;
import io.cresset.api.collect.Receipt;
import io.cresset.api.collect.Rhythm;
import io.cresset.api.collect.RunResult;
import io.cresset.api.collect.TaskBody;
import io.cresset.api.export.View;
import io.cresset.api.model.Batch;
import io.cresset.api.model.InvalidTelemetry;
import io.cresset.api.model.Signal;
import io.cresset.core.log.DurableLog;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One execution of a task's body, and the emitter that the body has for it.
 *
 * <p>It ends twice: it is <em>finished</em> once views and log know how it ended, and its body has
 * <em>returned</em>. Usually the body returns and the run is finished then, on the same thread. If
 * the deadline passes first, the body is interrupted, the run is finished without it, and what the
 * body still emits is refused.
 */
final class Run implements Emitter {

  /** What the emitter still takes. */
  enum Gate {
    OPEN,
    /** The task was cancelled. The body may still hand over the log records that it holds. */
    CANCELLED,
    /** The run passed its deadline, or its component had to be left behind. */
    ABANDONED,
    /** The body has returned. */
    OVER
  }

  /** Those who wait for a run hold its ticket. Guarded by the Supervisor's lock. */
  static final class Ticket {
    boolean done;
  }

  final SupervisedTask task;
  final View.Run identity;
  final long startNanos;

  /** Whether its metrics go to the log; those of a run for the scrape page do not. */
  final boolean forLog;

  final Ticket ticket;

  /** Puts the calls of views in order: none comes after {@link View#ended}. */
  final ReentrantLock viewCalls = new ReentrantLock();

  private final Workplace place;
  private volatile Gate gate = Gate.OPEN;

  /** The log that is too full for what its body has in hand. */
  private volatile Optional<Signal> waitsForRoomIn = Optional.empty();

  /** What its metrics take of the component's share. */
  private final AtomicLong heldBytes = new AtomicLong();

  /** Why a batch of it was refused first. The run has failed, even if its body lets that pass. */
  private final AtomicReference<@Nullable CollectFailure> refusal = new AtomicReference<>();

  // Guarded by the Supervisor's lock:

  /** Whom to interrupt; null before and after the body. */
  private @Nullable Thread thread;

  private Timetable.@Nullable Entry deadline;
  private Optional<Throwable> thrown = Optional.empty();

  /** Whether it is settled how the run ends: by its body or without it. */
  private boolean decided;

  /** How it ended is of no interest: its task was on the way out. */
  private boolean cancelled;

  private boolean finished;
  private boolean returned;

  Run(
      SupervisedTask task,
      Workplace place,
      View.Run identity,
      long startNanos,
      boolean forLog,
      Ticket ticket) {
    this.task = task;
    this.place = place;
    this.identity = identity;
    this.startNanos = startNanos;
    this.forLog = forLog;
    this.ticket = ticket;
  }

  boolean isListener() {
    return identity.kind() == Rhythm.Kind.LISTEN;
  }

  Gate gate() {
    return gate;
  }

  // The emitter, used by the body's thread.

  @Override
  public Receipt emit(Batch batch) throws InterruptedException {
    return place.intake.emit(this, batch);
  }

  @Override
  public void ready() {
    if (isListener()) {
      task.ready(this);
    }
  }

  @Override
  public void dropped(String reason, long records) {
    task.component.counts.dropped.add(reason, records);
  }

  /**
   * Lets a batch of the body pass or refuses and counts it.
   *
   * @throws InterruptedException if nothing that the body emits is wanted any more
   */
  void admit(Batch batch) throws InterruptedException {
    boolean metrics = batch.signal() == Signal.METRICS;
    if (metrics && isListener()) {
      throw refuse(
          Counts.LISTENER_METRICS,
          batch.recordCount(),
          "metrics of a listener, which come from runs only",
          "Report it: the collector has to keep the state and to register an on-demand task.");
    }
    switch (gate) {
      case OPEN -> {}
      case CANCELLED -> {
        if (metrics) {
          dropped(Counts.CANCELLED, batch.recordCount());
          throw new InterruptedException("the task was cancelled");
        }
      }
      case ABANDONED -> {
        dropped(Counts.ABANDONED, batch.recordCount());
        throw new InterruptedException("the run passed its deadline");
      }
      case OVER -> {
        dropped(Counts.AFTER_RUN, batch.recordCount());
        throw new IllegalStateException("an emitter is valid for its own run only");
      }
    }
  }

  /**
   * Waits until a log has room for what can be read again.
   *
   * @throws InterruptedException if the run is to end; nothing is lost by that
   */
  void awaitRoom(DurableLog log) throws InterruptedException {
    waitsForRoomIn = Optional.of(log.signal());
    log.awaitRoom();
    waitsForRoomIn = Optional.empty();
  }

  /** Takes what a batch of metrics needs of the component's share, or refuses the batch. */
  void reserve(Batch batch) {
    long bytes = Share.bytes(batch);
    if (bytes == 0) {
      return;
    }
    Share share = task.component.share;
    if (!share.take(bytes)) {
      throw refuse(
          Counts.TOO_MANY_POINTS,
          batch.recordCount(),
          "too many data points: all series of a component may take "
              + share.maxBytes() / (1 << 20)
              + " MiB, an eighth of the heap",
          "Let the source report fewer, or give the program more memory: -Xmx in"
              + " CRESSET_JAVA_OPTS.");
    }
    heldBytes.addAndGet(bytes);
  }

  /** What its metrics took of the component's share. */
  long heldBytes() {
    return heldBytes.get();
  }

  /** Counts records as dropped, which makes the run one that failed; the body gets the answer. */
  InvalidTelemetry refuse(String reason, long records, String why, String remedy) {
    dropped(reason, records);
    refusal.compareAndSet(null, new CollectFailure(CollectFailure.Kind.MALFORMED, why, remedy));
    return new InvalidTelemetry(why);
  }

  // Its course.

  /** Starts the body on a thread of its own. Called with the lock held. */
  void launch(boolean platformThread, String threadName) {
    if (!isListener()) {
      deadline =
          place.timetable.at(startNanos + task.rhythm.deadline().toNanos(), this::endWithoutBody);
    }
    try {
      place.start(platformThread, threadName, () -> execute(task.body));
    } catch (OutOfMemoryError e) {
      // No thread to be had. The run fails by it, so that the task comes again.
      place.start(
          false,
          threadName,
          () ->
              execute(
                  _ -> {
                    throw e;
                  }));
    }
  }

  private void execute(TaskBody body) {
    Optional<Throwable> outcome = enter() ? perform(body) : Optional.empty();
    if (leave(outcome)) {
      // From here on nobody interrupts, and an interrupt that came late is not the log's business.
      boolean _ = Thread.interrupted();
      finish(outcome);
    }
  }

  /** Makes this thread the run's own; false if the run ended before it began. */
  private boolean enter() {
    place.lock.lock();
    try {
      if (gate != Gate.OPEN) {
        return false;
      }
      thread = Thread.currentThread();
      return true;
    } finally {
      place.lock.unlock();
    }
  }

  private Optional<Throwable> perform(TaskBody body) {
    try {
      body.run(this);
      // A listener that has come to its end is not started again for what it was refused.
      return isListener() ? Optional.empty() : Optional.ofNullable(refusal.get());
    } catch (InvalidTelemetry e) {
      CollectFailure refused = refusal.get();
      return Optional.of(refused == null ? e : refused);
    } catch (Throwable e) {
      // Whatever a body throws, an error of the JVM too: it must not take anything else down.
      return Optional.of(e);
    }
  }

  /** The body has returned; true if that is how the run ends. */
  private boolean leave(Optional<Throwable> outcome) {
    place.lock.lock();
    try {
      thread = null;
      place.timetable.cancel(deadline);
      returned = true;
      if (decided) {
        task.settle(this);
        return false;
      }
      decide(outcome, Gate.OVER);
      return true;
    } finally {
      place.lock.unlock();
    }
  }

  private void decide(Optional<Throwable> outcome, Gate end) {
    decided = true;
    thrown = outcome;
    cancelled = gate == Gate.CANCELLED;
    gate = end;
  }

  /** Asks the body to come to an end. Called with the lock held. */
  void cancel() {
    if (gate == Gate.OPEN) {
      gate = Gate.CANCELLED;
    }
    interrupt();
  }

  /** Ends the run although its body has not returned. Called with the lock held. */
  void endWithoutBody() {
    if (decided) {
      return;
    }
    CollectFailure failure =
        new CollectFailure(
            CollectFailure.Kind.TIMEOUT,
            "no end after "
                + task.rhythm.deadline().toMillis() / 1000.0
                + " s"
                + waitsForRoomIn
                    .map(signal -> ", which it waited for room in the log of " + signal.id())
                    .orElse(""),
            "");
    decide(Optional.of(failure), Gate.ABANDONED);
    interrupt();
    place.start(false, task.threadName() + " late", () -> finish(Optional.of(failure)));
  }

  private void interrupt() {
    if (thread != null) {
      thread.interrupt();
    }
  }

  /** Tells views, log and counts how the run ended. Called without the lock, once. */
  private void finish(Optional<Throwable> outcome) {
    Duration took = Duration.ofNanos(place.time.monotonicNanos() - startNanos);
    Optional<CollectFailure> failure = outcome.map(Run::asFailure);
    if (!isListener() && !cancelled) {
      try {
        place.intake.finish(this, new RunResult(took, failure));
        place.runTimes.ran(task.component.spec.id(), took);
      } catch (RuntimeException | Error e) {
        task.component.counts.failures.add(Counts.DEFECT, 1);
        task.component.logger.log(Level.ERROR, "defect at the end of a run", e);
      }
    }
    Optional<TaskHealth.Line> line;
    place.lock.lock();
    try {
      line = cancelled ? Optional.empty() : task.judge(this, outcome, failure);
      if (forLog && !cancelled) {
        place.targets.ended(task, new RunResult(took, failure));
      }
      finished = true;
      ticket.done = true;
      task.finished(this);
      task.settle(this);
    } finally {
      place.lock.unlock();
    }
    line.ifPresent(some -> some.write(task.component.logger));
  }

  private static CollectFailure asFailure(Throwable thrown) {
    return switch (thrown) {
      case CollectFailure failure -> failure;
      case InvalidTelemetry invalid ->
          new CollectFailure(
              CollectFailure.Kind.MALFORMED,
              invalid.getMessage(),
              "Report it: the source or its collector makes what cannot be.",
              invalid);
      case Throwable defect ->
          new CollectFailure(
              CollectFailure.Kind.UNSUPPORTED, "defect: " + text(defect), "Report it.", defect);
    };
  }

  /** What a throwable says of itself, if it can. */
  static String text(Throwable defect) {
    try {
      return String.valueOf(defect);
    } catch (RuntimeException | Error e) {
      return defect.getClass().getName();
    }
  }

  // States, read with the lock held.

  boolean computes() {
    return thread != null && thread.isVirtual() && thread.getState() == Thread.State.RUNNABLE;
  }

  boolean finished() {
    return finished;
  }

  boolean returned() {
    return returned;
  }

  /** What its body threw, or that its deadline passed; empty for a success. */
  Optional<Throwable> thrown() {
    return thrown;
  }
}
