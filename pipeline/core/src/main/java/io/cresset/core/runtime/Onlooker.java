package io.cresset.core.runtime;

import io.cresset.api.Time;
import io.cresset.api.collect.RunResult;
import io.cresset.api.export.View;
import io.cresset.api.model.Batch;
import io.cresset.api.model.Signal;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A view, and the thread on which it is told what flows.
 *
 * <p>Whoever emits hands over one call and waits until the view has returned, so that a page shows
 * every run that has ended, and pressure stays where it belongs. But a view may only keep others
 * waiting for a tenth of the time, saved up to its patience. Past that it is <em>behind</em>: what
 * it would have been told is left out and counted, and nobody waits. What is left out are whole
 * runs, so that none is seen in part; once the view keeps up again it is told which tasks have gone
 * meanwhile, and the next runs show the rest.
 */
final class Onlooker {
  /** One part of the time belongs to the view. */
  private static final int PARTS = 10;

  final View view;
  private final Time time;
  private final System.Logger logger;
  private final long patienceNanos;

  /** Fair, so that one who has always more to tell leaves the others their turn. */
  private final ReentrantLock lock = new ReentrantLock(true);

  private final Condition handedOver = lock.newCondition();
  private final Condition done = lock.newCondition();

  /** Signalled to one of those who wait for their turn, when it is theirs. */
  private final Condition turn = lock.newCondition();

  private @Nullable Call inHand;
  private long doneNanos;
  private long begunNanos;

  /** How long others may wait for it. */
  private long creditNanos;

  private boolean behind;
  private boolean closed;

  /** The runs that it has not seen whole. */
  private final Map<Job, Long> broken = new HashMap<>();

  /** Tasks that have gone, of which it was not told. */
  private final Set<Job> gone = new LinkedHashSet<>();

  private record Job(String component, String task) {}

  /** Something to be told; a class, because two calls alike are still two. */
  private static final class Call {
    final Consumer<View> work;
    final Counts counts;
    final long records;

    Call(Consumer<View> work, Counts counts, long records) {
      this.work = work;
      this.counts = counts;
      this.records = records;
    }
  }

  /**
   * @param patience how long others wait for it at most, if it has been quick before
   */
  Onlooker(View view, Time time, System.Logger logger, Duration patience) {
    this.view = view;
    this.time = time;
    this.logger = logger;
    this.patienceNanos = patience.toNanos();
    this.creditNanos = patienceNanos;
    this.doneNanos = time.monotonicNanos();
  }

  /** Begins to listen, on a platform thread, because a view may compute without end. */
  void start() {
    Thread _ = Thread.ofPlatform().daemon().name("view " + logger.getName()).start(this::listen);
  }

  boolean wants(Signal signal) {
    return view.signals().contains(signal);
  }

  /** A part of a run, whose end follows. */
  void accept(View.Run run, Batch batch, Counts counts) {
    Job job = new Job(run.component(), run.task());
    boolean whole = !isBroken(job, run);
    if (!whole || !tell(it -> it.accept(run, batch), counts, batch.recordCount())) {
      counts.unseen.add(Counts.VIEW_BEHIND, batch.recordCount());
      lock.lock();
      try {
        broken.put(job, run.sequence());
      } finally {
        lock.unlock();
      }
    }
  }

  private boolean isBroken(Job job, View.Run run) {
    lock.lock();
    try {
      return Long.valueOf(run.sequence()).equals(broken.get(job));
    } finally {
      lock.unlock();
    }
  }

  void ended(View.Run run, RunResult result, Counts counts) {
    Job job = new Job(run.component(), run.task());
    boolean whole = !isBroken(job, run);
    forget(job);
    if (whole) {
      boolean _ = tell(it -> it.ended(run, result), counts, 0);
    }
  }

  private void forget(Job job) {
    lock.lock();
    try {
      broken.remove(job);
    } finally {
      lock.unlock();
    }
  }

  /** A batch that is a run of its own. */
  void whole(View.Run run, Batch batch, RunResult result, Counts counts) {
    Consumer<View> both =
        it -> {
          it.accept(run, batch);
          it.ended(run, result);
        };
    if (!tell(both, counts, batch.recordCount())) {
      counts.unseen.add(Counts.VIEW_BEHIND, batch.recordCount());
    }
  }

  void cancelled(String component, String task, Counts counts) {
    Job job = new Job(component, task);
    forget(job);
    if (!tell(it -> it.cancelled(component, task), counts, 0)) {
      lock.lock();
      try {
        gone.add(job);
      } finally {
        lock.unlock();
      }
    }
  }

  /** Tells it nothing more, and waits for nothing. */
  void close() {
    lock.lock();
    try {
      closed = true;
      handedOver.signal();
      done.signalAll();
      turn.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Hands a call over and waits for its end; false if the view does not get to know. */
  private boolean tell(Consumer<View> work, Counts counts, long records) {
    Call call = new Call(work, counts, records);
    lock.lock();
    try {
      boolean waited = true;
      while (inHand != null && !closed && waited) {
        waited = waits(turn);
      }
      if (inHand != null || closed || !hasCredit()) {
        turn.signal();
        return closed;
      }
      caughtUp();
      inHand = call;
      begunNanos = time.monotonicNanos();
      handedOver.signal();
      waited = true;
      while (inHand == call && !closed && waited) {
        waited = waits(done);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  private boolean hasCredit() {
    long now = time.monotonicNanos();
    creditNanos = Math.min(patienceNanos, creditNanos + (now - doneNanos) / PARTS);
    doneNanos = now;
    return creditNanos > 0;
  }

  /** Waits as long as the view may take; false if it has taken longer. */
  private boolean waits(Condition condition) {
    long left = begunNanos + creditNanos - time.monotonicNanos();
    if (left <= 0) {
      fellBehind();
      return false;
    }
    try {
      time.await(lock, condition, left);
      return true;
    } catch (InterruptedException e) {
      // Whoever is wanted elsewhere does not wait; the view is told all the same if it was its
      // turn.
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void fellBehind() {
    if (!behind) {
      behind = true;
      logger.log(Level.ERROR, "does not keep up; it is not told what flows until it does");
    }
  }

  private void caughtUp() {
    if (behind) {
      behind = false;
      logger.log(Level.INFO, "keeps up again");
    }
  }

  private void listen() {
    lock.lock();
    try {
      while (true) {
        while (inHand == null && !closed) {
          handedOver.awaitUninterruptibly();
        }
        if (inHand == null) {
          return;
        }
        Call call = inHand;
        Set<Job> left = Set.copyOf(gone);
        gone.clear();
        lock.unlock();
        try {
          left.forEach(job -> perform(it -> it.cancelled(job.component(), job.task()), call, 0));
          perform(call.work, call, call.records);
        } finally {
          lock.lock();
        }
        inHand = null;
        doneNanos = time.monotonicNanos();
        creditNanos = Math.max(-patienceNanos, creditNanos - (doneNanos - begunNanos));
        done.signalAll();
        turn.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  private void perform(Consumer<View> work, Call call, long records) {
    try {
      work.accept(view);
    } catch (RuntimeException | Error e) {
      call.counts.unseen.add(Counts.VIEW_DEFECT, Math.max(1, records));
      logger.log(Level.ERROR, "defect in a view", e);
    }
  }
}
