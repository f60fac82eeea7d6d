package io.cresset.collectors.logs.tail;

import io.cresset.api.collect.Emitter;
import io.cresset.api.collect.Receipt;
import io.cresset.api.model.Batch;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.LogBatch;
import io.cresset.testkit.CollectorHarness;
import io.cresset.testkit.FakeTime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The engine as a program would run it, step by step, with a log of batches of which some are
 * durable: {@link #kill} loses the others, with the positions that they carried.
 */
final class Follower implements AutoCloseable {
  static final TailSettings SETTINGS =
      new TailSettings(
          false,
          4096,
          100_000,
          64,
          1 << 20,
          1 << 20,
          0,
          Duration.ofSeconds(5),
          Duration.ofMinutes(1));

  final FakeTime time = new FakeTime();
  final TailCounts counts = new TailCounts("cresset_test");
  private final TailSettings settings;
  private final Layout layout;
  private final Watching watching;
  private final List<LogBatch> log = new ArrayList<>();
  private int durable;
  private Outbox outbox = new Outbox(time);
  private Engine engine;

  Follower(Path folder) {
    this(new TestLayout(folder), SETTINGS, true);
  }

  /** How it learns what happens. */
  @FunctionalInterface
  interface Watching {
    Watches open(FakeTime time, System.Logger logger, TailCounts counts);
  }

  Follower(Layout layout, TailSettings settings, boolean watching) {
    this(layout, settings, watching ? KernelWatches::open : (time, _, _) -> new NoWatches(time));
  }

  Follower(Layout layout, TailSettings settings, Watching watching) {
    this.layout = layout;
    this.settings = settings;
    this.watching = watching;
    this.engine = begin();
  }

  private Engine begin() {
    CollectorHarness context = new CollectorHarness("test", time);
    positions().forEach(context::setPosition);
    outbox = new Outbox(time);
    Watches watches = watching.open(time, context.logger(), counts);
    Engine made = new Engine(layout, settings, context, outbox, watches, counts);
    try {
      made.begin();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return made;
  }

  Map<String, ByteSlice> positions() {
    Map<String, ByteSlice> positions = new HashMap<>();
    for (LogBatch batch : log) {
      batch
          .positions()
          .moves()
          .forEach(
              (key, value) ->
                  value.ifPresentOrElse(it -> positions.put(key, it), () -> positions.remove(key)));
    }
    return positions;
  }

  /** Sees and reads all that there is now. */
  Follower look() throws InterruptedException {
    time.advance(Duration.ofMillis(25));
    boolean more = true;
    while (more) {
      more = step();
    }
    return this;
  }

  /** Sees what there is now without reading it, as while nothing more can be emitted. */
  Follower see() throws InterruptedException {
    time.advance(Duration.ofMillis(25));
    engine.look();
    return this;
  }

  /** One round. */
  boolean step() throws InterruptedException {
    boolean more = engine.step();
    outbox.emitWaiting(
        new Emitter() {
          @Override
          public Receipt emit(Batch batch) {
            log.add((LogBatch) batch);
            return Receipt.NOTHING_TO_KEEP;
          }

          @Override
          public void ready() {}

          @Override
          public void dropped(String reason, long records) {}
        });
    return more;
  }

  /** Looks again and again, while time passes. */
  Follower pass(Duration duration) throws InterruptedException {
    Duration step = Duration.ofMillis(500);
    for (Duration left = duration; left.isPositive(); left = left.minus(step)) {
      time.advance(step);
      Follower _ = look();
    }
    return this;
  }

  /** All so far is durable. */
  Follower sync() {
    durable = log.size();
    return this;
  }

  /** Ends without a word, and begins again from what is durable. */
  Follower kill() {
    engine.close();
    log.subList(durable, log.size()).clear();
    engine = begin();
    return this;
  }

  /** Ends without a word; {@link #revive} begins again. */
  Follower down() {
    engine.close();
    log.subList(durable, log.size()).clear();
    return this;
  }

  Follower revive() {
    engine = begin();
    return this;
  }

  /** What stands in the log. */
  List<String> lines() {
    return log.stream()
        .flatMap(batch -> batch.resources().stream())
        .flatMap(logs -> logs.records().stream())
        .map(record -> record.body().toString())
        .toList();
  }

  long idleNanos() {
    return engine.idleNanos();
  }

  /** All files that the engine knows. */
  List<Tailed> files() {
    return engine.chains().all().stream().flatMap(chain -> chain.files.stream()).toList();
  }

  /** What the engine knows, for the message of a test that fails. */
  String describe() {
    return engine.describe();
  }

  @Override
  public void close() {
    engine.close();
  }
}
