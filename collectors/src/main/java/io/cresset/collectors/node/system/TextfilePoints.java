package io.cresset.collectors.node.system;

import io.cresset.api.model.HistogramPoint;
import io.cresset.api.model.InvalidTelemetry;
import io.cresset.api.model.Labels;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.api.model.MetricType;
import io.cresset.api.model.NumberPoint;
import io.cresset.api.model.Point;
import io.cresset.api.model.SummaryPoint;
import io.cresset.api.model.SummaryPoint.Quantile;
import io.cresset.collectors.node.system.ExpositionText.Sample;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Makes a family of a text's samples. A label that only some of them have is empty for the others,
 * as in the model.
 */
final class TextfilePoints {
  private TextfilePoints() {}

  /**
   * @throws InvalidTelemetry if the samples do not make a point: buckets that do not ascend, a
   *     quantile of 7
   */
  static MetricFamily family(String name, MetricType type, String help, List<Sample> samples) {
    String marker =
        switch (type) {
          case HISTOGRAM -> "le";
          case SUMMARY -> "quantile";
          case COUNTER, GAUGE, UNKNOWN, INFO, STATESET -> "";
        };
    Set<String> names = new TreeSet<>();
    samples.forEach(sample -> names.addAll(sample.labels().keySet()));
    names.remove(marker);
    Map<Map<String, String>, List<Sample>> byLabels = new LinkedHashMap<>();
    for (Sample sample : samples) {
      Map<String, String> labels = new TreeMap<>();
      names.forEach(label -> labels.put(label, sample.labels().getOrDefault(label, "")));
      byLabels.computeIfAbsent(labels, _ -> new ArrayList<>()).add(sample);
    }
    List<Point> points = new ArrayList<>();
    byLabels.forEach(
        (labels, same) -> {
          Labels all = Labels.of(labels);
          switch (type) {
            case HISTOGRAM -> points.add(histogram(name, all, same));
            case SUMMARY -> points.add(summary(name, all, same));
            case COUNTER, GAUGE, UNKNOWN, INFO, STATESET ->
                same.forEach(sample -> points.add(new NumberPoint(all, sample.value())));
          }
        });
    return new MetricFamily(new MetricSpec(name, type, "", help, List.copyOf(names)), points);
  }

  private static Point histogram(String name, Labels labels, List<Sample> samples) {
    TreeMap<Double, Long> cumulative = new TreeMap<>();
    long count = 0;
    double sum = 0;
    for (Sample sample : samples) {
      if (sample.name().equals(name + "_bucket")) {
        cumulative.put(number(sample.labels().getOrDefault("le", "")), (long) sample.value());
      } else if (sample.name().equals(name + "_count")) {
        count = (long) sample.value();
      } else {
        sum = sample.value();
      }
    }
    cumulative.remove(Double.POSITIVE_INFINITY);
    List<Long> counts = new ArrayList<>();
    long below = 0;
    for (long upTo : cumulative.values()) {
      counts.add(upTo - below);
      below = upTo;
    }
    counts.add(count - below);
    return new HistogramPoint(labels, List.copyOf(cumulative.keySet()), counts, sum, 0, false);
  }

  private static Point summary(String name, Labels labels, List<Sample> samples) {
    TreeMap<Double, Double> quantiles = new TreeMap<>();
    long count = 0;
    double sum = 0;
    for (Sample sample : samples) {
      if (sample.name().equals(name + "_count")) {
        count = (long) sample.value();
      } else if (sample.name().equals(name + "_sum")) {
        sum = sample.value();
      } else {
        quantiles.put(number(sample.labels().getOrDefault("quantile", "")), sample.value());
      }
    }
    List<Quantile> all = new ArrayList<>();
    quantiles.forEach((quantile, value) -> all.add(new Quantile(quantile, value)));
    return new SummaryPoint(labels, all, count, sum, 0, false);
  }

  private static double number(String text) {
    try {
      return text.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new InvalidTelemetry("'" + text + "' is no bound or quantile");
    }
  }
}
