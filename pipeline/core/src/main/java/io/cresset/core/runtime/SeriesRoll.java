package io.cresset.core.runtime;

import io.cresset.api.model.Labels;
import io.cresset.api.model.MetricBatch;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.api.model.NumberPoint;
import io.cresset.api.model.Point;
import io.cresset.api.model.Resource;
import io.cresset.api.model.ResourceMetrics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The series that one task has put into the log and not ended yet, each with the run that reported
 * it last. A run is known by its start on the monotonic clock. Safe for many threads.
 */
final class SeriesRoll {
  private final Map<Resource, Map<String, Family>> resources = new HashMap<>();
  private long count;

  /** The series of one metric. */
  private record Family(MetricSpec spec, Map<Labels, Seen> series) {}

  /** Which run reported a series last; changed in place, once for each point. */
  private static final class Seen {
    long runNanos;

    /** The point itself, where its end has to name buckets or quantiles. */
    @Nullable Point shape;

    void by(long run, Point point) {
      runNanos = run;
      shape = point instanceof NumberPoint ? null : point;
    }
  }

  /** Notes what a run reports. A point that says itself that its series has ended is struck off. */
  synchronized void report(MetricBatch batch, long runNanos) {
    for (ResourceMetrics about : batch.resources()) {
      Map<String, Family> families =
          resources.computeIfAbsent(about.resource(), _ -> new HashMap<>());
      for (MetricFamily reported : about.families()) {
        Family family =
            families.computeIfAbsent(
                reported.spec().name(), _ -> new Family(reported.spec(), new HashMap<>()));
        int before = family.series.size();
        for (Point point : reported.points()) {
          if (point.ended()) {
            family.series.remove(point.labels());
          } else {
            family.series.computeIfAbsent(point.labels(), _ -> new Seen()).by(runNanos, point);
          }
        }
        count += family.series.size() - before;
      }
    }
  }

  /**
   * Strikes off what no run that started at {@code runNanos} or later has reported, and says so as
   * ended points.
   */
  synchronized List<ResourceMetrics> endUnseenSince(long runNanos, long timeUnixNanos) {
    List<ResourceMetrics> ended = new ArrayList<>();
    for (Iterator<Map.Entry<Resource, Map<String, Family>>> i = resources.entrySet().iterator();
        i.hasNext(); ) {
      Map.Entry<Resource, Map<String, Family>> about = i.next();
      List<MetricFamily> families = new ArrayList<>();
      for (Iterator<Family> j = about.getValue().values().iterator(); j.hasNext(); ) {
        Family family = j.next();
        List<Point> points = endUnseenSince(family, runNanos, timeUnixNanos);
        if (!points.isEmpty()) {
          count -= points.size();
          families.add(family.spec.family(points));
        }
        if (family.series.isEmpty()) {
          j.remove();
        }
      }
      if (!families.isEmpty()) {
        ended.add(new ResourceMetrics(about.getKey(), families));
      }
      if (about.getValue().isEmpty()) {
        i.remove();
      }
    }
    return ended;
  }

  private static List<Point> endUnseenSince(Family family, long runNanos, long timeUnixNanos) {
    List<Point> points = new ArrayList<>();
    for (Iterator<Map.Entry<Labels, Seen>> i = family.series.entrySet().iterator(); i.hasNext(); ) {
      Map.Entry<Labels, Seen> series = i.next();
      if (series.getValue().runNanos - runNanos < 0) {
        Point last = series.getValue().shape;
        Point some = last == null ? new NumberPoint(series.getKey(), 0) : last;
        points.add(some.endedAt(timeUnixNanos));
        i.remove();
      }
    }
    return points;
  }

  /** How many there are. */
  synchronized long size() {
    return count;
  }

  synchronized boolean isEmpty() {
    return resources.isEmpty();
  }
}
