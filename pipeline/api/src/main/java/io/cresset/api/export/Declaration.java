package io.cresset.api.export;

import io.cresset.api.model.MetricSpec;
import java.util.List;

/**
 * What a running collector has said beforehand about its metrics.
 *
 * @param component component id
 * @param specs the metrics that its kind declares
 */
public record Declaration(String component, List<MetricSpec> specs) {
  public Declaration {
    specs = List.copyOf(specs);
  }
}
