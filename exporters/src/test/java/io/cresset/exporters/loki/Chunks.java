package io.cresset.exporters.loki;

import io.cresset.api.export.Chunk;
import io.cresset.api.model.Attributes;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.EncodedBatch;
import io.cresset.api.model.LogBatch;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.PositionMoves;
import io.cresset.api.model.Resource;
import io.cresset.api.model.ResourceLogs;
import io.cresset.api.model.Signal;
import io.cresset.api.model.Value;
import io.cresset.api.otlp.OtlpLogs;
import io.cresset.testkit.FakeTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/** Makes chunks for the tests. */
final class Chunks {
  static final long NOW = FakeTime.START.getEpochSecond() * 1_000_000_000L;
  private static final UUID LOG = new UUID(1, 2);

  private Chunks() {}

  static Resource resource(String... keysAndValues) {
    Attributes.Builder attributes = Attributes.builder();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      attributes.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return Resource.of(attributes.build());
  }

  static final Resource GATE = resource("host.name", "gate", "job", "syslog");

  static LogRecord.Builder record(String line) {
    return record(Value.of(line));
  }

  static LogRecord.Builder record(Value body) {
    return LogRecord.builder(NOW, NOW, body);
  }

  static ResourceLogs logs(Resource resource, LogRecord... records) {
    return new ResourceLogs(resource, Arrays.asList(records));
  }

  /** Lines of one resource, a nanosecond apart. */
  static ResourceLogs lines(Resource resource, String... lines) {
    List<LogRecord> records = new ArrayList<>();
    for (String line : lines) {
      records.add(record(line).build().withTime(NOW + records.size()));
    }
    return new ResourceLogs(resource, records);
  }

  static Chunk.Frame frame(long firstNumber, ResourceLogs... logs) {
    EncodedBatch batch = OtlpLogs.encode(new LogBatch(List.of(logs), PositionMoves.none()));
    return frame(firstNumber, batch.recordCount(), batch.otlp());
  }

  static Chunk.Frame frame(long firstNumber, int recordCount, ByteSlice otlp) {
    return new Chunk.Frame(LOG, 1, firstNumber, recordCount, otlp);
  }

  static Chunk chunk(ResourceLogs... logs) {
    return chunk(frame(0, logs));
  }

  static Chunk chunk(Chunk.Frame... frames) {
    return new Chunk(Signal.LOGS, frames[0].firstNumber(), List.of(frames));
  }
}
