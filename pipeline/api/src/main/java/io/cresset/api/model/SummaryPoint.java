package io.cresset.api.model;

import java.util.List;

/**
 * A summary: quantiles computed at the source, with count and sum of all observations.
 *
 * @param labels without {@code quantile}, which Prometheus' text gives each quantile
 * @param quantiles ascending
 */
public record SummaryPoint(
    Labels labels,
    List<Quantile> quantiles,
    long count,
    double sum,
    long timeUnixNanos,
    boolean ended)
    implements Point {

  /**
   * @param quantile 0 to 1
   */
  public record Quantile(double quantile, double value) {
    public Quantile {
      if (!(quantile >= 0 && quantile <= 1)) {
        throw new InvalidTelemetry("quantile " + quantile + " is not in 0..1");
      }
    }
  }

  public SummaryPoint {
    quantiles = List.copyOf(quantiles);
    for (int i = 1; i < quantiles.size(); i++) {
      if (quantiles.get(i - 1).quantile() >= quantiles.get(i).quantile()) {
        throw new InvalidTelemetry("quantiles do not ascend: " + quantiles);
      }
    }
    if (labels.has("quantile")) {
      throw new InvalidTelemetry("a summary with a label 'quantile' of its own: " + labels);
    }
  }

  @Override
  public SummaryPoint at(long unixNanos) {
    return new SummaryPoint(labels, quantiles, count, sum, unixNanos, ended);
  }

  @Override
  public SummaryPoint endedAt(long unixNanos) {
    List<Quantile> none =
        quantiles.stream().map(quantile -> new Quantile(quantile.quantile(), 0)).toList();
    return new SummaryPoint(labels, none, 0, 0, unixNanos, true);
  }
}
