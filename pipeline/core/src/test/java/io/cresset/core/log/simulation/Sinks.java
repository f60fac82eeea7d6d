package io.cresset.core.log.simulation;

import io.cresset.api.export.Chunk;
import io.cresset.core.log.Feed;
import io.cresset.core.log.OpenedLog;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** What the sinks of a {@link Simulation} do: they poll, answer, come and go. */
final class Sinks {
  private final SplittableRandom dice;
  private final Trace trace;
  private final Oracle oracle;
  private final Supplier<OpenedLog> log;
  private int names;

  Sinks(SplittableRandom dice, Trace trace, Oracle oracle, Supplier<OpenedLog> log) {
    this.dice = dice;
    this.trace = trace;
    this.oracle = oracle;
    this.log = log;
  }

  /** A number that was not given before. */
  int next() {
    return names++;
  }

  void deliver() throws InterruptedException {
    List<SinkBook> free =
        oracle.sinks.values().stream()
            .filter(sink -> !sink.isBusy && dice.nextInt(sink.slowness) == 0)
            .toList();
    if (!free.isEmpty()) {
      deliver(free.get(dice.nextInt(free.size())), 1 + dice.nextInt(4000));
    }
  }

  /** Polls, or answers for what was polled before. */
  boolean deliver(SinkBook sink, int maxBytes) throws InterruptedException {
    Feed feed = log.get().feed(sink.name);
    if (sink.inHand().isEmpty() || dice.nextInt(4) == 0) {
      sink.isBusy = true;
      Optional<Chunk> polled = feed.poll(maxBytes, Duration.ZERO, Duration.ZERO);
      sink.isBusy = false;
      trace.event(
          10,
          polled.map(Chunk::firstNumber).orElse(-1L),
          polled.map(Chunk::endNumber).orElse(-1L),
          () ->
              sink.name
                  + " got "
                  + polled.map(c -> c.firstNumber() + ".." + c.endNumber()).orElse("nothing"));
      oracle.look(log.get());
      polled.ifPresent(sink::polled);
      return polled.isPresent();
    }
    Chunk chunk = sink.inHand().get();
    long from = sink.account().cursor();
    long upTo = chunk.endNumber();
    if (dice.nextInt(4) == 0) {
      upTo = dice.nextLong(from, upTo + 1);
    }
    long present = chunk.presentIn(from, upTo);
    long rejected = dice.nextInt(6) == 0 ? dice.nextLong(present + 1) : 0;
    long unselected = dice.nextInt(6) == 0 ? dice.nextLong(present - rejected + 1) : 0;
    long to = upTo;
    trace.event(11, upTo, rejected, () -> sink.name + " commits up to " + to);
    feed.commit(upTo, rejected, unselected);
    sink.committed(upTo, rejected, unselected);
    return true;
  }

  void comeOrGo() {
    if (oracle.sinks.size() < 4 && dice.nextBoolean()) {
      newSink();
    } else if (oracle.sinks.size() > 1) {
      SinkBook gone =
          oracle.sinks.values().stream().toList().get(dice.nextInt(oracle.sinks.size()));
      if (!gone.isBusy) {
        trace.event(12, 0, 0, () -> "forget " + gone.name);
        oracle.sinks.remove(gone.name);
        log.get().forget(gone.name);
      }
    }
  }

  void newSink() {
    String name = "sink" + (dice.nextInt(4) == 0 ? dice.nextInt(1 + names) : next());
    if (!oracle.sinks.containsKey(name)) {
      SinkBook sink = oracle.newSink(name, 1 + dice.nextInt(4), log.get());
      trace.event(13, sink.start(), 0, () -> "new " + name + " at " + sink.start());
    }
    oracle.look(log.get());
  }
}
