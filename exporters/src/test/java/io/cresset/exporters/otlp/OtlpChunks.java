package io.cresset.exporters.otlp;

import io.cresset.api.config.DataSize;
import io.cresset.api.export.Chunk;
import io.cresset.api.http.HttpSettings;
import io.cresset.api.model.Attributes;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.EncodedBatch;
import io.cresset.api.model.Labels;
import io.cresset.api.model.LogBatch;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.MetricBatch;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.api.model.NumberPoint;
import io.cresset.api.model.PositionMoves;
import io.cresset.api.model.Resource;
import io.cresset.api.model.ResourceLogs;
import io.cresset.api.model.Signal;
import io.cresset.api.model.Value;
import io.cresset.api.otlp.OtlpLogs;
import io.cresset.api.otlp.OtlpMetrics;
import io.cresset.testkit.FakeTime;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Makes chunks and configurations for the tests. */
final class OtlpChunks {
  static final long NOW = FakeTime.START.getEpochSecond() * 1_000_000_000L;
  static final Resource GATE =
      Resource.of(
          Attributes.builder()
              .put("host.name", "gate")
              .put("job", "syslog")
              .put("service.instance.id", "gate")
              .put("service.name", "sshd")
              .build());

  private OtlpChunks() {}

  static OtlpConfig config(URI url) {
    return config(url, Compression.GZIP, 1024 * 1024, Signal.LOGS, Signal.METRICS);
  }

  static OtlpConfig config(URI url, Compression compression, int maxBytes, Signal... signals) {
    return new OtlpConfig(
        url, HttpSettings.plain(), List.of(signals), compression, new DataSize(maxBytes));
  }

  static Chunk.Frame frame(long firstNumber, int recordCount, ByteSlice otlp) {
    return new Chunk.Frame(new UUID(1, 2), 1, firstNumber, recordCount, otlp);
  }

  /** A frame of lines of one resource, a nanosecond apart. */
  static Chunk.Frame lines(long firstNumber, String... lines) {
    List<LogRecord> records = new ArrayList<>();
    for (String line : lines) {
      long time = NOW + firstNumber + records.size();
      records.add(LogRecord.builder(time, time, Value.of(line)).build());
    }
    EncodedBatch batch =
        OtlpLogs.encode(
            new LogBatch(List.of(new ResourceLogs(GATE, records)), PositionMoves.none()));
    return frame(firstNumber, batch.recordCount(), batch.otlp());
  }

  static Chunk logs(Chunk.Frame... frames) {
    return new Chunk(Signal.LOGS, frames[0].firstNumber(), List.of(frames));
  }

  /** A frame of two families: a gauge, and a counter of as many points as there are labels. */
  static Chunk.Frame points(long firstNumber, String... labels) {
    List<NumberPoint> points = new ArrayList<>();
    for (String label : labels) {
      points.add(new NumberPoint(Labels.of("kind", label), 7).at(NOW + firstNumber));
    }
    NumberPoint up = new NumberPoint(Labels.empty(), 1).at(NOW + firstNumber);
    List<MetricFamily> families =
        List.of(
            MetricSpec.gauge("up_now", "Whether it is.").family(List.of(up)),
            MetricSpec.counter("requests_total", "How many.", "kind").family(points));
    EncodedBatch batch = OtlpMetrics.encode(MetricBatch.of(GATE, families)).getFirst();
    return frame(firstNumber, batch.recordCount(), batch.otlp());
  }

  static Chunk metrics(Chunk.Frame... frames) {
    return new Chunk(Signal.METRICS, frames[0].firstNumber(), List.of(frames));
  }
}
