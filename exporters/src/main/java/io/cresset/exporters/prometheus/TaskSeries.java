package io.cresset.exporters.prometheus;

import io.cresset.api.collect.Rhythm;
import io.cresset.api.export.View;
import io.cresset.api.model.Labels;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.Point;
import io.cresset.api.model.Resource;
import io.cresset.api.model.ResourceMetrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The series that one task shows.
 *
 * <p>A run is gathered where nobody sees it, and shown when it has ended:
 *
 * <ul>
 *   <li>of an on-demand task exactly what its last run emitted, whether it failed or not, and only
 *       if that run ended not before the page was asked for: a task that hangs shows nothing,
 *       instead of what was true once;
 *   <li>of a task with an interval what its last successful run emitted, and on top of it what
 *       failed ones have emitted since. What no run confirms disappears after {@link #STALE_AFTER};
 *   <li>of a listener each series' last value, with the same limit.
 * </ul>
 */
final class TaskSeries {
  /** Prometheus itself looks back as long for a sample. */
  static final Duration STALE_AFTER = Duration.ofMinutes(5);

  /**
   * A run that ended this long before the page was asked for still counts as made for it: runs of
   * the last second are shared.
   */
  static final Duration SHARED_RUN = Duration.ofSeconds(2);

  private final Rhythm.Kind kind;
  private final List<ResourceMetrics> gathered = new ArrayList<>();
  private long gatheredSequence;

  /** Newest last. */
  private List<Layer> shown = List.of();

  /** What one run contributes. */
  private record Layer(long endedNanos, List<ResourceMetrics> metrics) {
    long points() {
      return metrics.stream()
          .flatMap(of -> of.families().stream())
          .mapToLong(family -> family.points().size())
          .sum();
    }
  }

  /** A series' name, whoever reports it. */
  private record Key(Resource resource, String family) {}

  TaskSeries(Rhythm.Kind kind) {
    this.kind = kind;
  }

  synchronized void gather(View.Run run, List<ResourceMetrics> metrics) {
    if (run.sequence() != gatheredSequence) {
      // The earlier run has not ended and never will: it was abandoned.
      gathered.clear();
      gatheredSequence = run.sequence();
    }
    gathered.addAll(metrics);
  }

  /**
   * @param nowNanos of the monotonic clock
   */
  synchronized void ended(View.Run run, boolean success, long nowNanos) {
    List<ResourceMetrics> metrics =
        run.sequence() == gatheredSequence ? List.copyOf(gathered) : List.of();
    gathered.clear();
    Layer layer = new Layer(nowNanos, metrics);
    shown =
        switch (kind) {
          case ON_DEMAND -> List.of(layer);
          case EVERY -> success ? List.of(layer) : over(layer, nowNanos);
          case LISTEN -> over(layer, nowNanos);
        };
  }

  /** The layers that are not stale, without the series that the new one has, and the new one. */
  private List<Layer> over(Layer added, long nowNanos) {
    Map<Key, Set<Labels>> replaced = new HashMap<>();
    for (ResourceMetrics metrics : added.metrics()) {
      for (MetricFamily family : metrics.families()) {
        Set<Labels> labels =
            replaced.computeIfAbsent(
                new Key(metrics.resource(), family.spec().name()), _ -> new HashSet<>());
        family.points().forEach(point -> labels.add(point.labels()));
      }
    }
    List<Layer> layers = new ArrayList<>();
    for (Layer layer : shown) {
      List<ResourceMetrics> left = without(layer.metrics(), replaced);
      if (!isStale(layer, nowNanos) && !left.isEmpty()) {
        layers.add(new Layer(layer.endedNanos(), left));
      }
    }
    layers.add(added);
    return bounded(layers);
  }

  /**
   * Failed runs that report other series each time must not heap them up: the oldest layers go when
   * there is twice as much as the largest of them has.
   */
  private static List<Layer> bounded(List<Layer> layers) {
    long left = 2 * layers.stream().mapToLong(Layer::points).max().orElse(0);
    int first = layers.size();
    while (first > 0 && left >= layers.get(first - 1).points()) {
      first--;
      left -= layers.get(first).points();
    }
    return List.copyOf(layers.subList(first, layers.size()));
  }

  private static List<ResourceMetrics> without(
      List<ResourceMetrics> metrics, Map<Key, Set<Labels>> replaced) {
    List<ResourceMetrics> left = new ArrayList<>();
    for (ResourceMetrics of : metrics) {
      List<MetricFamily> families = new ArrayList<>();
      for (MetricFamily family : of.families()) {
        Set<Labels> gone =
            replaced.getOrDefault(new Key(of.resource(), family.spec().name()), Set.of());
        List<Point> points =
            family.points().stream().filter(point -> !gone.contains(point.labels())).toList();
        if (!points.isEmpty()) {
          families.add(new MetricFamily(family.spec(), points));
        }
      }
      if (!families.isEmpty()) {
        left.add(new ResourceMetrics(of.resource(), families));
      }
    }
    return left;
  }

  private static boolean isStale(Layer layer, long nowNanos) {
    return nowNanos - layer.endedNanos() >= STALE_AFTER.toNanos();
  }

  /**
   * Hands out what is to be seen, newest first.
   *
   * @param askedNanos when the page was asked for, by the monotonic clock
   */
  synchronized void show(long askedNanos, long nowNanos, Consumer<ResourceMetrics> page) {
    for (Layer layer : shown.reversed()) {
      boolean visible =
          switch (kind) {
            case ON_DEMAND -> layer.endedNanos() - askedNanos >= -SHARED_RUN.toNanos();
            case EVERY, LISTEN -> !isStale(layer, nowNanos);
          };
      if (visible) {
        layer.metrics().forEach(page);
      }
    }
  }
}
