package io.cresset.core.runtime;

import io.cresset.api.collect.Collector;
import io.cresset.api.collect.Emitter;
import io.cresset.api.collect.Rhythm;
import io.cresset.api.collect.Step;
import io.cresset.api.collect.TaskBody;
import io.cresset.api.collect.Tasks;
import io.cresset.api.export.View;
import io.cresset.api.model.Attributes;
import io.cresset.api.model.LogBatch;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.MetricBatch;
import io.cresset.api.model.MetricSpec;
import io.cresset.api.model.PositionMoves;
import io.cresset.api.model.Resource;
import io.cresset.api.model.ResourceLogs;
import io.cresset.api.model.Signal;
import io.cresset.api.model.Value;
import io.cresset.testkit.Eventually;
import io.cresset.testkit.FakeTime;
import io.cresset.testkit.RecordingLogger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** A Supervisor with a clock to hold; waits and offsets are the shortest that chance allows. */
final class Stage implements AutoCloseable {
  static final Resource HOST = Resource.of(Attributes.of(Resource.HOST_NAME, "testhost"));
  static final MetricSpec UP = MetricSpec.gauge("up", "Whether it is.");
  static final MetricSpec SENT = MetricSpec.counter("sent_total", "What was sent.", "to");

  /** Of the smallest heap that the program is meant for. */
  private static final long SHARE_BYTES = 16L << 20;

  final FakeTime time = new FakeTime();
  final Intake intake = new Intake(time);
  final RecordingLogger log = new RecordingLogger();
  final List<Duration> durations = new CopyOnWriteArrayList<>();
  final Supervisor supervisor =
      new Supervisor(
          time, intake, (_, took) -> durations.add(took), _ -> log, () -> 0L, SHARE_BYTES);
  final RecordingView view = new RecordingView(Signal.METRICS, Signal.LOGS);
  final MemoryLog logs = new MemoryLog(Signal.LOGS, time);
  final MemoryLog metrics = new MemoryLog(Signal.METRICS, time);

  /** Attaches the view. */
  Stage showing() {
    show(view);
    return this;
  }

  /** Attaches another view, for which everybody waits, since a test's clock may jump meanwhile. */
  void show(View some) {
    intake.show(some, log, Duration.ofDays(1));
  }

  /** Attaches both logs. */
  Stage keeping() {
    intake.keep(logs);
    intake.keep(metrics);
    return this;
  }

  /** A collector that only registers. */
  static final class Registering implements Collector {
    private final Consumer<Tasks> registration;
    private final CompletableFuture<Tasks> tasks = new CompletableFuture<>();
    final AtomicInteger closed = new AtomicInteger();

    Registering(Consumer<Tasks> registration) {
      this.registration = registration;
    }

    @Override
    public void start(Tasks tasks) {
      this.tasks.complete(tasks);
      registration.accept(tasks);
    }

    /** Where more tasks can be added. */
    Tasks tasks() {
      return tasks.join();
    }

    @Override
    public void close() {
      closed.incrementAndGet();
    }
  }

  /** The component syslog with this body for its listening task. */
  Registering listening(TaskBody body, Step... steps) {
    return start("syslog", tasks -> tasks.add("udp", HOST, Rhythm.listen(), body), steps);
  }

  /** The emitter of a listening task that waits for ever. */
  Emitter listener(Step... steps) {
    CompletableFuture<Emitter> emitter = new CompletableFuture<>();
    listening(
        out -> {
          emitter.complete(out);
          new CountDownLatch(1).await();
        },
        steps);
    return emitter.join();
  }

  Registering start(String id, Consumer<Tasks> registration, Step... steps) {
    Registering collector = new Registering(registration);
    String kind = id.contains("/") ? id.substring(0, id.indexOf('/')) : id;
    supervisor.start(new ComponentSpec(id, kind, collector, List.of(steps)));
    return collector;
  }

  ComponentStatus status(String id) {
    return supervisor.status().stream()
        .filter(status -> status.component().equals(id))
        .findFirst()
        .orElseThrow();
  }

  /**
   * Moves the clock while nobody can be between asking for the time and waiting by it: the
   * Supervisor's threads do both with its lock. Returns when all that became due has begun.
   */
  void advance(Duration by) {
    supervisor.place.lock.lock();
    try {
      time.advance(by);
    } finally {
      supervisor.place.lock.unlock();
    }
    await("what is due has begun", supervisor.place.timetable::isCaughtUp);
  }

  /**
   * Waits until no body runs and no run is being finished: only then does a tick find a task ready
   * for its next run.
   */
  void awaitIdle() {
    await("idle", supervisor::isIdle);
  }

  private void await(String what, BooleanSupplier state) {
    Eventually.holds(
        what,
        () -> {
          supervisor.place.lock.lock();
          try {
            return state.getAsBoolean();
          } finally {
            supervisor.place.lock.unlock();
          }
        });
  }

  /** Waits for the view's calls to be these, in this order. */
  void awaitCalls(String... calls) {
    List<String> expected = List.of(calls);
    try {
      Eventually.holds("calls", () -> view.calls().equals(expected));
    } catch (AssertionError e) {
      throw new AssertionError("expected " + expected + " but the view saw " + view.calls(), e);
    }
  }

  static MetricBatch up(double value) {
    return MetricBatch.of(HOST, List.of(UP.family(value)));
  }

  LogBatch lines(String... bodies) {
    return lines(PositionMoves.none(), bodies);
  }

  LogBatch lines(PositionMoves positions, String... bodies) {
    List<LogRecord> records = new ArrayList<>();
    for (String body : bodies) {
      records.add(LogRecord.builder(time.unixNanos(), time.unixNanos(), Value.of(body)).build());
    }
    return new LogBatch(List.of(new ResourceLogs(HOST, records)), positions);
  }

  List<String> loggedBodies() {
    return logs.logs().stream()
        .flatMap(about -> about.records().stream())
        .map(record -> record.body().toString())
        .toList();
  }

  @Override
  public void close() {
    supervisor.close(Duration.ZERO);
  }
}
