package io.cresset.api.model;

import java.util.List;
import java.util.Objects;

/** Metric families of one resource. */
public record ResourceMetrics(Resource resource, List<MetricFamily> families) {
  public ResourceMetrics {
    Objects.requireNonNull(resource);
    families = List.copyOf(families);
  }
}
