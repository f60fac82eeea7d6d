package io.cresset.core.telemetry;

import io.cresset.api.collect.Collector;
import io.cresset.api.collect.Rhythm;
import io.cresset.api.collect.Tasks;
import io.cresset.api.model.MetricBatch;
import io.cresset.api.model.Resource;

/** Reads the program's own metrics out through the page and the log, as those of any source. */
public final class SelfCollector implements Collector {
  /** Its component id and kind. */
  public static final String KIND = "cresset";

  private final SelfTelemetry telemetry;
  private final Resource resource;

  public SelfCollector(SelfTelemetry telemetry, Resource resource) {
    this.telemetry = telemetry;
    this.resource = resource;
  }

  @Override
  public void start(Tasks tasks) {
    tasks.add(
        "metrics",
        resource,
        Rhythm.onDemand(),
        out -> out.emit(MetricBatch.of(resource, telemetry.collect())));
  }

  @Override
  public void close() {}
}
