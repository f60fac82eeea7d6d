package io.cresset.collectors.node.source;

import io.cresset.api.Time;
import io.cresset.api.collect.Emitter;
import io.cresset.api.collect.Rhythm;
import io.cresset.api.collect.Tasks;
import io.cresset.api.model.Resource;
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
 * Makes calls that may hang, each about something of a name, such as a mount.
 *
 * <p>statvfs on a mount whose server is gone blocks for as long as the server stays away, a command
 * to a broken disk likewise, and nothing can interrupt them. So they run on workers, which are
 * tasks of the collector, never in the run that wants to know:
 *
 * <pre>
 *   ask() -> queue -> worker 1 -> statvfs("/")      0.01 ms
 *                              -> statvfs("/nas")   hangs, for days
 *                     worker 2 -> statvfs("/home")  0.01 ms     joined after the first pause
 *   ask() &lt;- all answers, or after the time limit those that there are
 * </pre>
 *
 * <p>There is one worker, and one more for each call that hangs now. As long as some of a run's
 * calls wait for a worker, one comes after a pause, two after the next, then four: so the many
 * mounts of one dead server use up no run's time limit before the others had their turn. While a
 * call hangs no other is made of that name: the next runs have no answer of it. When it returns,
 * for better or worse, calls of that name are made again as of any other, and workers too many end.
 *
 * <p>Before it was started it makes calls itself, one after the other.
 *
 * @param <A> an answer
 */
public final class CallPool<A> {
  private final String task;
  private final Function<String, A> call;
  private final Time time;
  private final Limits limits;

  /**
   * How much is waited for.
   *
   * @param all how long {@link #ask} waits
   * @param pause how long calls wait before there are more workers
   * @param workers and so calls that hang; with more of them there is no answer of the rest
   */
  public record Limits(Duration all, Duration pause, int workers) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition asked = lock.newCondition();
  private final Condition answered = lock.newCondition();

  // All below is guarded by the lock.
  private final Deque<Request<A>> queue = new ArrayDeque<>();
  private final Set<String> beingAsked = new HashSet<>();
  private Optional<Runnable> addWorker = Optional.empty();
  private int workers;
  private int workersNamed;
  private int workersIdle;

  /** One run of {@link #ask}. */
  private static final class Round<A> {
    private final Map<String, A> answers = new HashMap<>();
    private int open;
  }

  private record Request<A>(String name, Round<A> round) {}

  /**
   * @param task the workers' names, without their numbers
   */
  public CallPool(String task, Function<String, A> call, Time time, Limits limits) {
    this.task = task;
    this.call = call;
    this.time = time;
    this.limits = limits;
  }

  /** From now on calls are made by workers. */
  public void start(Tasks tasks, Resource resource) {
    lock.lock();
    try {
      addWorker =
          Optional.of(
              () -> {
                workers++;
                workersNamed++;
                tasks.add(
                    task + "-" + workersNamed,
                    resource,
                    Rhythm.listen().onPlatformThread(),
                    this::work);
              });
    } finally {
      lock.unlock();
    }
  }

  /** Answers by name; none of what hangs or gave none within the time limit. Runs never overlap. */
  public Map<String, A> ask(Set<String> names) throws InterruptedException {
    Round<A> round = new Round<>();
    lock.lockInterruptibly();
    try {
      if (addWorker.isEmpty()) {
        names.forEach(name -> round.answers.put(name, call.apply(name)));
        return round.answers;
      }
      for (String name : names) {
        if (!beingAsked.contains(name)) {
          queue.add(new Request<>(name, round));
          round.open++;
        }
      }
      // What is being asked now is so since an earlier run, and hangs.
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

  private void awaitAnswers(Round<A> round) throws InterruptedException {
    long now = time.monotonicNanos();
    long end = now + limits.all.toNanos();
    long moreAt = now + limits.pause.toNanos();
    int more = 1;
    while (round.open > 0 && end - now > 0) {
      if (moreAt - now <= 0) {
        addWorkers(Math.min(more, queue.size()));
        more = Math.min(2 * more, limits.workers);
        moreAt = now + limits.pause.toNanos();
      }
      time.await(lock, answered, Math.min(moreAt - now, end - now));
      now = time.monotonicNanos();
    }
  }

  private void addWorkers(int wanted) {
    for (int i = Math.min(wanted, limits.workers - workers); i > 0; i--) {
      addWorker.ifPresent(Runnable::run);
    }
  }

  /** A worker: its task ends when it returns. */
  private void work(Emitter out) throws InterruptedException {
    out.ready();
    try {
      Optional<Request<A>> request = next();
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

  /** Waits for a call to make; empty if another worker already waits, because one is enough. */
  private Optional<Request<A>> next() throws InterruptedException {
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
      Request<A> request = queue.remove();
      beingAsked.add(request.name);
      return Optional.of(request);
    } finally {
      lock.unlock();
    }
  }

  private void answer(Request<A> request) {
    Optional<A> answer = Optional.empty();
    try {
      answer = Optional.of(call.apply(request.name));
    } finally {
      lock.lock();
      try {
        beingAsked.remove(request.name);
        answer.ifPresent(it -> request.round.answers.put(request.name, it));
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
