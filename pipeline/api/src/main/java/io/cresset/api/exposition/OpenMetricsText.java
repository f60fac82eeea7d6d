package io.cresset.api.exposition;

import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import java.util.Collection;
import java.util.Set;

/**
 * Writes a scrape page in OpenMetrics 1.0:
 *
 * <pre>{@code
 * # HELP node_cpu_seconds Seconds the CPUs spent in each mode.
 * # TYPE node_cpu_seconds counter
 * node_cpu_seconds_total{cpu="0",mode="idle"} 362812.78
 * # EOF
 * }</pre>
 *
 * <p>The series have the names that they have in {@link PrometheusText}. A counter whose name does
 * not end in {@code _total} can be no counter here and is announced as unknown, an info that does
 * not end in {@code _info} as a gauge; so is what would make two families of one name.
 *
 * @see <a href="https://prometheus.io/docs/specs/om/open_metrics_spec/">OpenMetrics 1.0</a>
 */
public final class OpenMetricsText implements Dialect {
  public static final String CONTENT_TYPE =
      "application/openmetrics-text; version=1.0.0; charset=utf-8";

  private static final String COUNTER_SUFFIX = "_total";
  private static final String INFO_SUFFIX = "_info";

  /** A counter's second series, which Cresset does not write and nobody else may. */
  private static final String CREATED_SUFFIX = "_created";

  private OpenMetricsText() {}

  /** Writes a page that is valid whatever the families are; see {@link PageWriter}. */
  public static Page write(Collection<MetricFamily> families) {
    return PageWriter.write(new OpenMetricsText(), families);
  }

  @Override
  public Family family(MetricSpec spec, Set<String> names) {
    return switch (spec.type()) {
      case COUNTER -> without(COUNTER_SUFFIX, spec, "counter", "unknown", names);
      case INFO -> without(INFO_SUFFIX, spec, "info", "gauge", names);
      // A state set has its states in a label of its own name.
      case STATESET ->
          new Family(spec.name(), spec.labelNames().contains(spec.name()) ? "stateset" : "gauge");
      case GAUGE -> new Family(spec.name(), "gauge");
      case HISTOGRAM -> new Family(spec.name(), "histogram");
      case SUMMARY -> new Family(spec.name(), "summary");
      case UNKNOWN -> new Family(spec.name(), "unknown");
    };
  }

  private static Family without(
      String suffix, MetricSpec spec, String type, String otherwise, Set<String> names) {
    String name = spec.name();
    if (name.endsWith(suffix) && name.length() > suffix.length()) {
      String family = name.substring(0, name.length() - suffix.length());
      if (!names.contains(family + CREATED_SUFFIX) && names.add(family)) {
        return new Family(family, type);
      }
    }
    return new Family(name, otherwise);
  }

  @Override
  public boolean escapesQuotesInHelp() {
    return true;
  }

  /** Canonical numbers have a point: {@code 1.0}. */
  @Override
  public PageBuffer bound(PageBuffer out, double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e6
        ? out.number(value).text(".0")
        : out.number(value);
  }

  @Override
  public String end() {
    return "# EOF\n";
  }
}
