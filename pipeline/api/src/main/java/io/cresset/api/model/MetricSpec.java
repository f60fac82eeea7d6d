package io.cresset.api.model;

import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * What a metric is, before any value of it exists. The name is the full Prometheus name, used
 * unchanged on every road ({@code node_cpu_seconds_total}, {@code ifHCInOctets}).
 *
 * @param unit OpenMetrics unit ({@code seconds}, {@code bytes}); empty where the name carries none
 * @param help one line, as it stands behind {@code # HELP}
 * @param labelNames what its points carry, for documentation; each point owns its {@link Labels}
 */
public record MetricSpec(
    String name, MetricType type, String unit, String help, List<String> labelNames) {
  /** Name, unit and help together. They stand in every message that has points of the metric. */
  public static final int MAX_TEXT_CHARS = 16 * 1024;

  private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*");

  public MetricSpec {
    Objects.requireNonNull(type);
    Objects.requireNonNull(unit);
    Objects.requireNonNull(help);
    if (!NAME.matcher(name).matches()) {
      throw new InvalidTelemetry("not a Prometheus metric name: '" + name + "'");
    }
    if (name.length() + unit.length() + help.length() > MAX_TEXT_CHARS) {
      throw new InvalidTelemetry(
          "name, unit and help of a metric have more than "
              + MAX_TEXT_CHARS
              + " characters: "
              + name);
    }
    labelNames = List.copyOf(labelNames);
  }

  public static MetricSpec counter(String name, String help, String... labelNames) {
    return new MetricSpec(name, MetricType.COUNTER, "", help, List.of(labelNames));
  }

  public static MetricSpec gauge(String name, String help, String... labelNames) {
    return new MetricSpec(name, MetricType.GAUGE, "", help, List.of(labelNames));
  }

  public static MetricSpec unknown(String name, String help, String... labelNames) {
    return new MetricSpec(name, MetricType.UNKNOWN, "", help, List.of(labelNames));
  }

  /** A family of this metric. */
  public MetricFamily family(List<? extends Point> points) {
    return new MetricFamily(this, List.copyOf(points));
  }

  /** A family of one number without labels. */
  public MetricFamily family(double value) {
    return family(List.of(new NumberPoint(Labels.empty(), value)));
  }
}
