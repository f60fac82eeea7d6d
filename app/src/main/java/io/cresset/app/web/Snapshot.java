package io.cresset.app.web;

import io.cresset.api.model.Signal;
import io.cresset.core.log.LogStatus;
import io.cresset.core.runtime.ComponentStatus;
import io.cresset.core.runtime.DeliveryStatus;
import java.util.List;

/** Everything that the start page shows, at one moment. */
public record Snapshot(
    List<ComponentStatus> components, List<Log> logs, List<DeliveryStatus> deliveries) {

  /** A durable log's numbers. */
  public record Log(Signal signal, LogStatus status) {}

  public Snapshot {
    components = List.copyOf(components);
    logs = List.copyOf(logs);
    deliveries = List.copyOf(deliveries);
  }
}
