package io.cresset.api.model;

/**
 * One value of a metric, of one label set.
 *
 * <p>{@link #timeUnixNanos()} 0 means the time of the run that reports it. A point that {@link
 * #ended()} carries no value: the series ends here (OTLP's no-recorded-value flag, Prometheus'
 * stale marker). One of a histogram or summary keeps its bounds or quantiles, because to Prometheus
 * each of them is a series that has to end.
 */
public sealed interface Point permits NumberPoint, HistogramPoint, SummaryPoint {
  Labels labels();

  long timeUnixNanos();

  boolean ended();

  /** The same point at a time. */
  Point at(long unixNanos);

  /** The point that ends this series at a time. */
  Point endedAt(long unixNanos);
}
