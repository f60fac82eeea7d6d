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

  public Exporter create(ExporterContext context) {
    return factory.create(config, context);
  }
}
