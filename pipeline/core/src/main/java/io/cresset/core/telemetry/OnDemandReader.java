package io.cresset.core.telemetry;

import io.cresset.api.model.HistogramPoint;
import io.cresset.api.model.Labels;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.NumberPoint;
import io.cresset.api.model.Point;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.DoublePointData;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.PointData;
import io.opentelemetry.sdk.metrics.export.CollectionRegistration;
import io.opentelemetry.sdk.metrics.export.MetricReader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads the SDK's metrics when asked, as families by the names that were declared. */
final class OnDemandReader implements MetricReader {
  private volatile CollectionRegistration registration = CollectionRegistration.noop();

  @Override
  public void register(CollectionRegistration made) {
    registration = made;
  }

  synchronized List<MetricFamily> collect() {
    List<MetricFamily> families = new ArrayList<>();
    for (MetricData metric : registration.collectAllMetrics()) {
      List<Point> points = new ArrayList<>();
      for (PointData point : metric.getData().getPoints()) {
        points.add(point(point));
      }
      families.add(Instruments.spec(metric.getName()).family(points));
    }
    families.sort(Comparator.comparing(family -> family.spec().name()));
    return families;
  }

  private static Point point(PointData point) {
    Labels labels = labels(point.getAttributes());
    return switch (point) {
      case LongPointData number -> new NumberPoint(labels, number.getValue());
      case DoublePointData number -> new NumberPoint(labels, number.getValue());
      case HistogramPointData histogram ->
          new HistogramPoint(
              labels,
              histogram.getBoundaries(),
              histogram.getCounts(),
              histogram.getSum(),
              0,
              false);
      default -> throw new IllegalStateException("no instrument makes a " + point.getClass());
    };
  }

  private static Labels labels(Attributes attributes) {
    Map<String, String> labels = new TreeMap<>();
    attributes.forEach((key, value) -> labels.put(key.getKey(), value.toString()));
    return Labels.of(labels);
  }

  @Override
  public AggregationTemporality getAggregationTemporality(InstrumentType type) {
    return AggregationTemporality.CUMULATIVE;
  }

  @Override
  public CompletableResultCode forceFlush() {
    return CompletableResultCode.ofSuccess();
  }

  @Override
  public CompletableResultCode shutdown() {
    return CompletableResultCode.ofSuccess();
  }
}
