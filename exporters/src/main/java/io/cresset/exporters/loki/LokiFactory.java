package io.cresset.exporters.loki;

import io.cresset.api.export.Exporter;
import io.cresset.api.export.ExporterContext;
import io.cresset.api.export.ExporterFactory;

/** Makes the sink for Loki. */
public final class LokiFactory implements ExporterFactory<LokiConfig> {

  @Override
  public String kind() {
    return "loki";
  }

  @Override
  public String summary() {
    return "Delivers log records to Grafana Loki, each with its fields as structured metadata.";
  }

  @Override
  public Class<LokiConfig> config() {
    return LokiConfig.class;
  }

  @Override
  public boolean severalAllowed() {
    return true;
  }

  @Override
  public Exporter create(LokiConfig config, ExporterContext context) {
    return new LokiSink(config, context);
  }
}
