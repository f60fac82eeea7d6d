package io.cresset.api.otlp;

import io.cresset.api.model.MetricSpec;
import io.cresset.api.model.MetricType;
import io.cresset.api.model.Point;
import java.util.List;

/** Writes {@code Metric}. */
final class Metrics {
  static final int NAME = 1 << 3 | Wire.BYTES;
  static final int DESCRIPTION = 2 << 3 | Wire.BYTES;
  static final int UNIT = 3 << 3 | Wire.BYTES;
  static final int GAUGE = 5 << 3 | Wire.BYTES;
  static final int SUM = 7 << 3 | Wire.BYTES;
  static final int HISTOGRAM = 9 << 3 | Wire.BYTES;
  static final int EXPONENTIAL_HISTOGRAM = 10 << 3 | Wire.BYTES;
  static final int SUMMARY = 11 << 3 | Wire.BYTES;
  static final int METADATA = 12 << 3 | Wire.BYTES;

  /** The same field of all kinds of data. */
  static final int DATA_POINTS = 1 << 3 | Wire.BYTES;

  /** The same field of {@code Sum} and {@code Histogram}. */
  static final int TEMPORALITY = 2 << 3 | Wire.VARINT;

  static final int IS_MONOTONIC = 3 << 3 | Wire.VARINT;

  static final int DELTA = 1;
  static final int CUMULATIVE = 2;

  /** The key of the metadata that keeps a metric's Prometheus type. */
  static final String TYPE_KEY = "prometheus.type";

  private static final long SMALL_NUMBER_FIELD_BYTES = 2;

  private Metrics() {}

  /** Size of a metric with these points, without its own tag and length. */
  static long bytes(MetricsPart.Cut cut) {
    MetricSpec spec = cut.family().spec();
    long bytes =
        Wire.stringFieldBytes(spec.name()) + AnyValues.textFieldBytes(TYPE_KEY, spec.type().id());
    if (!spec.help().isEmpty()) {
      bytes += Wire.stringFieldBytes(spec.help());
    }
    if (!spec.unit().isEmpty()) {
      bytes += Wire.stringFieldBytes(spec.unit());
    }
    long dataBytes = cut.pointsBytes();
    if (hasTemporality(spec.type())) {
      dataBytes += SMALL_NUMBER_FIELD_BYTES;
    }
    if (spec.type() == MetricType.COUNTER) {
      dataBytes += SMALL_NUMBER_FIELD_BYTES;
    }
    return bytes + Wire.fieldBytes(dataBytes);
  }

  static void write(ReverseWriter out, int tag, MetricsPart.Cut cut) {
    MetricSpec spec = cut.family().spec();
    int end = out.mark();
    AnyValues.writeTextField(out, METADATA, TYPE_KEY, spec.type().id());
    int dataEnd = out.mark();
    if (spec.type() == MetricType.COUNTER) {
      out.varint(IS_MONOTONIC, 1);
    }
    if (hasTemporality(spec.type())) {
      out.varint(TEMPORALITY, CUMULATIVE);
    }
    List<Point> points = cut.family().points();
    for (int i = cut.end() - 1; i >= cut.first(); i--) {
      Points.write(out, DATA_POINTS, points.get(i));
    }
    out.message(data(spec.type()), dataEnd);
    if (!spec.unit().isEmpty()) {
      out.string(UNIT, spec.unit());
    }
    if (!spec.help().isEmpty()) {
      out.string(DESCRIPTION, spec.help());
    }
    out.string(NAME, spec.name());
    out.message(tag, end);
  }

  private static int data(MetricType type) {
    return switch (type) {
      case GAUGE, UNKNOWN -> GAUGE;
      case COUNTER, INFO, STATESET -> SUM;
      case HISTOGRAM -> HISTOGRAM;
      case SUMMARY -> SUMMARY;
    };
  }

  private static boolean hasTemporality(MetricType type) {
    return data(type) == SUM || data(type) == HISTOGRAM;
  }
}
