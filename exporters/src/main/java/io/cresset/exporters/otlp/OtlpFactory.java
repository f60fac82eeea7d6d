package io.cresset.exporters.otlp;

import io.cresset.api.export.Exporter;
import io.cresset.api.export.ExporterContext;
import io.cresset.api.export.ExporterFactory;

/** Makes the sink for OTLP. */
public final class OtlpFactory implements ExporterFactory<OtlpConfig> {

  @Override
  public String kind() {
    return "otlp";
  }

  @Override
  public String summary() {
    return "Delivers log records and metrics by OTLP over HTTP, as an OpenTelemetry Collector,"
        + " Prometheus and Loki take it.";
  }

  @Override
  public Class<OtlpConfig> config() {
    return OtlpConfig.class;
  }

  @Override
  public boolean severalAllowed() {
    return true;
  }

  @Override
  public Exporter create(OtlpConfig config, ExporterContext context) {
    return new OtlpSink(config, context);
  }
}
