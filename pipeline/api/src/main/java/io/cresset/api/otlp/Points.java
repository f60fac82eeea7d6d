package io.cresset.api.otlp;

import io.cresset.api.model.HistogramPoint;
import io.cresset.api.model.Labels;
import io.cresset.api.model.NumberPoint;
import io.cresset.api.model.Point;
import io.cresset.api.model.SummaryPoint;
import java.util.List;

/** Writes data points. Fields that are zero are left out, except where zero is a value. */
final class Points {
  /** The same field of all kinds of points. */
  static final int TIME = 3 << 3 | Wire.FIXED64;

  static final int NUMBER_DOUBLE = 4 << 3 | Wire.FIXED64;
  static final int NUMBER_INT = 6 << 3 | Wire.FIXED64;
  static final int NUMBER_ATTRIBUTES = 7 << 3 | Wire.BYTES;
  static final int NUMBER_FLAGS = 8 << 3 | Wire.VARINT;

  /** The same field of histogram and summary points. */
  static final int COUNT = 4 << 3 | Wire.FIXED64;

  static final int SUM = 5 << 3 | Wire.FIXED64;
  static final int HISTOGRAM_COUNTS = 6 << 3 | Wire.BYTES;
  static final int HISTOGRAM_BOUNDS = 7 << 3 | Wire.BYTES;
  static final int HISTOGRAM_ATTRIBUTES = 9 << 3 | Wire.BYTES;
  static final int HISTOGRAM_FLAGS = 10 << 3 | Wire.VARINT;
  static final int SUMMARY_QUANTILES = 6 << 3 | Wire.BYTES;
  static final int SUMMARY_ATTRIBUTES = 7 << 3 | Wire.BYTES;
  static final int SUMMARY_FLAGS = 8 << 3 | Wire.VARINT;
  static final int QUANTILE = 1 << 3 | Wire.FIXED64;
  static final int QUANTILE_VALUE = 2 << 3 | Wire.FIXED64;

  /** The flag of a point without value. */
  static final int NO_RECORDED_VALUE = 1;

  private static final long FLAGS_FIELD_BYTES = 2;

  private Points() {}

  /** Size of a point, without its own tag and length. */
  static long bytes(Point point) {
    long bytes = labelsBytes(point.labels());
    if (point.timeUnixNanos() != 0) {
      bytes += Wire.FIXED64_FIELD_BYTES;
    }
    if (point.ended()) {
      bytes += FLAGS_FIELD_BYTES;
    }
    return bytes
        + switch (point) {
          case NumberPoint _ -> point.ended() ? 0 : Wire.FIXED64_FIELD_BYTES;
          case HistogramPoint histogram -> histogramBytes(histogram);
          case SummaryPoint summary -> summaryBytes(summary);
        };
  }

  private static long histogramBytes(HistogramPoint point) {
    long bytes =
        fixed64Bytes(point.count())
            + Wire.FIXED64_FIELD_BYTES
            + Wire.fieldBytes((long) Long.BYTES * point.counts().size());
    if (!point.bounds().isEmpty()) {
      bytes += Wire.fieldBytes((long) Double.BYTES * point.bounds().size());
    }
    return bytes;
  }

  private static long summaryBytes(SummaryPoint point) {
    long bytes = fixed64Bytes(point.count()) + fixed64Bytes(bits(point.sum()));
    for (SummaryPoint.Quantile quantile : point.quantiles()) {
      bytes += Wire.fieldBytes(quantileBytes(quantile));
    }
    return bytes;
  }

  private static long quantileBytes(SummaryPoint.Quantile quantile) {
    return fixed64Bytes(bits(quantile.quantile())) + fixed64Bytes(bits(quantile.value()));
  }

  static void write(ReverseWriter out, int tag, Point point) {
    int end = out.mark();
    switch (point) {
      case NumberPoint number -> writeNumber(out, number);
      case HistogramPoint histogram -> writeHistogram(out, histogram);
      case SummaryPoint summary -> writeSummary(out, summary);
    }
    out.message(tag, end);
  }

  private static void writeNumber(ReverseWriter out, NumberPoint point) {
    writeFlags(out, NUMBER_FLAGS, point);
    writeLabels(out, NUMBER_ATTRIBUTES, point.labels());
    if (!point.ended()) {
      out.fixed64(NUMBER_DOUBLE, bits(point.value()));
    }
    writeFixed64(out, TIME, point.timeUnixNanos());
  }

  private static void writeHistogram(ReverseWriter out, HistogramPoint point) {
    writeFlags(out, HISTOGRAM_FLAGS, point);
    writeLabels(out, HISTOGRAM_ATTRIBUTES, point.labels());
    int boundsEnd = out.mark();
    for (Double bound : point.bounds().reversed()) {
      out.fixed64(bits(bound));
    }
    if (!point.bounds().isEmpty()) {
      out.message(HISTOGRAM_BOUNDS, boundsEnd);
    }
    int countsEnd = out.mark();
    for (Long count : point.counts().reversed()) {
      out.fixed64(count);
    }
    out.message(HISTOGRAM_COUNTS, countsEnd);
    out.fixed64(SUM, bits(point.sum()));
    writeFixed64(out, COUNT, point.count());
    writeFixed64(out, TIME, point.timeUnixNanos());
  }

  private static void writeSummary(ReverseWriter out, SummaryPoint point) {
    writeFlags(out, SUMMARY_FLAGS, point);
    writeLabels(out, SUMMARY_ATTRIBUTES, point.labels());
    List<SummaryPoint.Quantile> quantiles = point.quantiles();
    for (SummaryPoint.Quantile quantile : quantiles.reversed()) {
      int end = out.mark();
      writeFixed64(out, QUANTILE_VALUE, bits(quantile.value()));
      writeFixed64(out, QUANTILE, bits(quantile.quantile()));
      out.message(SUMMARY_QUANTILES, end);
    }
    writeFixed64(out, SUM, bits(point.sum()));
    writeFixed64(out, COUNT, point.count());
    writeFixed64(out, TIME, point.timeUnixNanos());
  }

  private static void writeFlags(ReverseWriter out, int tag, Point point) {
    if (point.ended()) {
      out.varint(tag, NO_RECORDED_VALUE);
    }
  }

  private static long fixed64Bytes(long value) {
    return value == 0 ? 0 : Wire.FIXED64_FIELD_BYTES;
  }

  private static void writeFixed64(ReverseWriter out, int tag, long value) {
    if (value != 0) {
      out.fixed64(tag, value);
    }
  }

  private static long bits(double value) {
    return Double.doubleToRawLongBits(value);
  }

  private static long labelsBytes(Labels labels) {
    long bytes = 0;
    for (int i = 0; i < labels.size(); i++) {
      bytes += AnyValues.textFieldBytes(labels.name(i), labels.value(i));
    }
    return bytes;
  }

  private static void writeLabels(ReverseWriter out, int tag, Labels labels) {
    for (int i = labels.size() - 1; i >= 0; i--) {
      AnyValues.writeTextField(out, tag, labels.name(i), labels.value(i));
    }
  }
}
