package io.cresset.core.runtime;

import io.cresset.api.Time;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;

/**
 * What all tasks of a Supervisor share. The lock guards the states of all components, tasks and
 * runs; whoever holds it never blocks and never calls a collector, step, view or log.
 */
final class Workplace {
  /** On-demand runs at a time, and so the threads that a scrape may cost. */
  static final int MAX_ON_DEMAND_RUNS = 4;

  /**
   * How long an on-demand run has its slot. A few slow ones must not use up the time that a scraper
   * waits for all.
   */
  static final Duration SLOT_LIMIT = Duration.ofMillis(250);

  /** A scrape soon follows a scrape: its threads wait that long for the next before they end. */
  private static final long IDLE_THREAD_SECONDS = 10;

  final ReentrantLock lock = new ReentrantLock();

  /** Signalled whenever a run has finished or a component has less to do. */
  final Condition changed = lock.newCondition();

  final Lane.Slots slots = new Lane.Slots(MAX_ON_DEMAND_RUNS);
  final Time time;
  final Intake intake;
  final RunTimes runTimes;
  final RandomGenerator random;

  /** What each component's series may take of the memory. */
  final long shareBytes;

  final Timetable timetable;
  final Targets targets;
  private final ExecutorService platformThreads =
      new ThreadPoolExecutor(
          0,
          Integer.MAX_VALUE,
          IDLE_THREAD_SECONDS,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          Thread.ofPlatform().daemon().factory());

  Workplace(
      Time time,
      Intake intake,
      RunTimes runTimes,
      RandomGenerator random,
      long shareBytes,
      System.Logger logger) {
    this.time = time;
    this.intake = intake;
    this.runTimes = runTimes;
    this.random = random;
    this.shareBytes = shareBytes;
    this.timetable = new Timetable(time, lock, logger);
    this.targets = new Targets(this, logger);
  }

  /** Something that others change with the lock held. */
  interface State {
    boolean holds();
  }

  /** Waits with the lock, which it gives up meanwhile, and says whether the state holds. */
  boolean await(Duration limit, State state) throws InterruptedException {
    long end = time.monotonicNanos() + limit.toNanos();
    while (!state.holds()) {
      long left = end - time.monotonicNanos();
      if (left <= 0) {
        return false;
      }
      time.await(lock, changed, left);
    }
    return true;
  }

  /** Runs something on a thread of that name. */
  void start(boolean platformThread, String name, Runnable work) {
    if (platformThread) {
      platformThreads.execute(
          () -> {
            Thread.currentThread().setName(name);
            work.run();
          });
    } else {
      Thread.ofVirtual().name(name).start(work);
    }
  }

  /** Lets idle threads end; a hung one stays, and does not keep the program alive. */
  void close() {
    platformThreads.shutdown();
  }
}
