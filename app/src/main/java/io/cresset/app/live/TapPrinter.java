package io.cresset.app.live;

import io.cresset.api.model.HistogramPoint;
import io.cresset.api.model.Labels;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.NumberPoint;
import io.cresset.api.model.Point;
import io.cresset.api.model.Resource;
import io.cresset.api.model.ResourceLogs;
import io.cresset.api.model.ResourceMetrics;
import io.cresset.api.model.SummaryPoint;
import io.cresset.app.print.OtlpJson;
import io.cresset.app.print.PlainText;
import io.cresset.app.print.RecordLine;
import java.util.Map;
import java.util.TreeMap;

/**
 * Lines of a tap, without what must not be seen: that is taken out of the values, so that no way of
 * writing them can bring it back.
 *
 * <pre>
 * 2026-01-02T03:04:05.000000006Z syslog warning {host.name=ap, job=syslog} link is down {pid=7}
 * {"component":"syslog","resource":{...},"logRecord":{...}}
 * </pre>
 */
final class TapPrinter implements Tap.Printer {
  private final boolean json;
  private final Mask mask;

  TapPrinter(boolean json, Mask mask) {
    this.json = json;
    this.mask = mask;
  }

  @Override
  public String line(String component, ResourceLogs about, LogRecord record) {
    Resource resource = masked(about.resource());
    LogRecord shown = mask.record(record);
    if (json) {
      return OtlpJson.of(
          fields -> fields.writeStringField("component", component), resource, shown);
    }
    String line = RecordLine.of(shown);
    int blank = line.indexOf(' ');
    // Across the values too: body and attributes stand side by side now.
    return mask.text(
        line.substring(0, blank) + " " + component + " " + about(resource) + line.substring(blank));
  }

  @Override
  public String line(
      String component, ResourceMetrics about, MetricFamily family, Point point, long timeNanos) {
    Resource resource = masked(about.resource());
    Point shown = masked(point).at(timeNanos);
    return json
        ? OtlpJson.of(
            fields -> fields.writeStringField("component", component),
            resource,
            family.spec(),
            shown)
        : PlainText.time(timeNanos)
            + " "
            + component
            + " "
            + about(resource)
            + " "
            + RecordLine.of(family.spec(), shown);
  }

  @Override
  public String cut(String line, int length) {
    int more = line.length() - length;
    // Twice as long at most once it is escaped: it has quotes in it.
    return json
        ? OtlpJson.line(
            fields -> {
              fields.writeStringField("cut", line.substring(0, length));
              fields.writeNumberField("charactersMore", more);
            })
        : line.substring(0, length) + "... (" + more + " characters more)";
  }

  private static String about(Resource resource) {
    return PlainText.printable(PlainText.of(resource.attributes()));
  }

  private Resource masked(Resource resource) {
    return Resource.of(mask.attributes(resource.attributes()));
  }

  private Point masked(Point point) {
    Map<String, String> masked = new TreeMap<>();
    for (int i = 0; i < point.labels().size(); i++) {
      String name = point.labels().name(i);
      masked.put(name, mask.named(name, point.labels().value(i)));
    }
    Labels labels = Labels.of(masked);
    return switch (point) {
      case NumberPoint some ->
          new NumberPoint(labels, some.value(), some.timeUnixNanos(), some.ended());
      case HistogramPoint some ->
          new HistogramPoint(
              labels, some.bounds(), some.counts(), some.sum(), some.timeUnixNanos(), some.ended());
      case SummaryPoint some ->
          new SummaryPoint(
              labels,
              some.quantiles(),
              some.count(),
              some.sum(),
              some.timeUnixNanos(),
              some.ended());
    };
  }
}
