package io.cresset.exporters.prometheus;

/** What stands under {@code exporters.prometheus}: nothing yet. */
public record PrometheusConfig() {}
