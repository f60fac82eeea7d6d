package io.cresset.api.exposition;

import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.api.model.MetricType;
import java.util.Collection;
import java.util.Set;

/**
 * Writes a scrape page in Prometheus' text format 0.0.4:
 *
 * <pre>{@code
 * # HELP node_cpu_seconds_total Seconds the CPUs spent in each mode.
 * # TYPE node_cpu_seconds_total counter
 * node_cpu_seconds_total{cpu="0",mode="idle"} 362812.78
 * }</pre>
 *
 * @see <a href="https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format">the
 *     text format</a>
 */
public final class PrometheusText implements Dialect {
  public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private PrometheusText() {}

  /** Writes a page that is valid whatever the families are; see {@link PageWriter}. */
  public static Page write(Collection<MetricFamily> families) {
    return PageWriter.write(new PrometheusText(), families);
  }

  @Override
  public Family family(MetricSpec spec, Set<String> names) {
    return new Family(spec.name(), typeWord(spec.type()));
  }

  private static String typeWord(MetricType type) {
    return switch (type) {
      case COUNTER -> "counter";
      case GAUGE, INFO, STATESET -> "gauge";
      case HISTOGRAM -> "histogram";
      case SUMMARY -> "summary";
      case UNKNOWN -> "untyped";
    };
  }

  @Override
  public boolean escapesQuotesInHelp() {
    return false;
  }

  @Override
  public PageBuffer bound(PageBuffer out, double value) {
    return out.number(value);
  }

  @Override
  public String end() {
    return "";
  }
}
