package io.cresset.collectors.node.storage;

import io.cresset.api.Time;
import io.cresset.api.collect.Emitter;
import io.cresset.api.collect.Rhythm;
import io.cresset.api.collect.Tasks;
import io.cresset.api.model.Resource;
import io.cresset.collectors.linux.Vfs;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * Asks mounts for their sizes on threads that may hang.
 *
 * <p>statvfs on a mount whose server is gone blocks for as long as the server stays away, and
 * nothing can interrupt it. So it runs on workers, which are tasks of the collector, never in the
 * run that wants to know:
 *
 * <pre>
 *   ask() -> queue -> worker 1 -> statvfs("/")      0.01 ms
 *                              -> statvfs("/nas")   hangs, for days
 *                     worker 2 -> statvfs("/home")  0.01 ms     joined after 100 ms
 *   ask() &lt;- all answers, or after the time limit those that there are
 * </pre>
 *
 * <p>There is one worker, and one more for each mount that hangs now. As long as some of a run's
 * mounts wait for a worker, one comes after 100 ms, two after the next, then four: so the many
 * mounts of one dead server use up no run's time limit before the others had their turn. While a
 * mount hangs it is not asked again: the next runs say at once that it timed out. When its call
 * returns, for better or worse, it is asked again like any other, and workers too many end.
 */
final class StatPool {
  /** What node_exporter says of a mount that hangs. */
  static final Vfs TIMED_OUT = new Vfs.Refused("mountpoint timeout");

  /** After so long mounts that still wait get more workers. */
  private static final long PATIENCE_NANOS = 100_000_000;

  private final Function<String, Vfs> statvfs;
  private final Time time;
  private final Duration timeout;

  /** Workers, and so hanging mounts; with more of them the rest counts as timed out too. */
  private final int maxWorkers;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition asked = lock.newCondition();
  private final Condition answered = lock.newCondition();

  // All below is guarded by the lock.
  private final Deque<Request> queue = new ArrayDeque<>();
  private final Set<String> beingAsked = new HashSet<>();
  private Runnable addWorker = () -> {};
  private int workers;
  private int workersNamed;
  private int workersIdle;

  /** The mounts of one call of {@link #ask}. */
  private static final class Round {
    private final Map<String, Vfs> answers = new HashMap<>();
    private int open;
  }

  private record Request(String path, Round round) {}

  StatPool(Function<String, Vfs> statvfs, Time time, Duration timeout, int maxWorkers) {
    this.statvfs = statvfs;
    this.timeout = timeout;
    this.maxWorkers = maxWorkers;
    this.time = time;
  }

  /** Registers the first worker. */
  void start(Tasks tasks, Resource resource) {
    lock.lock();
    try {
      addWorker =
          () -> {
            workers++;
            workersNamed++;
            tasks.add(
                "filesystem-stat-" + workersNamed,
                resource,
                Rhythm.listen().onPlatformThread(),
                this::work);
          };
      addWorker.run();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Sizes by path; {@link #TIMED_OUT} for what hangs or was not answered within the time limit.
   * Calls do not overlap.
   */
  Map<String, Vfs> ask(Set<String> paths) throws InterruptedException {
    Round round = new Round();
    lock.lockInterruptibly();
    try {
      for (String path : paths) {
        round.answers.put(path, TIMED_OUT);
        if (!beingAsked.contains(path)) {
          queue.add(new Request(path, round));
          round.open++;
        }
      }
      // Whoever is being asked now is so since an earlier round, and hangs.
      if (!queue.isEmpty() && workers == beingAsked.size()) {
        addWorkers(1);
      }
      asked.signal();
      awaitAnswers(round);
      return Map.copyOf(round.answers);
    } finally {
      queue.clear();
      lock.unlock();
    }
  }

  private void awaitAnswers(Round round) throws InterruptedException {
    long now = time.monotonicNanos();
    long end = now + timeout.toNanos();
    long moreAt = now + PATIENCE_NANOS;
    int more = 1;
    while (round.open > 0 && end - now > 0) {
      if (moreAt - now <= 0) {
        addWorkers(Math.min(more, queue.size()));
        more = Math.min(2 * more, maxWorkers);
        moreAt = now + PATIENCE_NANOS;
      }
      time.await(lock, answered, Math.min(moreAt - now, end - now));
      now = time.monotonicNanos();
    }
  }

  private void addWorkers(int wanted) {
    for (int i = Math.min(wanted, maxWorkers - workers); i > 0; i--) {
      addWorker.run();
    }
  }

  /** A worker: its task ends when it returns. */
  private void work(Emitter out) throws InterruptedException {
    out.ready();
    try {
      Optional<Request> request = next();
      while (request.isPresent()) {
        answer(request.get());
        request = next();
      }
    } catch (InterruptedException e) {
      end();
      throw e;
    }
    end();
  }

  /** Waits for a mount to ask; empty if another worker already waits, because one is enough. */
  private Optional<Request> next() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (queue.isEmpty()) {
        if (workersIdle > 0) {
          return Optional.empty();
        }
        workersIdle++;
        try {
          asked.await();
        } finally {
          workersIdle--;
        }
      }
      Request request = queue.remove();
      beingAsked.add(request.path);
      return Optional.of(request);
    } finally {
      lock.unlock();
    }
  }

  private void answer(Request request) {
    Vfs answer = new Vfs.Refused("statvfs is not to be had here");
    try {
      answer = statvfs.apply(request.path);
    } finally {
      lock.lock();
      try {
        beingAsked.remove(request.path);
        request.round.answers.put(request.path, answer);
        request.round.open--;
        if (request.round.open == 0) {
          answered.signalAll();
        }
      } finally {
        lock.unlock();
      }
    }
  }

  private void end() {
    lock.lock();
    try {
      workers--;
    } finally {
      lock.unlock();
    }
  }
}
