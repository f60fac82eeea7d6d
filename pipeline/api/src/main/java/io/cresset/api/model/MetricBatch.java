package io.cresset.api.model;

import java.util.List;

/** Metric families, by resource. */
public record MetricBatch(List<ResourceMetrics> resources, PositionMoves positions)
    implements Batch {
  public MetricBatch {
    resources = List.copyOf(resources);
  }

  public static MetricBatch of(Resource resource, List<MetricFamily> families) {
    return new MetricBatch(List.of(new ResourceMetrics(resource, families)), PositionMoves.none());
  }

  @Override
  public Signal signal() {
    return Signal.METRICS;
  }

  @Override
  public int recordCount() {
    int count = 0;
    for (ResourceMetrics resource : resources) {
      for (MetricFamily family : resource.families()) {
        count += family.points().size();
      }
    }
    return count;
  }
}
