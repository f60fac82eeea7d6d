package io.cresset.exporters.prometheus;

import java.util.List;
import java.util.Locale;

/**
 * The request header of that name, as far as the page's two formats go: RFC 9110, section 12.5.1.
 */
final class Accept {
  private static final String OPEN_METRICS = "application/openmetrics-text";
  private static final String TEXT = "text/plain";

  private Accept() {}

  /** Whether the client takes OpenMetrics 1.0 and does not like Prometheus' own text better. */
  static boolean prefersOpenMetrics(List<String> headers) {
    double openMetrics = 0;
    double text = 0;
    for (String header : headers) {
      for (String range : header.split(",", -1)) {
        String[] parts = range.split(";", -1);
        String type = parts[0].strip().toLowerCase(Locale.ROOT);
        String version = parameter(parts, "version");
        double weight = weight(parameter(parts, "q"));
        if (type.equals(OPEN_METRICS) && (version.isEmpty() || version.equals("1.0.0"))) {
          openMetrics = Math.max(openMetrics, weight);
        } else if ((type.equals(TEXT) && (version.isEmpty() || version.equals("0.0.4")))
            || type.equals("text/*")
            || type.equals("*/*")) {
          text = Math.max(text, weight);
        }
      }
    }
    return openMetrics > 0 && openMetrics >= text;
  }

  /** The value of a media type's parameter without quotes; empty if it is not there. */
  private static String parameter(String[] parts, String name) {
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].strip();
      int equals = parameter.indexOf('=');
      if (equals > 0 && parameter.substring(0, equals).strip().equalsIgnoreCase(name)) {
        return parameter.substring(equals + 1).strip().replace("\"", "");
      }
    }
    return "";
  }

  /** The q-value, 0 to 1; one that cannot be read means that the type is not wanted. */
  private static double weight(String q) {
    if (q.isEmpty()) {
      return 1;
    }
    return q.matches("0(\\.\\d{0,3})?|1(\\.0{0,3})?") ? Double.parseDouble(q) : 0;
  }
}
