package io.cresset.app.web;

import io.cresset.api.Time;
import io.cresset.core.log.LogStatus;
import io.cresset.core.runtime.ComponentStatus;
import io.cresset.core.runtime.DeliveryStatus;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Supplier;

/**
 * How many records each part took in the last minute, each second: from what had been counted a
 * minute ago, which one look every ten seconds remembers.
 */
public final class RecentRates implements AutoCloseable {
  private static final long LOOK_NANOS = 10_000_000_000L;
  private static final int LOOKS = 6;

  /** Nothing is said about a shorter time: chance would be most of it. */
  private static final long LEAST_NANOS = 1_000_000_000L;

  private final Time time;
  private final Supplier<Snapshot> snapshot;
  private final Deque<Look> looks = new ArrayDeque<>();
  private final Thread thread;

  private record Look(long nanos, Map<String, Long> counts) {}

  /** Looks now, and later only when told. */
  RecentRates(Time time, Supplier<Snapshot> snapshot) {
    this.time = time;
    this.snapshot = snapshot;
    look();
    this.thread = Thread.ofVirtual().name("web-rates").unstarted(this::run);
  }

  /** Looks now and from now on. */
  public static RecentRates start(Time time, Supplier<Snapshot> snapshot) {
    RecentRates rates = new RecentRates(time, snapshot);
    rates.thread.start();
    return rates;
  }

  private void run() {
    try {
      while (true) {
        time.sleep(LOOK_NANOS);
        look();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  void look() {
    Look look = new Look(time.monotonicNanos(), counts(snapshot.get()));
    synchronized (looks) {
      looks.addLast(look);
      if (looks.size() > LOOKS) {
        looks.removeFirst();
      }
    }
  }

  private static Map<String, Long> counts(Snapshot at) {
    Map<String, Long> counts = new HashMap<>();
    for (ComponentStatus component : at.components()) {
      counts.put(key(component), component.records());
    }
    for (Snapshot.Log log : at.logs()) {
      for (LogStatus.SinkStatus sink : log.status().sinks()) {
        counts.put(key(sink.sink(), log.signal().id()), sink.delivered());
      }
    }
    return counts;
  }

  private static String key(ComponentStatus component) {
    return "collector " + component.component();
  }

  private static String key(String sink, String signal) {
    return "sink " + sink + " " + signal;
  }

  /** Records that a collector took; empty if it is not known for long enough. */
  OptionalDouble of(ComponentStatus component) {
    return perSecond(key(component), component.records());
  }

  /** Records that a sink took. */
  OptionalDouble of(DeliveryStatus delivery, LogStatus.SinkStatus account) {
    return perSecond(key(delivery.component(), delivery.signal().id()), account.delivered());
  }

  private OptionalDouble perSecond(String key, long count) {
    long now = time.monotonicNanos();
    synchronized (looks) {
      for (Look look : looks) {
        Long then = look.counts.get(key);
        if (then != null) {
          long nanos = now - look.nanos;
          // Fewer than before: it was started again, and counts from nothing.
          return nanos < LEAST_NANOS
              ? OptionalDouble.empty()
              : OptionalDouble.of(Math.max(0, count - then) * 1e9 / nanos);
        }
      }
    }
    return OptionalDouble.empty();
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
