package io.cresset.core.runtime;

import io.cresset.api.Time;
import io.cresset.api.collect.Receipt;
import io.cresset.api.collect.RunResult;
import io.cresset.api.collect.Step;
import io.cresset.api.export.View;
import io.cresset.api.model.Batch;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.EncodedBatch;
import io.cresset.api.model.InvalidTelemetry;
import io.cresset.api.model.LogBatch;
import io.cresset.api.model.MetricBatch;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.PositionMoves;
import io.cresset.api.model.ResourceMetrics;
import io.cresset.api.model.Signal;
import io.cresset.core.log.DurableLog;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * The way of every batch from a running body to the views and, if a sink wants its signal, into the
 * durable log: steps, unique times, views, frames, log.
 *
 * <p>Metrics of a run for the scrape page end at the views. Those of an interval's run go into the
 * log too, where their series are kept account of: a series that a successful run no longer reports
 * is ended there, one that failing runs have not reported for {@link #STALE_AFTER} as well. What
 * arrives encoded as metrics is not looked into, and its series are not ended.
 */
public final class Intake {
  /** How long a series outlives the last run that reported it, when no run succeeds. */
  static final Duration STALE_AFTER = Duration.ofMinutes(5);

  /** How long emitters wait for a view, as a rule: far longer than one takes on a busy machine. */
  public static final Duration VIEW_PATIENCE = Duration.ofSeconds(2);

  private final Time time;
  private final Map<Signal, DurableLog> logs = new ConcurrentHashMap<>();
  private final List<Onlooker> onlookers = new CopyOnWriteArrayList<>();
  private final UniqueTimes uniqueTimes = new UniqueTimes();
  private final AtomicLong runs = new AtomicLong();

  public Intake(Time time) {
    this.time = time;
  }

  /**
   * From now on batches of this log's signal are appended to it. {@link Supervisor#keepingChanged}
   * is to be told.
   */
  public void keep(DurableLog log) {
    DurableLog before = logs.putIfAbsent(log.signal(), log);
    if (before != null && !before.equals(log)) {
      throw new IllegalStateException("there is a log for " + log.signal().id() + " already");
    }
  }

  /**
   * From now on batches of a signal are not kept, because no sink wants it any more. {@link
   * Supervisor#keepingChanged} is to be told.
   */
  public void keepNoMore(Signal signal) {
    logs.remove(signal);
  }

  boolean keepsMetrics() {
    return logs.containsKey(Signal.METRICS);
  }

  /**
   * From now on this view sees what comes in, on a thread of its own. For one that does not return
   * nobody waits long: what it was not told is counted as {@code unseen}.
   *
   * @param logger of the view
   * @param patience how long others wait for it at most
   */
  public void show(View view, System.Logger logger, Duration patience) {
    Onlooker onlooker = new Onlooker(view, time, logger, patience);
    onlooker.start();
    onlookers.add(onlooker);
  }

  public void hide(View view) {
    for (Onlooker onlooker : onlookers) {
      if (onlooker.view.equals(view)) {
        onlookers.remove(onlooker);
        onlooker.close();
      }
    }
  }

  /** Where a component stands, by a key of its own: {@code CollectorContext.position}. */
  public Optional<ByteSlice> position(String component, String key) {
    String inLog = positionKey(component, key);
    return logs.values().stream().flatMap(log -> log.position(inLog).stream()).findFirst();
  }

  /** All positions of a component, by its own keys: {@code CollectorContext.positions}. */
  public Map<String, ByteSlice> positions(String component) {
    String prefix = positionKey(component, "");
    Map<String, ByteSlice> found = new HashMap<>();
    for (DurableLog log : logs.values()) {
      log.positions(prefix)
          .forEach((key, value) -> found.put(key.substring(prefix.length()), value));
    }
    return found;
  }

  /** A space stands in no component id, so that no two components can mean the same key. */
  private static String positionKey(String component, String key) {
    return component + " " + key;
  }

  /** A sequence number for the next run of any task. */
  long nextRun() {
    return runs.incrementAndGet();
  }

  /** {@code Emitter.emit} of a run. */
  Receipt emit(Run run, Batch batch) throws InterruptedException {
    run.admit(batch);
    Admission.check(run, batch);
    Batch ready =
        switch (batch) {
          case LogBatch some -> uniqueTimes.apply(throughSteps(run.task.component, some));
          case MetricBatch some -> some;
          case EncodedBatch some -> some;
        };
    run.reserve(ready);
    show(run, ready);
    return append(run, ready);
  }

  private static LogBatch throughSteps(SupervisedComponent component, LogBatch batch) {
    LogBatch current = batch;
    for (Step step : component.spec.steps()) {
      try {
        LogBatch worked = step.apply(current);
        current =
            worked.positions().equals(batch.positions())
                ? worked
                : new LogBatch(worked.resources(), batch.positions());
      } catch (RuntimeException | Error e) {
        component.counts.failures.add(Counts.STEP_DEFECT, 1);
        component.logger.log(
            Level.ERROR, "defect in a step; the batch goes on without what it would have done", e);
      }
    }
    component.counts.dropped.add(Counts.STEP, (long) batch.recordCount() - current.recordCount());
    return current;
  }

  private void show(Run run, Batch batch) throws InterruptedException {
    run.viewCalls.lock();
    try {
      run.admit(batch);
      if (run.gate() != Run.Gate.OPEN || batch.recordCount() == 0) {
        return;
      }
      Counts counts = run.task.component.counts;
      if (!run.isListener()) {
        tell(batch.signal(), it -> it.accept(run.identity, batch, counts));
        return;
      }
      View.Run own =
          new View.Run(
              run.identity.component(),
              run.identity.task(),
              run.identity.kind(),
              nextRun(),
              time.unixNanos());
      RunResult done = new RunResult(Duration.ZERO, Optional.empty());
      tell(batch.signal(), it -> it.whole(own, batch, done, counts));
    } finally {
      run.viewCalls.unlock();
    }
  }

  private void tell(Signal signal, Consumer<Onlooker> call) {
    for (Onlooker onlooker : onlookers) {
      if (onlooker.wants(signal)) {
        call.accept(onlooker);
      }
    }
  }

  private Receipt append(Run run, Batch batch) throws InterruptedException {
    DurableLog log = logs.get(batch.signal());
    Counts counts = run.task.component.counts;
    if (log == null || (batch.signal() == Signal.METRICS && !run.forLog)) {
      counts.records.add(batch.recordCount());
      return Receipt.NOTHING_TO_KEEP;
    }
    PositionMoves positions = named(run, batch);
    boolean canBeReadAgain = !positions.isEmpty() && batch.recordCount() > 0;
    if (canBeReadAgain) {
      run.awaitRoom(log);
    }
    List<EncodedBatch> frames =
        switch (batch) {
          case LogBatch some -> Frames.of(new LogBatch(some.resources(), positions), counts);
          case MetricBatch some -> {
            run.task.series.report(some, run.startNanos);
            yield metricFrames(run, new MetricBatch(some.resources(), positions));
          }
          case EncodedBatch some ->
              List.of(new EncodedBatch(some.signal(), some.otlp(), some.recordCount(), positions));
        };
    // Frames become durable in their order, so the last one's receipt stands for all.
    Receipt receipt = Receipt.NOTHING_TO_KEEP;
    for (int i = 0; i < frames.size(); i++) {
      try {
        receipt = append(run, log, frames.get(i));
        counts.records.add(frames.get(i).recordCount());
      } catch (IllegalArgumentException e) {
        throw run.refuse(
            Counts.TOO_LARGE, recordCount(frames, i), String.valueOf(e.getMessage()), "Report it.");
      } catch (InterruptedException | RuntimeException e) {
        boolean abandoned = e instanceof InterruptedException;
        run.dropped(abandoned ? Counts.ABANDONED : Counts.LOG_DEFECT, recordCount(frames, i));
        throw e;
      }
    }
    return receipt;
  }

  private static int recordCount(List<EncodedBatch> frames, int from) {
    return frames.subList(from, frames.size()).stream().mapToInt(Batch::recordCount).sum();
  }

  private static List<EncodedBatch> metricFrames(Run run, MetricBatch batch) {
    List<EncodedBatch> fitting = Frames.fitting(Frames.of(batch, run.identity.startedUnixNanos()));
    int left = batch.recordCount() - recordCount(fitting, 0);
    if (left > 0) {
      InvalidTelemetry _ =
          run.refuse(
              Counts.TOO_LARGE,
              left,
              "a data point of more than " + DurableLog.MAX_PAYLOAD_BYTES / 1024 + " KiB",
              "Let the source report shorter labels or fewer buckets.");
    }
    return fitting;
  }

  /** A cancelled task is interrupted, but what it is handing over at that moment is not lost. */
  private static Receipt append(Run run, DurableLog log, EncodedBatch frame)
      throws InterruptedException {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return log.append(frame);
        } catch (InterruptedException e) {
          if (run.gate() != Run.Gate.CANCELLED) {
            throw e;
          }
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static PositionMoves named(Run run, Batch batch) {
    if (batch.positions().isEmpty()) {
      return batch.positions();
    }
    String component = run.task.component.spec.id();
    Map<String, Optional<ByteSlice>> named = new HashMap<>();
    batch
        .positions()
        .moves()
        .forEach((key, value) -> named.put(positionKey(component, key), value));
    try {
      return new PositionMoves(named);
    } catch (InvalidTelemetry e) {
      throw run.refuse(Counts.TOO_LARGE, batch.recordCount(), e.getMessage(), "Report it.");
    }
  }

  /** A run has ended: its report, its views, the series that it no longer reported. */
  void finish(Run run, RunResult result) {
    List<MetricFamily> report = report(run, result);
    MetricBatch batch = MetricBatch.of(run.task.about, report);
    Counts counts = run.task.component.counts;
    run.viewCalls.lock();
    try {
      if (!report.isEmpty()) {
        tell(Signal.METRICS, it -> it.accept(run.identity, batch, counts));
      }
      onlookers.forEach(it -> it.ended(run.identity, result, counts));
    } finally {
      run.viewCalls.unlock();
    }
    if (!run.forLog) {
      counts.records.add(batch.recordCount());
      return;
    }
    uninterrupted(
        () -> {
          if (!report.isEmpty()) {
            append(run, batch);
          }
          // Failing runs that report other series each time must not heap them up.
          boolean all =
              result.success() || run.task.series.size() > run.task.component.share.maxPoints();
          long alive = all ? run.startNanos : run.startNanos - STALE_AFTER.toNanos();
          end(run.task.series.endUnseenSince(alive, run.identity.startedUnixNanos()));
        });
  }

  private static List<MetricFamily> report(Run run, RunResult result) {
    try {
      return run.task.rhythm.report().apply(result);
    } catch (RuntimeException | Error e) {
      run.task.component.counts.failures.add(Counts.DEFECT, 1);
      run.task.component.logger.log(Level.ERROR, "defect in the report of a run", e);
      return List.of();
    }
  }

  /** A body hangs: ends what no run has reported for too long. */
  void endStaleSeries(SupervisedTask task) {
    long alive = time.monotonicNanos() - STALE_AFTER.toNanos();
    uninterrupted(() -> end(task.series.endUnseenSince(alive, time.unixNanos())));
  }

  /** A task is gone. */
  void endSeries(SupervisedTask task) {
    SupervisedComponent component = task.component;
    onlookers.forEach(it -> it.cancelled(component.spec.id(), task.name, component.counts));
    uninterrupted(
        () -> end(task.series.endUnseenSince(time.monotonicNanos() + 1, time.unixNanos())));
  }

  private void end(List<ResourceMetrics> ended) throws InterruptedException {
    if (!ended.isEmpty()) {
      put(ended, 0);
    }
  }

  /**
   * Appends what the runtime itself has to say, if there is a log for it.
   *
   * @param timeUnixNanos the time of points that have none of their own
   */
  void put(List<ResourceMetrics> metrics, long timeUnixNanos) throws InterruptedException {
    DurableLog log = logs.get(Signal.METRICS);
    if (log != null) {
      MetricBatch batch = new MetricBatch(metrics, PositionMoves.none());
      for (EncodedBatch frame : Frames.fitting(Frames.of(batch, timeUnixNanos))) {
        log.append(frame);
      }
    }
  }

  /** Work on a thread that nobody interrupts. */
  private interface Work {
    void run() throws InterruptedException;
  }

  private static void uninterrupted(Work work) {
    try {
      work.run();
    } catch (InterruptedException e) {
      // Nobody does that to the threads that end runs; it would cost the end of some series.
      Thread.currentThread().interrupt();
    }
  }
}
