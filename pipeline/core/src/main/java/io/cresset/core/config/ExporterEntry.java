package io.cresset.core.config;

import io.cresset.api.check.Door;
import io.cresset.api.check.DoorContext;
import io.cresset.api.export.Exporter;
import io.cresset.api.export.ExporterContext;
import io.cresset.api.export.ExporterFactory;
import java.util.List;

/**
 * An exporter that the configuration asks for.
 *
 * @param component {@code kind} or {@code kind/name}
 * @param select for a sink, what it wants: what any of these selects; everything if there is none
 * @param sink what else is said of a sink
 */
public record ExporterEntry<C extends Record>(
    ExporterFactory<C> factory, String component, C config, List<Select> select, SinkOptions sink) {

  public ExporterEntry {
    select = List.copyOf(select);
  }

  /** Whether another loading of the configuration asks for the very same. */
  public boolean isSameAs(ExporterEntry<?> other) {
    return component.equals(other.component)
        && factory.kind().equals(other.factory.kind())
        && config.equals(other.config)
        && select.equals(other.select)
        && sink.equals(other.sink);
  }

  /** What a check tries of it. */
  public List<Door> doors(DoorContext context) {
    return factory.doors(config, context);
  }

  public Exporter create(ExporterContext context) {
    return factory.create(config, context);
  }
}
