package io.cresset.core.config;

import io.cresset.api.collect.CollectorContext;
import io.cresset.api.collect.Step;
import io.cresset.api.collect.StepFactory;
import java.util.List;

/**
 * A step of one collector's {@code parse:} list.
 *
 * @param name {@code kind}, or {@code kind/2} for the second of its kind
 */
public record StepEntry<C extends Record>(StepFactory<C> factory, String name, C config) {

  /** Equal to that of another loading's entry if both ask for the same. */
  Object identity() {
    return List.of(name, config);
  }

  public Step create(CollectorContext context) {
    return factory.create(config, name, context);
  }
}
