package io.cresset.core.runtime;

import io.cresset.api.model.Attributes;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.EncodedBatch;
import io.cresset.api.model.InvalidTelemetry;
import io.cresset.api.model.LogBatch;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.MetricBatch;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.Point;
import io.cresset.api.model.ResourceLogs;
import io.cresset.api.model.ResourceMetrics;
import io.cresset.api.otlp.LogBatchBuilder;
import io.cresset.api.otlp.OtlpLogs;
import io.cresset.api.otlp.OtlpMetrics;
import io.cresset.core.log.DurableLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Encodes a batch into what the log's frames take. */
final class Frames {
  private Frames() {}

  /**
   * One frame as a rule. A batch that steps have made too long becomes several, the last of which
   * carries the positions; a record that is too long by itself loses its attributes, and if its
   * body alone is too long it is dropped. Both are counted.
   */
  static List<EncodedBatch> of(LogBatch batch, Counts counts) {
    if (batch.recordCount() == 0 && batch.positions().isEmpty()) {
      return List.of();
    }
    try {
      return List.of(OtlpLogs.encode(batch, DurableLog.MAX_PAYLOAD_BYTES));
    } catch (InvalidTelemetry e) {
      // Too long, or a value that is nested too deep, in a record that is yet to be found.
      return inPieces(batch, counts);
    }
  }

  private static List<EncodedBatch> inPieces(LogBatch batch, Counts counts) {
    List<EncodedBatch> frames = new ArrayList<>();
    LogBatchBuilder builder = new LogBatchBuilder();
    for (ResourceLogs logs : batch.resources()) {
      for (LogRecord record : logs.records()) {
        Optional<LogRecord> fitting = fitting(record, counts);
        if (fitting.isPresent() && !builder.add(logs.resource(), fitting.get())) {
          frames.add(OtlpLogs.encode(builder.build()));
          builder.add(logs.resource(), fitting.get());
        }
      }
    }
    if (!builder.isEmpty() || !batch.positions().isEmpty()) {
      frames.add(OtlpLogs.encode(builder.build(batch.positions())));
    }
    return frames;
  }

  private static Optional<LogRecord> fitting(LogRecord record, Counts counts) {
    if (fits(record)) {
      return Optional.of(record);
    }
    LogRecord bare = record.withAttributes(Attributes.empty());
    if (fits(bare)) {
      counts.trimmed.increment();
      return Optional.of(bare);
    }
    counts.dropped.add(Counts.TOO_LARGE, 1);
    return Optional.empty();
  }

  private static boolean fits(LogRecord record) {
    try {
      return OtlpLogs.sizeInBatch(record) <= LogRecord.MAX_ENCODED_BYTES;
    } catch (InvalidTelemetry e) {
      return false;
    }
  }

  /**
   * @param runUnixNanos the time of points that have none of their own
   */
  static List<EncodedBatch> of(MetricBatch batch, long runUnixNanos) {
    if (batch.recordCount() == 0 && batch.positions().isEmpty()) {
      return List.of();
    }
    List<ResourceMetrics> timed = new ArrayList<>(batch.resources().size());
    for (ResourceMetrics about : batch.resources()) {
      List<MetricFamily> families = new ArrayList<>(about.families().size());
      for (MetricFamily family : about.families()) {
        List<Point> points = new ArrayList<>(family.points().size());
        for (Point point : family.points()) {
          points.add(point.timeUnixNanos() == 0 ? point.at(runUnixNanos) : point);
        }
        families.add(new MetricFamily(family.spec(), points));
      }
      timed.add(new ResourceMetrics(about.resource(), families));
    }
    return OtlpMetrics.encode(new MetricBatch(timed, batch.positions()));
  }

  /**
   * What the log takes of encoded metrics: a point that is too long by itself is left out. The
   * positions stay.
   */
  static List<EncodedBatch> fitting(List<EncodedBatch> frames) {
    return frames.stream().map(Frames::fitting).toList();
  }

  private static EncodedBatch fitting(EncodedBatch frame) {
    return frame.otlp().length() <= DurableLog.MAX_PAYLOAD_BYTES
        ? frame
        : new EncodedBatch(frame.signal(), ByteSlice.empty(), 0, frame.positions());
  }
}
