package io.cresset.api.model;

import java.util.List;

/** Metric families of one resource. */
public record ResourceMetrics(Resource resource, List<MetricFamily> families) {
  public ResourceMetrics {
    families = List.copyOf(families);
  }
}
