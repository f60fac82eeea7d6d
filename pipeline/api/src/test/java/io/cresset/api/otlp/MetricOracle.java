package io.cresset.api.otlp;

import io.cresset.api.model.HistogramPoint;
import io.cresset.api.model.Labels;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.api.model.NumberPoint;
import io.cresset.api.model.Point;
import io.cresset.api.model.ResourceMetrics;
import io.cresset.api.model.SummaryPoint;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.MetricsData;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.metrics.v1.Sum;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint;
import java.util.ArrayList;
import java.util.List;

/** Metrics of the model in the generated classes of opentelemetry-proto. */
final class MetricOracle {
  private static final AggregationTemporality CUMULATIVE =
      AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE;

  private MetricOracle() {}

  static MetricsData toProto(List<ResourceMetrics> resources) {
    MetricsData.Builder data = MetricsData.newBuilder();
    for (ResourceMetrics resource : resources) {
      var metrics = data.addResourceMetricsBuilder();
      if (!resource.resource().attributes().isEmpty()) {
        metrics.setResource(Oracle.toProto(resource.resource()));
      }
      ScopeMetrics.Builder scope = metrics.addScopeMetricsBuilder();
      resource.families().forEach(family -> scope.addMetrics(toProto(family)));
    }
    return data.build();
  }

  private static Metric toProto(MetricFamily family) {
    MetricSpec spec = family.spec();
    Metric.Builder metric = Metric.newBuilder();
    metric.setName(spec.name()).setDescription(spec.help()).setUnit(spec.unit());
    metric.addMetadata(text("prometheus.type", spec.type().id()));
    for (Point point : family.points()) {
      switch (point) {
        case NumberPoint number -> {
          switch (spec.type()) {
            case GAUGE, UNKNOWN -> metric.getGaugeBuilder().addDataPoints(toProto(number));
            default -> metric.getSumBuilder().addDataPoints(toProto(number));
          }
        }
        case HistogramPoint histogram ->
            metric
                .getHistogramBuilder()
                .setAggregationTemporality(CUMULATIVE)
                .addDataPoints(toProto(histogram));
        case SummaryPoint summary -> metric.getSummaryBuilder().addDataPoints(toProto(summary));
      }
    }
    switch (spec.type()) {
      case COUNTER -> sum(metric).setIsMonotonic(true);
      case INFO, STATESET -> sum(metric).setIsMonotonic(false);
      default -> {}
    }
    return metric.build();
  }

  private static Sum.Builder sum(Metric.Builder metric) {
    return metric.getSumBuilder().setAggregationTemporality(CUMULATIVE);
  }

  private static NumberDataPoint toProto(NumberPoint point) {
    NumberDataPoint.Builder proto = NumberDataPoint.newBuilder();
    proto.setTimeUnixNano(point.timeUnixNanos()).addAllAttributes(toProto(point.labels()));
    return point.ended() ? proto.setFlags(1).build() : proto.setAsDouble(point.value()).build();
  }

  private static HistogramDataPoint toProto(HistogramPoint point) {
    HistogramDataPoint.Builder proto = HistogramDataPoint.newBuilder();
    proto.setTimeUnixNano(point.timeUnixNanos()).addAllAttributes(toProto(point.labels()));
    return proto
        .addAllBucketCounts(point.counts())
        .addAllExplicitBounds(point.bounds())
        .setCount(point.count())
        .setSum(point.sum())
        .setFlags(point.ended() ? 1 : 0)
        .build();
  }

  private static SummaryDataPoint toProto(SummaryPoint point) {
    SummaryDataPoint.Builder proto = SummaryDataPoint.newBuilder();
    proto.setTimeUnixNano(point.timeUnixNanos()).addAllAttributes(toProto(point.labels()));
    for (SummaryPoint.Quantile quantile : point.quantiles()) {
      proto.addQuantileValuesBuilder().setQuantile(quantile.quantile()).setValue(quantile.value());
    }
    int flags = point.ended() ? 1 : 0;
    return proto.setCount(point.count()).setSum(point.sum()).setFlags(flags).build();
  }

  private static List<KeyValue> toProto(Labels labels) {
    List<KeyValue> list = new ArrayList<>();
    labels.forEach((name, value) -> list.add(text(name, value)));
    return list;
  }

  static KeyValue text(String key, String text) {
    KeyValue.Builder field = KeyValue.newBuilder().setKey(key);
    field.getValueBuilder().setStringValue(text);
    return field.build();
  }
}
