package io.cresset.core.runtime;

import io.cresset.api.Time;
import io.cresset.api.export.Chunk;
import io.cresset.api.export.Outcome;
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
import java.util.function.BooleanSupplier;
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

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final DeliveryHealth health;
  private @Nullable Thread thread;
  private boolean stopping;
  private boolean sending;

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
    this.health = new DeliveryHealth(time);
  }

  /**
   * Counts refusals on from those of the delivery before it, if that was of the same signal: the
   * log's account of the sink goes on, and so must what says why. Called before {@link #start}.
   */
  public void countOnFrom(Delivery before) {
    if (before.signal == signal) {
      health.countOnFrom(before.status().rejected());
    }
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
          defect(e);
          pause(backoff.nextNanos());
        } catch (RuntimeException | Error e) {
          defect(e);
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
      commit(Answered.of(chunk, chunk.endNumber(), List.of(), 0, ""));
      return;
    }
    Optional<Outcome> outcome = send(chunk);
    if (outcome.isEmpty()) {
      return;
    }
    switch (outcome.get()) {
      case Outcome.Done done -> {
        commit(
            Answered.of(
                chunk, chunk.endNumber(), done.rejections(), done.unattributed(), done.reason()));
        backoff.reset();
        arrived();
      }
      case Outcome.Partial partial -> {
        long upTo = Math.clamp(partial.upTo(), chunk.firstNumber(), chunk.endNumber());
        if (upTo > chunk.firstNumber()) {
          commit(
              Answered.of(
                  chunk, upTo, partial.rejections(), partial.unattributed(), partial.refusal()));
          backoff.reset();
        }
        retry(partial.after(), partial.reason());
      }
      case Outcome.RetryAfter later -> retry(later.after(), later.reason());
    }
  }

  /** Sends, and gives the outcome unless the delivery was given up meanwhile. */
  private Optional<Outcome> send(Chunk chunk) throws InterruptedException {
    lock.lock();
    try {
      if (stopping) {
        return Optional.empty();
      }
      sending = true;
    } finally {
      lock.unlock();
    }
    try {
      return Optional.of(sink.send(chunk));
    } finally {
      lock.lock();
      try {
        sending = false;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  /** Moves the feed on and counts what was refused, so that nobody sees one without the other. */
  private void commit(Answered answered) {
    lock.lock();
    try {
      if (givenUp) {
        return;
      }
      feed.commit(answered.upTo(), answered.refused(), answered.unselected());
      health.refused(answered);
    } finally {
      lock.unlock();
    }
    if (answered.refused() > 0) {
      logger.log(
          Level.WARNING,
          "refused for good: {0}",
          answered.said(),
          Map.entry("records", answered.refused()),
          Map.entry("signal", signal.id()));
    }
  }

  private void arrived() {
    boolean again;
    lock.lock();
    try {
      again = health.arrived();
    } finally {
      lock.unlock();
    }
    if (again) {
      logger.log(Level.INFO, "delivers again", Map.entry("signal", signal.id()));
    }
  }

  private void retry(Duration asked, String reason) throws InterruptedException {
    boolean news;
    lock.lock();
    try {
      news = health.retrying(reason);
    } finally {
      lock.unlock();
    }
    if (news) {
      logger.log(
          Level.WARNING,
          "not delivered, will be sent again: {0}",
          reason,
          Map.entry("signal", signal.id()));
    }
    long own = backoff.nextNanos();
    Duration bounded = asked.compareTo(MAX_WAIT) < 0 ? asked : MAX_WAIT;
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

  private void defect(Throwable e) {
    lock.lock();
    try {
      health.defect(e);
    } finally {
      lock.unlock();
    }
    logger.log(Level.ERROR, "defect in the sink or its log; the chunk is sent again", e);
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
    lock.lock();
    try {
      return health.status(component, signal);
    } finally {
      lock.unlock();
    }
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
    lock.lock();
    try {
      stopping = true;
      changed.signalAll();
      if (thread == null) {
        stopped = true;
        health.stopped();
        return true;
      }
      await(() -> stopped || !sending, begin + limit.toNanos() / 2);
      if (!stopped) {
        thread.interrupt();
      }
      await(() -> stopped, begin + limit.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      givenUp = !stopped;
      lock.unlock();
    }
    return !givenUp;
  }

  /** Closes some at the same time; false if one of them had not returned. */
  public static boolean closeAll(List<Delivery> some, Duration limit) {
    List<Future<Boolean>> ends = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      some.forEach(delivery -> ends.add(threads.submit(() -> delivery.close(limit))));
    }
    return ends.stream().allMatch(Future::resultNow);
  }

  /** Waits with the lock, which it gives up meanwhile. */
  private void await(BooleanSupplier state, long endNanos) throws InterruptedException {
    for (long left = endNanos - time.monotonicNanos();
        left > 0 && !state.getAsBoolean();
        left = endNanos - time.monotonicNanos()) {
      time.await(lock, changed, left);
    }
  }
}
