package io.cresset.core.runtime;

import io.cresset.api.Time;
import io.cresset.api.export.Chunk;
import io.cresset.api.export.Outcome;
import io.cresset.api.export.Outcome.Rejection;
import io.cresset.api.export.Sink;
import io.cresset.api.model.Signal;
import io.cresset.core.config.Select;
import io.cresset.core.log.Feed;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Carries what a sink wants of one signal from a log's feed to it: strictly in order, one request
 * in flight, and again and again until the sink has answered for it. What the sink refuses for good
 * is counted by reason and said. Between tries it waits as long as the destination asks, at most
 * {@link #MAX_WAIT}, or by a backoff of its own. Nothing of a chunk is held while it waits: the log
 * gives the chunk again.
 */
public final class Delivery {
  /** The sum of a chunk's frames, unless one alone is larger. */
  static final int MAX_CHUNK_BYTES = 1 << 20;

  /** How long a first record waits for company. */
  static final Duration LINGER = Duration.ofMillis(25);

  /** The longest wait that a destination may ask for. */
  static final Duration MAX_WAIT = Duration.ofMinutes(5);

  private static final Duration IDLE_POLL = Duration.ofMinutes(1);
  private static final Duration MIN_BACKOFF = Duration.ofMillis(500);
  private static final Duration MAX_BACKOFF = Duration.ofSeconds(30);

  private final String component;
  private final Signal signal;
  private final Sink sink;
  private final Selector selector;
  private final Feed feed;
  private final Time time;
  private final System.Logger logger;
  private final Backoff backoff;
  private final Turns turns;
  private Aside aside = Aside.NOWHERE;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final DeliveryHealth health;
  private @Nullable Thread thread;
  private boolean stopping;

  /** Somebody else may have the feed by now. */
  private boolean givenUp;

  private boolean stopped;

  /**
   * @param component the sink's component id
   * @param select what the sink wants: what any of these selects; everything if there is none
   * @param logger the sink's
   */
  public Delivery(
      String component,
      Signal signal,
      Sink sink,
      List<Select> select,
      Feed feed,
      Time time,
      System.Logger logger) {
    this(component, signal, sink, select, feed, time, logger, RandomGenerator.getDefault());
  }

  Delivery(
      String component,
      Signal signal,
      Sink sink,
      List<Select> select,
      Feed feed,
      Time time,
      System.Logger logger,
      RandomGenerator random) {
    this.component = component;
    this.signal = signal;
    this.sink = sink;
    this.selector = new Selector(select);
    this.feed = feed;
    this.time = time;
    this.logger = logger;
    this.backoff = new Backoff(MIN_BACKOFF, MAX_BACKOFF, random);
    this.turns = new Turns(time);
    this.health = new DeliveryHealth(component, signal, time, logger, lock);
  }

  /**
   * Counts refusals on from those of the delivery before it, if that was of the same signal: the
   * log's account of the sink goes on, and so must what says why. Called before {@link #start}.
   */
  public void countOnFrom(Delivery before) {
    if (before.signal == signal) {
      health.countOnFrom(before.status());
    }
  }

  /** Where to set aside what is refused for good. Called before {@link #start}. */
  public void keepRefusedIn(Aside place) {
    aside = place;
  }

  /** Begins to deliver, on a virtual thread. Called once. */
  public void start() {
    lock.lock();
    try {
      if (thread != null || stopping) {
        throw new IllegalStateException(component + " was started or closed before");
      }
      thread = Thread.ofVirtual().name(component + " " + signal.id()).start(this::run);
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    try {
      while (!isStopping()) {
        try {
          deliverNext();
        } catch (InterruptedException e) {
          if (isStopping()) {
            throw e;
          }
          // Nobody interrupted it: the sink has made that up.
          health.defect(e);
          pause(backoff.nextNanos());
        } catch (RuntimeException | Error e) {
          health.defect(e);
          pause(backoff.nextNanos());
        }
      }
    } catch (InterruptedException e) {
      // The only one who interrupts is close(): what was in flight counts as not sent.
      Thread.currentThread().interrupt();
    } finally {
      lock.lock();
      try {
        stopped = true;
        health.stopped();
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  private void deliverNext() throws InterruptedException {
    Optional<Chunk> next = feed.poll(MAX_CHUNK_BYTES, LINGER, IDLE_POLL);
    if (next.isEmpty()) {
      return;
    }
    Chunk chunk = selector.apply(next.get());
    if (chunk.recordCount() == 0) {
      commit(chunk, Answered.of(chunk, Outcome.delivered()));
      return;
    }
    if (!turns.take()) {
      return;
    }
    Answered answered;
    try {
      answered = Answered.of(chunk, sink.send(chunk));
      if (answered.upTo() > chunk.firstNumber()) {
        commit(chunk, answered);
        backoff.reset();
      }
    } finally {
      turns.giveBack();
    }
    if (answered.again().isPresent()) {
      retry(answered.again().get());
    } else {
      health.arrived();
    }
  }

  /**
   * Sends once more what was refused before, between two chunks of the log and outside of its
   * account.
   *
   * @param chunk of this delivery's signal
   * @return empty if the delivery stops
   */
  public Optional<Answered> resend(Chunk chunk) throws InterruptedException {
    if (!turns.take()) {
      return Optional.empty();
    }
    Outcome outcome;
    try {
      outcome = sink.send(chunk);
    } catch (RuntimeException | Error e) {
      logger.log(Level.ERROR, "defect in the sink; what was sent again stays set aside", e);
      outcome = Outcome.retry("defect: " + Run.text(e));
    } finally {
      turns.giveBack();
    }
    Answered answered = Answered.of(chunk, outcome);
    health.resent(answered);
    return Optional.of(answered);
  }

  /**
   * Sets aside what was refused, and then moves the feed on and counts, so that a crash loses
   * neither, and nobody sees one without the other.
   */
  private void commit(Chunk chunk, Answered answered) throws InterruptedException {
    Aside.Kept kept = keep(chunk, answered);
    lock.lock();
    try {
      if (givenUp) {
        return;
      }
      feed.commit(answered.upTo(), answered.refused(), answered.unselected());
      health.refused(answered, kept);
    } finally {
      lock.unlock();
    }
    health.sayRefused(answered);
  }

  private Aside.Kept keep(Chunk chunk, Answered answered) throws InterruptedException {
    List<Rejection> named = answered.named();
    try {
      return named.isEmpty() ? Aside.Kept.NONE : aside.keep(component, chunk, named);
    } catch (RuntimeException e) {
      logger.log(Level.ERROR, "defect when setting refused records aside", e);
      return new Aside.Kept(0, Map.of("defect", answered.refused() - answered.unnamed()));
    }
  }

  private void retry(Answered.Again again) throws InterruptedException {
    health.retrying(again.reason());
    long own = backoff.nextNanos();
    Duration bounded = again.after().compareTo(MAX_WAIT) < 0 ? again.after() : MAX_WAIT;
    pause(bounded.isPositive() ? bounded.toNanos() : own);
  }

  /** Waits, unless or until the delivery is to stop. */
  private void pause(long nanos) throws InterruptedException {
    long end = time.monotonicNanos() + nanos;
    lock.lockInterruptibly();
    try {
      for (long left = nanos; !stopping && left > 0; left = end - time.monotonicNanos()) {
        time.await(lock, changed, left);
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean isStopping() {
    lock.lock();
    try {
      return stopping;
    } finally {
      lock.unlock();
    }
  }

  public DeliveryStatus status() {
    return health.status();
  }

  /**
   * Reads something while this delivery does not commit, so that the log's numbers and {@link
   * #status} are of one moment. What is read must not wait for a delivery.
   */
  public <T> T betweenCommits(Supplier<T> read) {
    lock.lock();
    try {
      return read.get();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Stops within the limit. A request in flight has half of it to be answered, since one that is
   * cut off may have been taken and comes again. What was not answered for comes again at the next
   * start. Leaves sink and feed to their owner. May be called twice, and without {@link #start}.
   *
   * @return false if the sink had not returned when the limit passed; what it still answers does
   *     not count
   */
  public boolean close(Duration limit) {
    long begin = time.monotonicNanos();
    turns.end();
    boolean returned = false;
    try {
      if (stop()) {
        turns.awaitNobody(limit.toNanos() / 2);
        interrupt();
      }
      returned = turns.awaitNobody(begin + limit.toNanos() - time.monotonicNanos());
      awaitStopped(begin + limit.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    lock.lock();
    try {
      givenUp = !stopped;
      return stopped && returned;
    } finally {
      lock.unlock();
    }
  }

  /**
   * @return false if it was not started, and so has stopped
   */
  private boolean stop() {
    lock.lock();
    try {
      stopping = true;
      changed.signalAll();
      if (thread == null) {
        stopped = true;
        health.stopped();
      }
      return !stopped;
    } finally {
      lock.unlock();
    }
  }

  /** Whoever sends, and whatever the delivery waits for. */
  private void interrupt() {
    turns.interrupt();
    lock.lock();
    try {
      if (thread != null && !stopped) {
        thread.interrupt();
      }
    } finally {
      lock.unlock();
    }
  }

  private void awaitStopped(long endNanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      for (long left = endNanos - time.monotonicNanos();
          left > 0 && !stopped;
          left = endNanos - time.monotonicNanos()) {
        time.await(lock, changed, left);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Closes some at the same time; false if one of them had not returned. */
  public static boolean closeAll(List<Delivery> some, Duration limit) {
    List<Future<Boolean>> ends = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      some.forEach(delivery -> ends.add(threads.submit(() -> delivery.close(limit))));
    }
    return ends.stream().allMatch(Future::resultNow);
  }
}
