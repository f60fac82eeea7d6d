package io.cresset.api.otlp;

import io.cresset.api.model.Attributes;
import io.cresset.api.model.HistogramPoint;
import io.cresset.api.model.Labels;
import io.cresset.api.model.NumberPoint;
import io.cresset.api.model.SummaryPoint;
import io.cresset.api.model.SummaryPoint.Quantile;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/** Reads data points: fields of a metric's data whose tag was just read. */
final class PointReader {
  private static final int HISTOGRAM_COUNT = 6 << 3 | Wire.FIXED64;
  private static final int HISTOGRAM_BOUND = 7 << 3 | Wire.FIXED64;

  private PointReader() {}

  static NumberPoint number(ProtoReader in) throws MalformedOtlp {
    long time = 0;
    double value = Double.NaN;
    long flags = 0;
    Attributes.Builder attributes = Attributes.builder();
    int outer = in.enter();
    for (int tag = in.tag(); tag != 0; tag = in.tag()) {
      switch (tag) {
        case Points.TIME -> time = in.fixed64();
        case Points.NUMBER_DOUBLE -> value = Double.longBitsToDouble(in.fixed64());
        case Points.NUMBER_INT -> value = (double) in.fixed64();
        case Points.NUMBER_ATTRIBUTES -> AnyValues.readField(in, attributes);
        case Points.NUMBER_FLAGS -> flags = in.varint();
        default -> in.skip(tag);
      }
    }
    in.leave(outer);
    boolean ended = (flags & Points.NO_RECORDED_VALUE) != 0;
    return new NumberPoint(
        Names.labels(attributes.build()), ended ? Double.NaN : value, time, ended);
  }

  static HistogramPoint histogram(ProtoReader in) throws MalformedOtlp {
    long time = 0;
    long count = 0;
    double sum = 0;
    long flags = 0;
    List<Long> counts = new ArrayList<>();
    List<Double> bounds = new ArrayList<>();
    Attributes.Builder attributes = Attributes.builder();
    int outer = in.enter();
    for (int tag = in.tag(); tag != 0; tag = in.tag()) {
      switch (tag) {
        case Points.TIME -> time = in.fixed64();
        case Points.COUNT -> count = in.fixed64();
        case Points.SUM -> sum = Double.longBitsToDouble(in.fixed64());
        case HISTOGRAM_COUNT -> counts.add(in.fixed64());
        case HISTOGRAM_BOUND -> bounds.add(Double.longBitsToDouble(in.fixed64()));
        case Points.HISTOGRAM_COUNTS -> {
          int list = in.enter();
          while (in.hasMore()) {
            counts.add(in.fixed64());
          }
          in.leave(list);
        }
        case Points.HISTOGRAM_BOUNDS -> {
          int list = in.enter();
          while (in.hasMore()) {
            bounds.add(Double.longBitsToDouble(in.fixed64()));
          }
          in.leave(list);
        }
        case Points.HISTOGRAM_ATTRIBUTES -> AnyValues.readField(in, attributes);
        case Points.HISTOGRAM_FLAGS -> flags = in.varint();
        default -> in.skip(tag);
      }
    }
    in.leave(outer);
    Labels labels = Names.labels(attributes.build());
    if (labels.has("le")) {
      throw in.malformed("a histogram with an attribute 'le'");
    }
    boolean ended = (flags & Points.NO_RECORDED_VALUE) != 0;
    if (ended) {
      counts = new ArrayList<>(Collections.nCopies(bounds.size() + 1, 0L));
    } else if (bounds.isEmpty() && counts.isEmpty()) {
      counts.add(count);
    }
    checkBuckets(in, bounds, counts);
    return new HistogramPoint(labels, bounds, counts, ended ? 0 : sum, time, ended);
  }

  /** A last bound of +Inf, which OTLP does not forbid, is one with the bucket behind it. */
  private static void checkBuckets(ProtoReader in, List<Double> bounds, List<Long> counts)
      throws MalformedOtlp {
    if (counts.size() != bounds.size() + 1) {
      throw in.malformed(bounds.size() + " bounds with " + counts.size() + " counts");
    }
    if (!bounds.isEmpty() && bounds.getLast() == Double.POSITIVE_INFINITY) {
      bounds.removeLast();
      counts.add(counts.removeLast() + counts.removeLast());
    }
    for (int i = 0; i < bounds.size(); i++) {
      if (!Double.isFinite(bounds.get(i)) || (i > 0 && bounds.get(i - 1) >= bounds.get(i))) {
        throw in.malformed("bounds that do not ascend");
      }
    }
  }

  static SummaryPoint summary(ProtoReader in) throws MalformedOtlp {
    long time = 0;
    long count = 0;
    double sum = 0;
    long flags = 0;
    List<Quantile> quantiles = new ArrayList<>();
    Attributes.Builder attributes = Attributes.builder();
    int outer = in.enter();
    for (int tag = in.tag(); tag != 0; tag = in.tag()) {
      switch (tag) {
        case Points.TIME -> time = in.fixed64();
        case Points.COUNT -> count = in.fixed64();
        case Points.SUM -> sum = Double.longBitsToDouble(in.fixed64());
        case Points.SUMMARY_QUANTILES -> quantiles.add(quantile(in));
        case Points.SUMMARY_ATTRIBUTES -> AnyValues.readField(in, attributes);
        case Points.SUMMARY_FLAGS -> flags = in.varint();
        default -> in.skip(tag);
      }
    }
    in.leave(outer);
    Labels labels = Names.labels(attributes.build());
    if (labels.has("quantile")) {
      throw in.malformed("a summary with an attribute 'quantile'");
    }
    quantiles.sort(Comparator.comparingDouble(Quantile::quantile));
    for (int i = 1; i < quantiles.size(); i++) {
      if (quantiles.get(i - 1).quantile() == quantiles.get(i).quantile()) {
        throw in.malformed("a quantile that stands twice");
      }
    }
    SummaryPoint point = new SummaryPoint(labels, quantiles, count, sum, time, false);
    return (flags & Points.NO_RECORDED_VALUE) != 0 ? point.endedAt(time) : point;
  }

  private static Quantile quantile(ProtoReader in) throws MalformedOtlp {
    double quantile = 0;
    double value = 0;
    int outer = in.enter();
    for (int tag = in.tag(); tag != 0; tag = in.tag()) {
      switch (tag) {
        case Points.QUANTILE -> quantile = Double.longBitsToDouble(in.fixed64());
        case Points.QUANTILE_VALUE -> value = Double.longBitsToDouble(in.fixed64());
        default -> in.skip(tag);
      }
    }
    in.leave(outer);
    if (!(quantile >= 0 && quantile <= 1)) {
      throw in.malformed("a quantile that is not in 0..1");
    }
    return new Quantile(quantile, value);
  }
}
