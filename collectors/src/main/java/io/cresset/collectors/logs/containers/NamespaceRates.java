package io.cresset.collectors.logs.containers;

import io.cresset.api.collect.CollectorContext;
import io.cresset.api.model.Labels;
import io.cresset.api.model.NumberPoint;
import io.cresset.collectors.logs.tail.Rate;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many lines of each namespace are wanted: so many a second, and those of one second in a
 * burst. Asked by one thread; what was dropped may be asked for by any.
 */
final class NamespaceRates {
  /** Why the lines were dropped. */
  static final String REASON = "namespace_rate_limited";

  /** What is beyond shares one rate: namespaces are few, but whoever makes folders names them. */
  private static final int MAX_NAMESPACES = 1000;

  private static final String OTHER = "other";

  private final int linesPerSecond;
  private final CollectorContext context;
  private final Map<String, OfNamespace> rates = new ConcurrentHashMap<>();
  private final AtomicLong untold = new AtomicLong();

  /** One namespace's. */
  final class OfNamespace {
    private final String namespace;
    private final AtomicLong dropped = new AtomicLong();
    private final Rate rate = new Rate(context.time(), linesPerSecond);

    private OfNamespace(String namespace) {
      this.namespace = namespace;
    }

    /** Whether one more line is wanted; counts it if not. */
    boolean admits() {
      if (rate.take()) {
        return true;
      }
      untold.incrementAndGet();
      if (dropped.getAndIncrement() == 0) {
        context
            .logger()
            .log(
                Level.WARNING,
                "namespace "
                    + namespace
                    + " writes more than max_namespace_lines_per_second: "
                    + linesPerSecond
                    + "; what is more is dropped and counted");
      }
      return false;
    }
  }

  /**
   * @param linesPerSecond 0 for no limit
   */
  NamespaceRates(int linesPerSecond, CollectorContext context) {
    this.linesPerSecond = linesPerSecond;
    this.context = context;
  }

  OfNamespace of(String namespace) {
    String name = rates.size() < MAX_NAMESPACES || rates.containsKey(namespace) ? namespace : OTHER;
    return rates.computeIfAbsent(name, OfNamespace::new);
  }

  /** What was dropped, by namespace. */
  List<NumberPoint> droppedPoints() {
    return rates.values().stream()
        .filter(rate -> rate.dropped.get() > 0)
        .map(
            rate ->
                new NumberPoint(
                    Labels.of("namespace", rate.namespace), (double) rate.dropped.get()))
        .toList();
  }

  /** What was dropped since this was last asked. */
  long takeDropped() {
    return untold.getAndSet(0);
  }
}
