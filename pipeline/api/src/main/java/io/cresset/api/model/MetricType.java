package io.cresset.api.model;

/** The metric types of OpenMetrics 1.0 that Cresset carries. */
public enum MetricType {
  COUNTER("counter"),
  GAUGE("gauge"),
  HISTOGRAM("histogram"),
  SUMMARY("summary"),
  INFO("info"),
  STATESET("stateset"),
  UNKNOWN("unknown");

  private final String id;

  MetricType(String id) {
    this.id = id;
  }

  /** The word of OpenMetrics for it, which OTLP carries in the metadata {@code prometheus.type}. */
  public String id() {
    return id;
  }
}
