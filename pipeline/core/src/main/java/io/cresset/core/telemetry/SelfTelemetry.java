package io.cresset.core.telemetry;

import io.cresset.api.Time;
import io.cresset.api.model.MetricFamily;
import io.cresset.core.log.DurableLog;
import io.cresset.core.runtime.Delivery;
import io.cresset.core.runtime.Supervisor;
import java.time.Duration;
import java.util.List;

/** The program's own metrics, made with the OpenTelemetry SDK. */
public final class SelfTelemetry implements AutoCloseable {

  public SelfTelemetry(Time time, String version) {}

  /** For {@link io.cresset.core.runtime.RunTimes}: {@code telemetry::ran}. */
  public void ran(String component, Duration duration) {}

  public void watch(Supervisor supervisor) {}

  public void watch(DurableLog log) {}

  public void watch(Delivery delivery) {}

  /** All families as they are now. */
  public List<MetricFamily> collect() {
    return List.of();
  }

  @Override
  public void close() {}
}
