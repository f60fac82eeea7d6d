package io.cresset.core.runtime;

import io.cresset.api.collect.Collector;
import io.cresset.api.collect.Step;
import io.cresset.api.model.MetricSpec;
import java.util.List;

/**
 * A source as the Supervisor runs it. From {@link Supervisor#start} on, collector and steps belong
 * to the Supervisor, which closes them.
 *
 * @param id component id, {@code kind} or {@code kind/name}
 * @param kind key of the collector in the configuration
 * @param steps what its log batches pass, in this order
 * @param declared the metrics whose names are its own, on a page of several
 */
public record ComponentSpec(
    String id, String kind, Collector collector, List<Step> steps, List<MetricSpec> declared) {
  public ComponentSpec {
    steps = List.copyOf(steps);
    declared = List.copyOf(declared);
  }

  /** One that declares nothing. */
  public ComponentSpec(String id, String kind, Collector collector, List<Step> steps) {
    this(id, kind, collector, steps, List.of());
  }
}
