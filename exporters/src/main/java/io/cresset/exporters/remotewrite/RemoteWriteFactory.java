package io.cresset.exporters.remotewrite;

import io.cresset.api.export.Exporter;
import io.cresset.api.export.ExporterContext;
import io.cresset.api.export.ExporterFactory;

/** Makes the sink for Prometheus' remote write. */
public final class RemoteWriteFactory implements ExporterFactory<RemoteWriteConfig> {

  @Override
  public String kind() {
    return "remote_write";
  }

  @Override
  public String summary() {
    return "Delivers metrics to Prometheus by remote write, 2.0 or else 1.0.";
  }

  @Override
  public Class<RemoteWriteConfig> config() {
    return RemoteWriteConfig.class;
  }

  @Override
  public boolean severalAllowed() {
    return true;
  }

  @Override
  public Exporter create(RemoteWriteConfig config, ExporterContext context) {
    return new RemoteWriteSink(config, context);
  }
}
