package io.cresset.api.otlp;

import io.cresset.api.model.Batch;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.EncodedBatch;
import io.cresset.api.model.MetricBatch;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.Point;
import io.cresset.api.model.PositionMoves;
import io.cresset.api.model.Resource;
import io.cresset.api.model.ResourceMetrics;
import io.cresset.api.model.Signal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * OTLP's {@code MetricsData}: {@code resource_metrics} of a {@code resource} and {@code
 * scope_metrics} of {@code metrics} of data points.
 *
 * <p>A counter is a monotonic cumulative sum, a gauge or unknown metric a gauge, an info or
 * stateset a sum that is not monotonic, as OpenTelemetry's rules for Prometheus say; the metadata
 * {@code prometheus.type} keeps the type. Labels are attributes, help is the description. The point
 * that ends a series has the flag for no recorded value.
 *
 * <p>Reading keeps to the same rules as {@link OtlpLogs}. Without {@code prometheus.type}, a
 * monotonic sum is a counter, any other number a gauge. What others may have written and the model
 * has no place for is passed over: exponential histograms, sums and histograms of deltas, scopes,
 * exemplars, times of start. Characters that a Prometheus name may not have become {@code _}; an
 * attribute that is a list or bytes becomes no label.
 *
 * @see <a
 *     href="https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/metrics/v1/metrics.proto">metrics.proto</a>
 * @see <a
 *     href="https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/">OpenTelemetry's
 *     rules for Prometheus</a>
 */
public final class OtlpMetrics {
  private static final int RESOURCE_METRICS = 1 << 3 | Wire.BYTES;
  private static final int SCOPE_METRICS = 2 << 3 | Wire.BYTES;
  private static final int METRICS = 2 << 3 | Wire.BYTES;

  private OtlpMetrics() {}

  /** Sees a message's parts, in their order. The slices are parts of the message. */
  public interface Visitor {

    /** What follows is about this resource; for {@link OtlpLogs#decodeResource}. */
    void resource(ByteSlice resourceMessage) throws MalformedOtlp;

    /**
     * @param index of its first data point, which are counted through the whole message, from 0
     * @param points how many it has
     */
    void metric(int index, int points, String name) throws MalformedOtlp;
  }

  /** Shows a visitor each resource, then that resource's metrics, without decoding their points. */
  public static void walk(ByteSlice metricsData, Visitor visitor) throws MalformedOtlp {
    ProtoReader in = new ProtoReader(metricsData);
    int index = 0;
    for (int tag = in.tag(); tag != 0; tag = in.tag()) {
      if (tag == RESOURCE_METRICS) {
        int outer = in.enter();
        visitor.resource(Resources.find(in));
        index = walkScopes(in, visitor, index);
        in.leave(outer);
      } else {
        in.skip(tag);
      }
    }
  }

  private static int walkScopes(ProtoReader in, Visitor visitor, int first) throws MalformedOtlp {
    int index = first;
    for (int tag = in.tag(); tag != 0; tag = in.tag()) {
      if (tag == SCOPE_METRICS) {
        int outer = in.enter();
        for (int inner = in.tag(); inner != 0; inner = in.tag()) {
          if (inner == METRICS) {
            index += walkMetric(in, visitor, index);
          } else {
            in.skip(inner);
          }
        }
        in.leave(outer);
      } else {
        in.skip(tag);
      }
    }
    return index;
  }

  private static int walkMetric(ProtoReader in, Visitor visitor, int index) throws MalformedOtlp {
    String name = "";
    int points = 0;
    int outer = in.enter();
    for (int tag = in.tag(); tag != 0; tag = in.tag()) {
      switch (tag) {
        case Metrics.NAME -> {
          ByteSlice utf8 = in.bytes();
          name = new String(utf8.array(), utf8.offset(), utf8.length(), StandardCharsets.UTF_8);
        }
        case Metrics.GAUGE,
            Metrics.SUM,
            Metrics.HISTOGRAM,
            Metrics.EXPONENTIAL_HISTOGRAM,
            Metrics.SUMMARY ->
            points += countPoints(in);
        default -> in.skip(tag);
      }
    }
    in.leave(outer);
    visitor.metric(index, points, name);
    return points;
  }

  private static int countPoints(ProtoReader in) throws MalformedOtlp {
    int points = 0;
    int outer = in.enter();
    for (int tag = in.tag(); tag != 0; tag = in.tag()) {
      points += tag == Metrics.DATA_POINTS ? 1 : 0;
      in.skip(tag);
    }
    in.leave(outer);
    return points;
  }

  /**
   * Encodes a batch as as many {@code MetricsData} as it takes for each to stay within {@link
   * Batch#MAX_ENCODED_BYTES}; only a point that is larger by itself makes a larger one, alone. The
   * order is kept, and the last one carries the positions. A batch without points gives one empty
   * message.
   */
  public static List<EncodedBatch> encode(MetricBatch batch) {
    List<MetricsPart> parts = cut(batch);
    List<EncodedBatch> encoded = new ArrayList<>(parts.size());
    for (int i = 0; i < parts.size(); i++) {
      MetricsPart part = parts.get(i);
      PositionMoves positions = i == parts.size() - 1 ? batch.positions() : PositionMoves.none();
      encoded.add(new EncodedBatch(Signal.METRICS, encode(part), part.points(), positions));
    }
    return encoded;
  }

  private static List<MetricsPart> cut(MetricBatch batch) {
    List<MetricsPart> parts = new ArrayList<>();
    MetricsPart part = new MetricsPart();
    for (ResourceMetrics resource : batch.resources()) {
      part.begin(resource.resource());
      for (MetricFamily family : resource.families()) {
        part.begin(family, 0);
        List<Point> points = family.points();
        for (int i = 0; i < points.size(); i++) {
          long bytes = Wire.fieldBytes(Points.bytes(points.get(i)));
          if (!part.add(bytes)) {
            parts.add(part.close());
            part = new MetricsPart();
            part.begin(resource.resource());
            part.begin(family, i);
            part.add(bytes);
          }
        }
      }
    }
    parts.add(part.close());
    return parts;
  }

  private static ByteSlice encode(MetricsPart part) {
    ReverseWriter out = new ReverseWriter(Math.toIntExact(part.exactBytes()));
    for (MetricsPart.OfResource resource : part.resources().reversed()) {
      int end = out.mark();
      for (MetricsPart.Cut cut : resource.cuts().reversed()) {
        Metrics.write(out, METRICS, cut);
      }
      out.message(SCOPE_METRICS, end);
      Resources.writeField(out, resource.resource());
      out.message(RESOURCE_METRICS, end);
    }
    return ByteSlice.of(out.finish());
  }

  /** Decodes a whole message. */
  public static List<ResourceMetrics> decode(ByteSlice metricsData) throws MalformedOtlp {
    ProtoReader in = new ProtoReader(metricsData);
    List<ResourceMetrics> resources = new ArrayList<>();
    for (int tag = in.tag(); tag != 0; tag = in.tag()) {
      if (tag == RESOURCE_METRICS) {
        int outer = in.enter();
        Resource resource = Resources.read(in.part(Resources.find(in)));
        resources.add(new ResourceMetrics(resource, readScopes(in)));
        in.leave(outer);
      } else {
        in.skip(tag);
      }
    }
    return resources;
  }

  private static List<MetricFamily> readScopes(ProtoReader in) throws MalformedOtlp {
    List<MetricFamily> families = new ArrayList<>();
    for (int tag = in.tag(); tag != 0; tag = in.tag()) {
      if (tag == SCOPE_METRICS) {
        int outer = in.enter();
        for (int inner = in.tag(); inner != 0; inner = in.tag()) {
          if (inner == METRICS) {
            MetricReader.read(in).ifPresent(families::add);
          } else {
            in.skip(inner);
          }
        }
        in.leave(outer);
      } else {
        in.skip(tag);
      }
    }
    return families;
  }
}
