package io.cresset.api.exposition;

import io.cresset.api.model.HistogramPoint;
import io.cresset.api.model.Labels;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.api.model.MetricType;
import io.cresset.api.model.NumberPoint;
import io.cresset.api.model.Point;
import io.cresset.api.model.SummaryPoint;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Writes a page in either format: what both have in common.
 *
 * <p>Families are sorted by name, points by labels. The names of series stand as declared; nothing
 * is appended to them. Points that end a series are not written, nor are times: a page says what is
 * now.
 *
 * <p>A page is valid whatever the families are. Families of one name are written as one, with help
 * and type of the first; of points with the same labels the first is written, and no point of
 * another shape than the first family's. A family whose name is one of the series of a histogram or
 * summary on the page ({@code x_count}) is left out.
 */
final class PageWriter {
  private static final String[] HISTOGRAM_SUFFIXES = {"_bucket", "_count", "_sum"};
  private static final String[] SUMMARY_SUFFIXES = {"_count", "_sum"};

  private final Dialect dialect;
  private final PageBuffer out = new PageBuffer();
  private int duplicates;

  private PageWriter(Dialect dialect) {
    this.dialect = dialect;
  }

  static Page write(Dialect dialect, Collection<MetricFamily> families) {
    PageWriter page = new PageWriter(dialect);
    Map<String, List<MetricFamily>> byName = new TreeMap<>();
    for (MetricFamily family : families) {
      if (!family.points().isEmpty()) {
        byName.computeIfAbsent(family.spec().name(), _ -> new ArrayList<>(1)).add(family);
      }
    }
    Set<String> taken = new HashSet<>();
    byName.values().forEach(same -> take(same.getFirst().spec(), taken));
    Set<String> names = new HashSet<>(byName.keySet());
    for (List<MetricFamily> same : byName.values()) {
      MetricSpec spec = same.getFirst().spec();
      List<Point> points = page.points(same);
      if (taken.contains(spec.name())) {
        page.duplicates += points.size();
      } else if (!points.isEmpty()) {
        page.header(spec, dialect.family(spec, names));
        page.series(spec, points);
      }
    }
    page.out.text(dialect.end());
    return new Page(page.out.toByteArray(), page.duplicates);
  }

  private static void take(MetricSpec spec, Set<String> taken) {
    String[] suffixes =
        switch (spec.type()) {
          case HISTOGRAM -> HISTOGRAM_SUFFIXES;
          case SUMMARY -> SUMMARY_SUFFIXES;
          case COUNTER, GAUGE, INFO, STATESET, UNKNOWN -> new String[0];
        };
    for (String suffix : suffixes) {
      taken.add(spec.name() + suffix);
    }
  }

  /**
   * The points to write of families of one name, sorted by labels, of equal ones the first first.
   */
  private List<Point> points(List<MetricFamily> same) {
    MetricType type = same.getFirst().spec().type();
    List<Point> points = new ArrayList<>();
    for (MetricFamily family : same) {
      for (Point point : family.points()) {
        if (point.ended()) {
          continue;
        }
        if (fits(point, type)) {
          points.add(point);
        } else {
          duplicates++;
        }
      }
    }
    points.sort(PageWriter::compareLabels);
    return points;
  }

  private static boolean fits(Point point, MetricType type) {
    return switch (point) {
      case HistogramPoint _ -> type == MetricType.HISTOGRAM;
      case SummaryPoint _ -> type == MetricType.SUMMARY;
      case NumberPoint _ -> type != MetricType.HISTOGRAM && type != MetricType.SUMMARY;
    };
  }

  private static int compareLabels(Point one, Point other) {
    Labels a = one.labels();
    Labels b = other.labels();
    int common = Math.min(a.size(), b.size());
    for (int i = 0; i < common; i++) {
      int order = a.name(i).compareTo(b.name(i));
      if (order == 0) {
        order = a.value(i).compareTo(b.value(i));
      }
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(a.size(), b.size());
  }

  private void header(MetricSpec spec, Dialect.Family family) {
    if (!spec.help().isEmpty()) {
      out.text("# HELP ").text(family.name()).text(" ");
      out.escaped(spec.help(), dialect.escapesQuotesInHelp()).newline();
    }
    out.text("# TYPE ").text(family.name()).text(" ").text(family.type()).newline();
  }

  private void series(MetricSpec spec, List<Point> points) {
    Point before = null;
    for (Point point : points) {
      if (before != null && before.labels().equals(point.labels())) {
        duplicates++;
        continue;
      }
      before = point;
      switch (point) {
        case NumberPoint number -> line(spec.name(), "", number.labels(), number.value());
        case HistogramPoint histogram -> histogram(spec.name(), histogram);
        case SummaryPoint summary -> summary(spec.name(), summary);
      }
    }
  }

  private void histogram(String name, HistogramPoint point) {
    long cumulated = 0;
    for (int i = 0; i < point.counts().size(); i++) {
      cumulated += point.counts().get(i);
      boolean last = i == point.bounds().size();
      double bound = last ? Double.POSITIVE_INFINITY : point.bounds().get(i);
      line(name, "_bucket", point.labels(), "le", bound, (double) cumulated);
    }
    line(name, "_sum", point.labels(), point.sum());
    line(name, "_count", point.labels(), (double) cumulated);
  }

  private void summary(String name, SummaryPoint point) {
    for (SummaryPoint.Quantile quantile : point.quantiles()) {
      line(name, "", point.labels(), "quantile", quantile.quantile(), quantile.value());
    }
    line(name, "_sum", point.labels(), point.sum());
    line(name, "_count", point.labels(), (double) point.count());
  }

  private void line(String name, String suffix, Labels labels, double value) {
    out.text(name).text(suffix);
    if (labels.size() > 0) {
      out.text("{");
      labels(labels);
      out.text("}");
    }
    out.text(" ").number(value).newline();
  }

  /** A line with one label more, whose value is a number. */
  private void line(
      String name, String suffix, Labels labels, String label, double labelValue, double value) {
    out.text(name).text(suffix).text("{");
    labels(labels);
    if (labels.size() > 0) {
      out.text(",");
    }
    dialect.bound(out.text(label).text("=\""), labelValue).text("\"} ").number(value).newline();
  }

  private void labels(Labels labels) {
    for (int i = 0; i < labels.size(); i++) {
      if (i > 0) {
        out.text(",");
      }
      out.text(labels.name(i)).text("=\"").escaped(labels.value(i), true).text("\"");
    }
  }
}
