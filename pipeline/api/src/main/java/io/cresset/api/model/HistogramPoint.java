package io.cresset.api.model;

import java.util.Collections;
import java.util.List;

/**
 * A classic histogram.
 *
 * @param labels without {@code le}, which Prometheus' text gives each bucket
 * @param bounds upper bounds, finite, ascending, so without +Inf
 * @param counts observations per bucket, not cumulated; one more than there are bounds
 */
public record HistogramPoint(
    Labels labels,
    List<Double> bounds,
    List<Long> counts,
    double sum,
    long timeUnixNanos,
    boolean ended)
    implements Point {

  public HistogramPoint {
    bounds = List.copyOf(bounds);
    counts = List.copyOf(counts);
    if (counts.size() != bounds.size() + 1) {
      throw new InvalidTelemetry(
          bounds.size() + " bounds need " + (bounds.size() + 1) + " counts, not " + counts.size());
    }
    for (int i = 0; i < bounds.size(); i++) {
      if (!Double.isFinite(bounds.get(i)) || (i > 0 && bounds.get(i - 1) >= bounds.get(i))) {
        throw new InvalidTelemetry("histogram bounds are not finite and ascending: " + bounds);
      }
    }
    if (labels.has("le")) {
      throw new InvalidTelemetry("a histogram with a label 'le' of its own: " + labels);
    }
  }

  /** All observations. */
  public long count() {
    return counts.stream().mapToLong(Long::longValue).sum();
  }

  @Override
  public HistogramPoint at(long unixNanos) {
    return new HistogramPoint(labels, bounds, counts, sum, unixNanos, ended);
  }

  @Override
  public HistogramPoint endedAt(long unixNanos) {
    List<Long> none = Collections.nCopies(counts.size(), 0L);
    return new HistogramPoint(labels, bounds, none, 0, unixNanos, true);
  }
}
