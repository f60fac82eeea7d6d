package io.cresset.api.model;

import java.util.List;

/**
 * A metric and its points at one moment. Points match the type: {@link HistogramPoint} for a
 * histogram, {@link SummaryPoint} for a summary, {@link NumberPoint} for all others.
 */
public record MetricFamily(MetricSpec spec, List<Point> points) {
  public MetricFamily {
    points = List.copyOf(points);
    for (Point point : points) {
      boolean fits =
          switch (point) {
            case HistogramPoint _ -> spec.type() == MetricType.HISTOGRAM;
            case SummaryPoint _ -> spec.type() == MetricType.SUMMARY;
            case NumberPoint _ ->
                spec.type() != MetricType.HISTOGRAM && spec.type() != MetricType.SUMMARY;
          };
      if (!fits) {
        throw new InvalidTelemetry(
            spec.name()
                + " is a "
                + spec.type().id()
                + ", not a "
                + point.getClass().getSimpleName());
      }
    }
  }
}
