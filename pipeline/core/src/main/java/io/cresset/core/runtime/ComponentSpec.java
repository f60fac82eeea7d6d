package io.cresset.core.runtime;

import io.cresset.api.collect.Collector;
import io.cresset.api.collect.Step;
import java.util.List;

/**
 * A source as the Supervisor runs it. From {@link Supervisor#start} on, collector and steps belong
 * to the Supervisor, which closes them.
 *
 * @param id component id, {@code kind} or {@code kind/name}
 * @param kind key of the collector in the configuration
 * @param steps what its log batches pass, in this order
 */
public record ComponentSpec(String id, String kind, Collector collector, List<Step> steps) {
  public ComponentSpec {
    steps = List.copyOf(steps);
  }
}
