package io.cresset.collectors.logs.tail;

import io.cresset.api.collect.CollectorContext;
import io.cresset.api.collect.Emitter;
import io.cresset.api.collect.Rhythm;
import io.cresset.api.collect.Tasks;
import io.cresset.api.model.MetricBatch;
import io.cresset.api.model.MetricSpec;
import java.time.Duration;
import java.util.List;

/**
 * Follows the files of one collector: a task that finds and reads them, one that emits what was
 * read, and one that reports the counts. The collector passes its own {@code start}, {@code retire}
 * and {@code close} on.
 */
public final class Tail {
  static final String FOLLOW_TASK = "follow";
  static final String EMIT_TASK = "emit";
  static final String COUNTS_TASK = "counts";

  /** Why lines are dropped that were over their file's rate limit. */
  private static final String RATE_LIMIT = "rate_limit";

  /** When it is to end, so long is read from deleted files, which no later instance can. */
  private static final long LEAVING_NANOS = Duration.ofMillis(250).toNanos();

  private final Layout layout;
  private final TailSettings settings;
  private final CollectorContext context;
  private final TailCounts counts;
  private final Outbox outbox;
  private volatile boolean retiring;

  /**
   * @param prefix of the names of its metrics, such as {@code cresset_files}
   */
  public Tail(Layout layout, TailSettings settings, CollectorContext context, String prefix) {
    this.layout = layout;
    this.settings = settings;
    this.context = context;
    this.counts = new TailCounts(prefix);
    this.outbox = new Outbox(context.time());
  }

  /** What it reports, for the collector's factory. */
  public static List<MetricSpec> specs(String prefix) {
    return new TailCounts(prefix).specs();
  }

  public void start(Tasks tasks) {
    // They read files and wait in native calls.
    Rhythm rhythm = Rhythm.listen().onPlatformThread();
    if (context.excerpt().isPresent()) {
      tasks.add(FOLLOW_TASK, context.resource(), rhythm, this::readOnce);
    } else {
      tasks.add(FOLLOW_TASK, context.resource(), rhythm, this::follow);
      tasks.add(EMIT_TASK, context.resource(), rhythm, this::emit);
    }
    tasks.add(COUNTS_TASK, context.resource(), Rhythm.onDemand(), this::report);
  }

  private void report(Emitter out) throws InterruptedException {
    out.emit(MetricBatch.of(context.resource(), counts.families()));
  }

  /** Emits what there is, and returns. */
  private void readOnce(Emitter out) throws InterruptedException {
    outbox.reset();
    Watches none = new NoWatches(context.time());
    try (Engine engine = new Engine(layout, settings, context, outbox, none, counts)) {
      engine.begin();
      boolean more = true;
      while (more) {
        more = engine.step();
        outbox.emitWaiting(out);
      }
      out.ready();
    }
  }

  private void follow(Emitter out) throws InterruptedException {
    // What an earlier run has sealed must be in the positions from which this one begins.
    outbox.reset();
    outbox.awaitEmpty();
    Watches watches = KernelWatches.open(context.time(), context.logger(), counts);
    try (Engine engine = new Engine(layout, settings, context, outbox, watches, counts)) {
      engine.begin();
      out.ready();
      while (!retiring) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        boolean more = engine.step();
        count(engine, out);
        if (!outbox.hasRoom()) {
          outbox.awaitRoom(Pace.LOOK_NANOS);
        } else if (!more) {
          watches.await(engine.idleNanos());
          rest(engine);
        }
      }
      leave(engine);
      count(engine, out);
    } finally {
      if (retiring) {
        outbox.end();
      }
    }
  }

  /** What comes close together is read together, but a file that is renamed is seen in time. */
  private void rest(Engine engine) throws InterruptedException {
    for (long left = engine.restNanos(); left > 0 && !retiring; left = engine.restNanos()) {
      context.time().sleep(Math.min(left, Pace.LOOK_NANOS));
      engine.look();
    }
  }

  private static void count(Engine engine, Emitter out) {
    long dropped = engine.takeDroppedByRate();
    if (dropped > 0) {
      out.dropped(RATE_LIMIT, dropped);
    }
  }

  private void leave(Engine engine) throws InterruptedException {
    long begun = context.time().monotonicNanos();
    while (engine.nameless().isHoldingUnread()
        && context.time().monotonicNanos() - begun < LEAVING_NANOS
        && outbox.hasRoom()) {
      boolean _ = engine.step();
    }
    engine.nameless().leave();
  }

  private void emit(Emitter out) throws InterruptedException {
    out.ready();
    outbox.emitAll(out);
  }

  /** As {@link io.cresset.api.collect.Collector#retire}. */
  public boolean retire() {
    retiring = true;
    return true;
  }

  public void close() {}
}
