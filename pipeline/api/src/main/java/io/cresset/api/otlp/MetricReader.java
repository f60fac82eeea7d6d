package io.cresset.api.otlp;

import io.cresset.api.model.Attributes;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.api.model.MetricType;
import io.cresset.api.model.Point;
import io.cresset.api.model.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads one {@code Metric}: what kind of data it holds decides how its points are read. */
final class MetricReader {
  private static final int EXPONENTIAL_HISTOGRAM = 10 << 3 | Wire.BYTES;

  private String name = "";
  private String help = "";
  private String unit = "";
  private final Attributes.Builder metadata = Attributes.builder();

  /** The data field that was read last, by its tag; 0 before any. */
  private int data;

  private int temporality;
  private boolean monotonic;
  private List<Point> points = new ArrayList<>();

  private MetricReader() {}

  /**
   * Reads a {@code Metric} field whose tag was just read.
   *
   * @return empty if it holds nothing that the model has a place for
   */
  static Optional<MetricFamily> read(ProtoReader in) throws MalformedOtlp {
    MetricReader reader = new MetricReader();
    int outer = in.enter();
    for (int tag = in.tag(); tag != 0; tag = in.tag()) {
      switch (tag) {
        case Metrics.NAME -> reader.name = AnyValues.readString(in);
        case Metrics.DESCRIPTION -> reader.help = AnyValues.readString(in);
        case Metrics.UNIT -> reader.unit = AnyValues.readString(in);
        case Metrics.METADATA -> AnyValues.readField(in, reader.metadata);
        case Metrics.GAUGE,
            Metrics.SUM,
            Metrics.HISTOGRAM,
            Metrics.SUMMARY,
            EXPONENTIAL_HISTOGRAM ->
            reader.readData(in, tag);
        default -> in.skip(tag);
      }
    }
    in.leave(outer);
    return reader.family();
  }

  /** Data of the same kind as before goes on with it, data of another kind replaces it. */
  private void readData(ProtoReader in, int kind) throws MalformedOtlp {
    if (data != kind) {
      data = kind;
      temporality = 0;
      monotonic = false;
      points = new ArrayList<>();
    }
    int outer = in.enter();
    for (int tag = in.tag(); tag != 0; tag = in.tag()) {
      switch (tag) {
        case Metrics.DATA_POINTS -> readPoint(in);
        case Metrics.TEMPORALITY -> temporality = (int) in.varint();
        case Metrics.IS_MONOTONIC -> monotonic = in.varint() != 0;
        default -> in.skip(tag);
      }
    }
    in.leave(outer);
  }

  private void readPoint(ProtoReader in) throws MalformedOtlp {
    switch (data) {
      case Metrics.HISTOGRAM -> points.add(PointReader.histogram(in));
      case Metrics.SUMMARY -> points.add(PointReader.summary(in));
      case EXPONENTIAL_HISTOGRAM -> in.skip(Metrics.DATA_POINTS);
      default -> points.add(PointReader.number(in));
    }
  }

  private Optional<MetricFamily> family() {
    boolean summable = data == Metrics.SUM || data == Metrics.HISTOGRAM;
    if (data == 0 || data == EXPONENTIAL_HISTOGRAM || (summable && temporality == Metrics.DELTA)) {
      return Optional.empty();
    }
    MetricSpec spec = new MetricSpec(Names.metric(name), type(), unit, help, List.of());
    return Optional.of(new MetricFamily(spec, points));
  }

  private MetricType type() {
    MetricType byData =
        switch (data) {
          case Metrics.HISTOGRAM -> MetricType.HISTOGRAM;
          case Metrics.SUMMARY -> MetricType.SUMMARY;
          case Metrics.SUM -> monotonic ? MetricType.COUNTER : MetricType.GAUGE;
          default -> MetricType.GAUGE;
        };
    if (byData == MetricType.HISTOGRAM || byData == MetricType.SUMMARY) {
      return byData;
    }
    String said = metadata.build().get(Metrics.TYPE_KEY).map(MetricReader::text).orElse("");
    for (MetricType type : MetricType.values()) {
      if (type.id().equals(said) && type != MetricType.HISTOGRAM && type != MetricType.SUMMARY) {
        return type;
      }
    }
    return byData;
  }

  private static String text(Value value) {
    return value instanceof Value.Text ? value.toString() : "";
  }
}
