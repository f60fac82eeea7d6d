package io.cresset.core.config;

import io.cresset.api.collect.CollectorContext;
import io.cresset.api.collect.Step;
import io.cresset.api.collect.StepFactory;

/** A step of one collector's {@code parse:} list. */
public record StepEntry<C extends Record>(StepFactory<C> factory, C config) {

  public Step create(CollectorContext context) {
    return factory.create(config, context);
  }
}
