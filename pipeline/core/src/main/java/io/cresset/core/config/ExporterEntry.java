package io.cresset.core.config;

import io.cresset.api.export.Exporter;
import io.cresset.api.export.ExporterContext;
import io.cresset.api.export.ExporterFactory;

/**
 * An exporter that the configuration asks for.
 *
 * @param component {@code kind} or {@code kind/name}
 */
public record ExporterEntry<C extends Record>(
    ExporterFactory<C> factory, String component, C config) {

  /** Whether another loading of the configuration asks for the very same. */
  public boolean isSameAs(ExporterEntry<?> other) {
    return component.equals(other.component)
        && factory.kind().equals(other.factory.kind())
        && config.equals(other.config);
  }

  public Exporter create(ExporterContext context) {
    return factory.create(config, context);
  }
}
