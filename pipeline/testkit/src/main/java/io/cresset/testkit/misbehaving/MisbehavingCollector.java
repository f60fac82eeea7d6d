package io.cresset.testkit.misbehaving;

import io.cresset.api.Time;
import io.cresset.api.collect.CollectFailure;
import io.cresset.api.collect.Collector;
import io.cresset.api.collect.Emitter;
import io.cresset.api.collect.Rhythm;
import io.cresset.api.collect.TaskBody;
import io.cresset.api.collect.Tasks;
import io.cresset.api.model.LogBatch;
import io.cresset.api.model.Resource;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import jdk.management.VirtualThreadSchedulerMXBean;

/**
 * A collector with the habits that a test gives it. What hangs does so until {@link #letGo}.
 *
 * <p>Polls run once a second, and what emits metrics on demand.
 */
public final class MisbehavingCollector implements Collector {
  private static final Rhythm EVERY_SECOND = Rhythm.every(Duration.ofSeconds(1));
  private static final int DAWDLING_TASKS = 5;

  private final Set<CollectorHabit> habits;
  private final Resource resource;
  private final BadTelemetry bad;
  private final Hang hang = new Hang();
  private final AtomicInteger runs = new AtomicInteger();

  public MisbehavingCollector(Collection<CollectorHabit> habits, Resource resource, Time time) {
    this.habits = Set.copyOf(habits);
    this.resource = resource;
    this.bad = new BadTelemetry(resource, time);
  }

  /** Ends everything that hangs. */
  public void letGo() {
    hang.letGo();
  }

  /** Runs begun, of all tasks. */
  public int runs() {
    return runs.get();
  }

  @Override
  public void start(Tasks tasks) {
    for (CollectorHabit habit : CollectorHabit.values()) {
      if (habits.contains(habit)) {
        register(habit, tasks);
      }
    }
    promise(CollectorHabit.HANGS_IN_START, CollectorHabit.THROWS_IN_START);
  }

  @Override
  public boolean retire() {
    promise(CollectorHabit.HANGS_IN_RETIRE, CollectorHabit.THROWS_IN_RETIRE);
    return true;
  }

  @Override
  public void close() {
    hang.close();
    promise(CollectorHabit.HANGS_IN_CLOSE, CollectorHabit.THROWS_IN_CLOSE);
  }

  private void promise(CollectorHabit toHang, CollectorHabit toThrow) {
    if (habits.contains(toHang)) {
      hang.stay();
    }
    if (habits.contains(toThrow)) {
      throw new IllegalStateException("misbehaves: " + toThrow.task());
    }
  }

  private void register(CollectorHabit habit, Tasks tasks) {
    switch (habit) {
      case HANGS_IN_START,
          HANGS_IN_RETIRE,
          HANGS_IN_CLOSE,
          THROWS_IN_START,
          THROWS_IN_RETIRE,
          THROWS_IN_CLOSE -> {
        // A promise, not a task.
      }
      case DAWDLES -> {
        for (int i = 0; i < DAWDLING_TASKS; i++) {
          add(tasks, habit.task() + i, Rhythm.onDemand(), _ -> new CountDownLatch(1).await());
        }
      }
      case HANGS -> add(tasks, habit.task(), EVERY_SECOND, _ -> hang.stay());
      case HANGS_ON_DEMAND -> add(tasks, habit.task(), Rhythm.onDemand(), _ -> hang.stay());
      case SPINS -> add(tasks, habit.task(), EVERY_SECOND, _ -> hang.spin());
      case SPINS_ON_DEMAND -> add(tasks, habit.task(), Rhythm.onDemand(), _ -> hang.spin());
      case SPINS_LISTENING -> {
        for (int i = 0; i < carriers(); i++) {
          add(tasks, habit.task() + i, Rhythm.listen(), _ -> hang.spin());
        }
      }
      case HANGS_LISTENING -> add(tasks, habit.task(), Rhythm.listen(), this::listenForEver);
      case EMITS_METRICS_LISTENING, FLOODS_LOGS ->
          add(tasks, habit.task(), Rhythm.listen(), out -> bad.emit(habit, out));
      case THROWS,
          THROWS_UNPRINTABLE,
          OVERFLOWS_THE_STACK,
          RUNS_OUT_OF_MEMORY,
          LACKS_A_CLASS,
          INTERRUPTS_ITSELF ->
          add(tasks, habit.task(), EVERY_SECOND, _ -> fail(habit));
      case THROWS_IN_REPORT ->
          add(
              tasks,
              habit.task(),
              EVERY_SECOND.reporting(
                  _ -> {
                    throw new IllegalStateException("misbehaves: " + habit.task());
                  }),
              _ -> {});
      case MILLION_SERIES,
          EXPLODES,
          BAD_METRIC_NAME,
          BAD_LABEL_NAME,
          NULLS,
          DUPLICATE_SERIES,
          NAMES_OF_OTHERS,
          ODD_VALUES,
          MEGABYTE_LABELS,
          MEGABYTE_RESOURCE,
          MANY_BUCKETS ->
          add(tasks, habit.task(), Rhythm.onDemand(), out -> bad.emit(habit, out));
      case MEGABYTE_REASON,
          HUGE_RECORDS,
          DEEP_VALUES,
          EMPTY_BATCHES,
          ABSURD_TIMES,
          HUGE_POSITIONS,
          MANY_POSITIONS,
          BAD_ENCODED ->
          add(tasks, habit.task(), EVERY_SECOND, out -> bad.emit(habit, out));
      case EMITS_AFTER_ITS_RUN -> emitsAfterItsRun(tasks, habit.task());
      case EMITS_FROM_ANOTHER_THREAD ->
          add(tasks, habit.task(), EVERY_SECOND, this::emitFromAnotherThread);
      case MANY_TASKS -> {
        for (int i = 0; ; i++) {
          add(tasks, habit.task() + i, Rhythm.every(Duration.ofHours(1)), _ -> {});
        }
      }
    }
  }

  private void add(Tasks tasks, String name, Rhythm rhythm, TaskBody body) {
    TaskBody counted =
        out -> {
          runs.incrementAndGet();
          body.run(out);
        };
    var _ = tasks.add(name, resource, rhythm, counted);
  }

  private static int carriers() {
    return ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class).getParallelism();
  }

  private void listenForEver(Emitter out) {
    out.ready();
    hang.stay();
  }

  /** Keeps the emitters of all runs and uses them all. */
  private void emitsAfterItsRun(Tasks tasks, String name) {
    List<Emitter> kept = new ArrayList<>();
    add(
        tasks,
        name,
        EVERY_SECOND,
        out -> {
          for (Emitter old : kept) {
            try {
              var _ = old.emit(bad.line("too late"));
            } catch (IllegalStateException _) {
              // As it should be.
            }
          }
          kept.add(out);
        });
  }

  /** Two threads at a time, one of which goes on when the run is over. */
  private void emitFromAnotherThread(Emitter out) throws InterruptedException {
    LogBatch line = bad.line("from another thread");
    Runnable emit =
        () -> {
          try {
            for (int i = 0; i < 100; i++) {
              var _ = out.emit(line);
            }
          } catch (InterruptedException | IllegalStateException _) {
            // The run is over.
          }
        };
    Thread one = Thread.ofVirtual().start(emit);
    Thread _ = Thread.ofVirtual().start(emit);
    one.join();
  }

  @SuppressWarnings("InfiniteRecursion") // That is what it is for.
  private static int deeper(int depth) {
    return deeper(depth + 1) + 1;
  }

  private static void fail(CollectorHabit habit) throws CollectFailure, InterruptedException {
    switch (habit) {
      case OVERFLOWS_THE_STACK -> {
        int _ = deeper(0);
      }
      case RUNS_OUT_OF_MEMORY -> throw new OutOfMemoryError("misbehaves");
      case LACKS_A_CLASS -> throw new NoClassDefFoundError("com/example/Missing");
      case INTERRUPTS_ITSELF -> throw new InterruptedException("misbehaves");
      case THROWS_UNPRINTABLE -> throw new Unprintable();
      default -> throw new IllegalStateException("misbehaves: " + habit.task());
    }
  }
}
