package io.cresset.exporters.prometheus;

import io.cresset.api.export.Exporter;
import io.cresset.api.export.ExporterContext;
import io.cresset.api.export.ExporterFactory;

/** Makes the scrape page. */
public final class PrometheusFactory implements ExporterFactory<PrometheusConfig> {

  @Override
  public String kind() {
    return "prometheus";
  }

  @Override
  public String summary() {
    return "Shows metrics to Prometheus at /metrics, and one collector's at /metrics/<collector>.";
  }

  @Override
  public Class<PrometheusConfig> config() {
    return PrometheusConfig.class;
  }

  @Override
  public boolean delivers() {
    return false;
  }

  @Override
  public Exporter create(PrometheusConfig config, ExporterContext context) {
    return new ScrapePage(context);
  }
}
