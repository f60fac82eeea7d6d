package io.cresset.exporters;

import com.fasterxml.jackson.databind.JsonNode;
import io.cresset.api.exposition.GoFloat;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a data point in OTLP's JSON is to Prometheus: as {@code name{label=value,...} value}. */
final class CollectorSeries {
  private CollectorSeries() {}

  static List<String> of(String name, Map<String, String> resource, JsonNode point) {
    Map<String, String> labels = new TreeMap<>(EveryRoadTest.attributes(point));
    labels.put("job", String.valueOf(resource.get("service.name")));
    labels.put("instance", String.valueOf(resource.get("service.instance.id")));
    List<String> series = new ArrayList<>();
    if (point.has("bucketCounts")) {
      long count = 0;
      for (int i = 0; i < point.path("bucketCounts").size(); i++) {
        count += point.path("bucketCounts").path(i).asLong();
        JsonNode bound = point.path("explicitBounds").path(i);
        String le = bound.isMissingNode() ? "+Inf" : bound.asText();
        series.add(line(name + "_bucket", labels, "le", le, (double) count));
      }
    } else if (point.has("quantileValues")) {
      for (JsonNode quantile : point.path("quantileValues")) {
        String text = quantile.path("quantile").asText();
        series.add(line(name, labels, "quantile", text, quantile.path("value").asDouble()));
      }
    } else {
      series.add(line(name, labels, "", "", Double.parseDouble(point.path("asDouble").asText())));
      return series;
    }
    series.add(line(name + "_count", labels, "", "", point.path("count").asDouble()));
    series.add(line(name + "_sum", labels, "", "", point.path("sum").asDouble()));
    return series;
  }

  private static String line(
      String name, Map<String, String> labels, String extra, String text, double value) {
    Map<String, String> all = new TreeMap<>(labels);
    if (!extra.isEmpty()) {
      all.put(extra, text);
    }
    List<String> pairs = new ArrayList<>();
    all.forEach((key, its) -> pairs.add(key + "=" + its));
    return name + "{" + String.join(",", pairs) + "} " + number(value);
  }

  /** As Prometheus' API writes it, without an exponent here. */
  private static String number(double value) {
    return value == Math.rint(value) && !Double.isInfinite(value)
        ? String.valueOf((long) value)
        : GoFloat.canonical(value);
  }
}
