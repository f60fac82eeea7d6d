package io.cresset.core.config;

import io.cresset.api.config.Doc;
import io.cresset.api.model.Severity;
import java.util.Map;
import java.util.Optional;

/**
 * Which records a sink wants: those for which everything that is named here holds. In texts, {@code
 * *} stands for any characters and {@code ?} for one.
 */
public record Select(
    @Doc("Job of what the record is about, such as node-exporter; * and ? stand for any text.")
        Optional<String> job,
    @Doc("Attributes of what the record is about, such as host.name: gate*.")
        Map<String, String> resource,
    @Doc("Log records at least this severe; no metrics.") Optional<Least> severity,
    @Doc("Metrics of this name, such as node_*; no log records.") Optional<String> metric) {

  /** The least severity, by the first of its OpenTelemetry numbers. */
  public enum Least {
    TRACE(Severity.TRACE),
    DEBUG(Severity.DEBUG),
    INFO(Severity.INFO),
    WARN(Severity.WARN),
    ERROR(Severity.ERROR),
    FATAL(Severity.FATAL);

    private final int number;

    Least(int number) {
      this.number = number;
    }

    public int number() {
      return number;
    }
  }

  public Select {
    resource = Map.copyOf(resource);
    if (job.isEmpty() && resource.isEmpty() && severity.isEmpty() && metric.isEmpty()) {
      throw new IllegalArgumentException(
          "select names nothing to select by; write job, resource, severity or metric, or leave"
              + " select out for everything");
    }
    if (severity.isPresent() && metric.isPresent()) {
      throw new IllegalArgumentException(
          "severity selects log records and metric selects metrics, so both together select"
              + " nothing; write two entries of a list");
    }
  }
}
