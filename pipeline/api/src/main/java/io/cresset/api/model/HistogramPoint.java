package io.cresset.api.model;

import java.util.List;

/**
 * A classic histogram.
 *
 * @param bounds upper bounds, ascending, without +Inf
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
      throw new IllegalArgumentException(
          bounds.size() + " bounds need " + (bounds.size() + 1) + " counts, not " + counts.size());
    }
    for (int i = 1; i < bounds.size(); i++) {
      if (!(bounds.get(i - 1) < bounds.get(i))) {
        throw new IllegalArgumentException("histogram bounds do not ascend: " + bounds);
      }
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
    return new HistogramPoint(labels, List.of(), List.of(0L), 0, unixNanos, true);
  }
}
