package io.cresset.exporters.remotewrite;

import io.cresset.api.export.Outcome.Rejection;
import io.cresset.api.exposition.GoFloat;
import io.cresset.api.model.HistogramPoint;
import io.cresset.api.model.Labels;
import io.cresset.api.model.NumberPoint;
import io.cresset.api.model.SummaryPoint;
import io.cresset.exporters.remotewrite.ChunkPoints.Item;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The series of a request, each once, from a range of points. A classic histogram or summary
 * becomes the series that it is on a scrape page:
 *
 * <pre>
 * wait_seconds_bucket{instance="gate",job="app",le="0.5"} 3
 * wait_seconds_bucket{instance="gate",job="app",le="+Inf"} 4
 * wait_seconds_sum{instance="gate",job="app"} 2.25
 * wait_seconds_count{instance="gate",job="app"} 4
 * </pre>
 */
final class SeriesTable {
  private static final String NAME = "__name__";
  private static final String JOB = "job";
  private static final String INSTANCE = "instance";

  /** What Prometheus puts in front of a label that has the name of one of the target's. */
  private static final String EXPORTED = "exported_";

  private final Map<List<String>, Series> series = new LinkedHashMap<>();
  private final List<Rejection> refused = new ArrayList<>();
  private final List<Long> numbers = new ArrayList<>();

  /** Gathers the points from {@code from} to just before {@code to}. */
  void load(ChunkPoints points, int from, int to) {
    release();
    for (int i = from; i < to; i++) {
      Item item = points.item(i);
      if (add(item)) {
        numbers.add(item.number());
      } else {
        refused.add(
            new Rejection(
                item.number(),
                item.number() + 1,
                "duplicate: another value of "
                    + item.spec().name()
                    + item.point().labels()
                    + " at the same time"));
      }
    }
  }

  void release() {
    series.clear();
    refused.clear();
    numbers.clear();
  }

  Collection<Series> series() {
    return series.values();
  }

  /** Points that are in it. */
  int records() {
    return numbers.size();
  }

  /** Those points, as refused. */
  List<Rejection> loaded(String reason) {
    return numbers.stream().map(number -> new Rejection(number, number + 1, reason)).toList();
  }

  int samples() {
    return series.values().stream().mapToInt(Series::size).sum();
  }

  /** Points for whose time there is another value. */
  List<Rejection> refused() {
    return refused;
  }

  /** Whether at least one of the point's samples has found its place. */
  private boolean add(Item item) {
    String name = item.spec().name();
    return switch (item.point()) {
      case NumberPoint point -> add(item, name, "", "", point.value());
      case HistogramPoint point -> addHistogram(item, name, point);
      case SummaryPoint point -> {
        boolean any = false;
        for (SummaryPoint.Quantile quantile : point.quantiles()) {
          any |= add(item, name, "quantile", text(quantile.quantile()), quantile.value());
        }
        any |= add(item, name + "_sum", "", "", point.sum());
        any |= add(item, name + "_count", "", "", (double) point.count());
        yield any;
      }
    };
  }

  private boolean addHistogram(Item item, String name, HistogramPoint point) {
    boolean any = false;
    long count = 0;
    for (int i = 0; i < point.counts().size(); i++) {
      count += point.counts().get(i);
      String bound = i < point.bounds().size() ? text(point.bounds().get(i)) : "+Inf";
      any |= add(item, name + "_bucket", "le", bound, (double) count);
    }
    any |= add(item, name + "_sum", "", "", point.sum());
    return any | add(item, name + "_count", "", "", (double) count);
  }

  private static String text(double number) {
    return GoFloat.canonical(number);
  }

  private boolean add(Item item, String name, String extraName, String extra, double value) {
    List<String> labels = labels(item, name, extraName, extra);
    Series some = series.computeIfAbsent(labels, _ -> new Series(item.spec(), labels));
    return some.add(item.timeMillis(), bits(item.point().ended(), value));
  }

  private static long bits(boolean ended, double value) {
    if (ended) {
      return Series.STALE;
    }
    return Double.isNaN(value) ? Series.NOT_A_NUMBER : Double.doubleToRawLongBits(value);
  }

  /** Sorted by name. Empty values are left out: to Prometheus they are no label. */
  private static List<String> labels(Item item, String name, String extraName, String extra) {
    Labels own = item.point().labels();
    String[] pairs = new String[2 * (own.size() + 4)];
    int size = 0;
    size = put(pairs, size, NAME, name);
    size = put(pairs, size, INSTANCE, item.origin().instance());
    size = put(pairs, size, JOB, item.origin().job());
    size = put(pairs, size, extraName, extra);
    for (int i = 0; i < own.size(); i++) {
      size = put(pairs, size, nameOf(own, i), own.value(i));
    }
    return Arrays.asList(size == pairs.length ? pairs : Arrays.copyOf(pairs, size));
  }

  /** Where a label is called like the target's, both are kept, as a scrape would keep them. */
  private static String nameOf(Labels own, int index) {
    String name = own.name(index);
    while (name.equals(NAME) || name.equals(JOB) || name.equals(INSTANCE)) {
      name = EXPORTED + name;
    }
    while (name.startsWith(EXPORTED) && !name.equals(own.name(index)) && own.has(name)) {
      name = EXPORTED + name;
    }
    return name;
  }

  private static int put(String[] pairs, int size, String name, String value) {
    if (value.isEmpty()) {
      return size;
    }
    int at = size;
    while (at > 0 && pairs[at - 2].compareTo(name) > 0) {
      pairs[at] = pairs[at - 2];
      pairs[at + 1] = pairs[at - 1];
      at -= 2;
    }
    pairs[at] = name;
    pairs[at + 1] = value;
    return size + 2;
  }
}
