package io.cresset.app.print;

import io.cresset.api.model.HistogramPoint;
import io.cresset.api.model.Labels;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.MetricSpec;
import io.cresset.api.model.NumberPoint;
import io.cresset.api.model.Point;
import io.cresset.api.model.SummaryPoint;

/** One record as one line for a reader. */
public final class RecordLine {
  private RecordLine() {}

  /** Time, severity, body, attributes. */
  public static String of(LogRecord record) {
    String severity = record.severityText().isEmpty() ? "-" : record.severityText();
    String event = record.eventName() == null ? "" : "event=" + record.eventName() + " ";
    String attributes =
        record.attributes().isEmpty() ? "" : " " + PlainText.of(record.attributes());
    return PlainText.printable(
        PlainText.time(record.timeUnixNanos())
            + " "
            + severity
            + " "
            + event
            + PlainText.of(record.body())
            + attributes);
  }

  /**
   * Series and value, as a scrape page has them; a histogram or a summary on the one line too:
   *
   * <pre>
   * node_load1 0.53
   * http_seconds{code="200"} count 3 sum 0.9 le 0.1: 1 le +Inf: 2
   * </pre>
   */
  public static String of(MetricSpec spec, Point point) {
    StringBuilder out = new StringBuilder(spec.name());
    labels(out, point.labels());
    out.append(' ');
    if (point.ended()) {
      out.append("ended");
    } else {
      switch (point) {
        case NumberPoint number -> out.append(number(number.value()));
        case HistogramPoint histogram -> histogram(out, histogram);
        case SummaryPoint summary -> summary(out, summary);
      }
    }
    return PlainText.printable(out.toString());
  }

  private static void labels(StringBuilder out, Labels labels) {
    for (int i = 0; i < labels.size(); i++) {
      String value = labels.value(i).replace("\\", "\\\\").replace("\"", "\\\"");
      out.append(i == 0 ? "{" : ",").append(labels.name(i)).append("=\"").append(value).append('"');
    }
    out.append(labels.size() == 0 ? "" : "}");
  }

  private static void histogram(StringBuilder out, HistogramPoint histogram) {
    out.append("count ").append(histogram.count()).append(" sum ").append(number(histogram.sum()));
    for (int i = 0; i < histogram.counts().size(); i++) {
      boolean bounded = i < histogram.bounds().size();
      out.append(" le ")
          .append(bounded ? number(histogram.bounds().get(i)) : "+Inf")
          .append(": ")
          .append(histogram.counts().get(i));
    }
  }

  private static void summary(StringBuilder out, SummaryPoint summary) {
    out.append("count ").append(summary.count()).append(" sum ").append(number(summary.sum()));
    for (SummaryPoint.Quantile quantile : summary.quantiles()) {
      out.append(" q ")
          .append(number(quantile.quantile()))
          .append(": ")
          .append(number(quantile.value()));
    }
  }

  /** Whole numbers without a point, however large. */
  private static String number(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      return Long.toString((long) value);
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    return Double.toString(value);
  }
}
