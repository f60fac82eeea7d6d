package io.cresset.core.config;

import io.cresset.api.check.Door;
import io.cresset.api.check.DoorContext;
import io.cresset.api.collect.Collector;
import io.cresset.api.collect.CollectorContext;
import io.cresset.api.collect.CollectorFactory;
import io.cresset.api.model.MetricSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * A collector that the configuration asks for.
 *
 * @param component {@code kind} or {@code kind/name}
 * @param steps its {@code parse:} list, in order
 */
public record CollectorEntry<C extends Record>(
    CollectorFactory<C> factory, String component, C config, List<StepEntry<?>> steps) {
  public CollectorEntry {
    steps = List.copyOf(steps);
  }

  /** Whether another loading of the configuration asks for the very same. */
  public boolean isSameAs(CollectorEntry<?> other) {
    return component.equals(other.component)
        && factory.kind().equals(other.factory.kind())
        && config.equals(other.config)
        && steps.stream()
            .map(StepEntry::identity)
            .toList()
            .equals(other.steps.stream().map(StepEntry::identity).toList());
  }

  /** Every metric that it or one of its steps may ever emit, as far as known before. */
  public List<MetricSpec> specs() {
    List<MetricSpec> specs = new ArrayList<>(factory.specs());
    steps.forEach(step -> specs.addAll(step.factory().specs()));
    return specs.stream().distinct().toList();
  }

  /** What a check tries of it. */
  public List<Door> doors(DoorContext context) {
    return factory.doors(config, context);
  }

  public Collector create(CollectorContext context) {
    return factory.create(config, context);
  }
}
