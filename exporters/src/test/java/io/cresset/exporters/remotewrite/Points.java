package io.cresset.exporters.remotewrite;

import io.cresset.api.export.Chunk;
import io.cresset.api.model.Attributes;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.EncodedBatch;
import io.cresset.api.model.HistogramPoint;
import io.cresset.api.model.Labels;
import io.cresset.api.model.MetricBatch;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.api.model.MetricType;
import io.cresset.api.model.NumberPoint;
import io.cresset.api.model.Point;
import io.cresset.api.model.Resource;
import io.cresset.api.model.Signal;
import io.cresset.api.model.SummaryPoint;
import io.cresset.api.model.SummaryPoint.Quantile;
import io.cresset.api.otlp.OtlpMetrics;
import io.cresset.testkit.FakeTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/** Makes chunks of points for the tests. */
final class Points {
  static final long NOW_MILLIS = FakeTime.START.getEpochSecond() * 1000;
  static final Resource GATE = resource("host.name", "gate", "job", "node-exporter");
  static final MetricSpec SENT = MetricSpec.counter("sent_bytes_total", "What was sent.", "to");
  static final MetricSpec ODD = MetricSpec.counter("ifHCInOctets", "Octets in.");
  static final MetricSpec LOAD =
      new MetricSpec("load1", MetricType.GAUGE, "ratio", "Load over a minute.", List.of());
  static final MetricSpec WAIT =
      new MetricSpec("wait_seconds", MetricType.HISTOGRAM, "seconds", "How long.", List.of());
  static final MetricSpec SIZE =
      new MetricSpec("size_bytes", MetricType.SUMMARY, "bytes", "How large.", List.of());
  private static final UUID LOG = new UUID(1, 2);

  private Points() {}

  static Resource resource(String... keysAndValues) {
    Attributes.Builder attributes = Attributes.builder();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      attributes.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return Resource.of(attributes.build());
  }

  static Point number(double value, long millis, String... labels) {
    return new NumberPoint(Labels.of(labels), value).at(millis * 1_000_000);
  }

  static Point ended(long millis, String... labels) {
    return new NumberPoint(Labels.of(labels), 0).endedAt(millis * 1_000_000);
  }

  static Point waited(long millis, String... labels) {
    return new HistogramPoint(
        Labels.of(labels), List.of(0.5, 1.0), List.of(3L, 0L, 1L), 2.25, millis * 1_000_000, false);
  }

  static Point size(long millis) {
    return new SummaryPoint(
        Labels.empty(),
        List.of(new Quantile(0.5, 10), new Quantile(1, 30)),
        4,
        50,
        millis * 1_000_000,
        false);
  }

  static MetricFamily family(MetricSpec spec, Point... points) {
    return spec.family(Arrays.asList(points));
  }

  static Chunk.Frame frame(long firstNumber, Resource about, MetricFamily... families) {
    List<EncodedBatch> batches = OtlpMetrics.encode(MetricBatch.of(about, List.of(families)));
    if (batches.size() != 1) {
      throw new AssertionError(batches.size() + " frames");
    }
    return frame(firstNumber, batches.getFirst().recordCount(), batches.getFirst().otlp());
  }

  static Chunk.Frame frame(long firstNumber, int recordCount, ByteSlice otlp) {
    return new Chunk.Frame(LOG, 1, firstNumber, recordCount, otlp);
  }

  static Chunk chunk(MetricFamily... families) {
    return chunk(frame(0, GATE, families));
  }

  static Chunk chunk(Chunk.Frame... frames) {
    return new Chunk(Signal.METRICS, frames[0].firstNumber(), List.of(frames));
  }

  /** As many frames as it takes. */
  static Chunk large(Resource about, MetricFamily... families) {
    List<Chunk.Frame> frames = new ArrayList<>();
    long number = 0;
    for (EncodedBatch batch : OtlpMetrics.encode(MetricBatch.of(about, List.of(families)))) {
      frames.add(frame(number, batch.recordCount(), batch.otlp()));
      number += batch.recordCount();
    }
    return new Chunk(Signal.METRICS, 0, frames);
  }
}
