package io.cresset.app.web;

import io.cresset.api.model.Signal;
import io.cresset.core.log.LogStatus;
import io.cresset.core.rejected.Refuser;
import io.cresset.core.runtime.ComponentStatus;
import io.cresset.core.runtime.DeliveryStatus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Everything that the start page shows, at one moment. */
public record Snapshot(
    List<ComponentStatus> components,
    List<Log> logs,
    List<DeliveryStatus> deliveries,
    Optional<Rejected> rejected) {

  /**
   * What sinks refused for good and nobody has seen to.
   *
   * @param counts how many by who refused them; empty while that is being found out
   */
  public record Rejected(LogStatus log, Optional<Map<Refuser, Long>> counts) {
    /** How many a sink refused of a signal. */
    public long count(String sink, Signal signal) {
      return counts.map(known -> known.getOrDefault(new Refuser(sink, signal), 0L)).orElse(0L);
    }
  }

  /** Nothing ever refused. */
  public Snapshot(
      List<ComponentStatus> components, List<Log> logs, List<DeliveryStatus> deliveries) {
    this(components, logs, deliveries, Optional.empty());
  }

  /** A durable log's numbers. */
  public record Log(Signal signal, LogStatus status) {}

  /** All logs by their names, which are those of the signals, and rejected. */
  public Map<String, LogStatus> logsByName() {
    Map<String, LogStatus> named = new LinkedHashMap<>();
    logs.forEach(log -> named.put(log.signal().id(), log.status()));
    rejected.ifPresent(some -> named.put("rejected", some.log()));
    return named;
  }

  /** A sink's account in the log of its signal. */
  public LogStatus.SinkStatus account(DeliveryStatus delivery) {
    return logs.stream()
        .filter(log -> log.signal() == delivery.signal())
        .flatMap(log -> log.status().sinks().stream())
        .filter(sink -> sink.sink().equals(delivery.component()))
        .findFirst()
        .orElse(new LogStatus.SinkStatus(delivery.component(), 0, 0, 0, 0, 0, 0, 0));
  }

  public Snapshot {
    components = List.copyOf(components);
    logs = List.copyOf(logs);
    deliveries = List.copyOf(deliveries);
  }
}
