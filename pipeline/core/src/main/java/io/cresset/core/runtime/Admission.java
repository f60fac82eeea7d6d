package io.cresset.core.runtime;

import io.cresset.api.model.Batch;
import io.cresset.api.model.EncodedBatch;
import io.cresset.api.model.InvalidTelemetry;
import io.cresset.api.model.LogBatch;
import io.cresset.api.model.MetricBatch;
import io.cresset.api.model.PositionMoves;
import io.cresset.api.model.Resource;
import io.cresset.api.model.ResourceLogs;
import io.cresset.api.model.ResourceMetrics;
import io.cresset.api.otlp.MalformedOtlp;
import io.cresset.api.otlp.OtlpLogs;
import io.cresset.api.otlp.OtlpMetrics;
import io.cresset.core.log.DurableLog;
import java.util.List;

/** What a batch must keep to whoever made it, or others would have to bear it. */
final class Admission {
  /** Of a resource's attributes, encoded. */
  static final int MAX_RESOURCE_BYTES = 64 * 1024;

  private Admission() {}

  /** Refuses a batch that no log could take, or that is not what it says. */
  static void check(Run run, Batch batch) {
    if (batch instanceof EncodedBatch encoded) {
      checkEncoded(run, encoded);
    } else {
      checkResources(run, batch);
    }
  }

  /** A resource stands in each frame that has something of it, so it must leave room there. */
  private static void checkResources(Run run, Batch batch) {
    List<Resource> resources =
        switch (batch) {
          case LogBatch logs -> logs.resources().stream().map(ResourceLogs::resource).toList();
          case MetricBatch metrics ->
              metrics.resources().stream().map(ResourceMetrics::resource).toList();
          case EncodedBatch _ -> List.of();
        };
    for (Resource resource : resources) {
      try {
        if (OtlpLogs.sizeInBatch(resource) <= MAX_RESOURCE_BYTES) {
          continue;
        }
      } catch (InvalidTelemetry e) {
        throw run.refuse(Counts.MALFORMED, batch.recordCount(), e.getMessage(), "Report it.");
      }
      throw run.refuse(
          Counts.TOO_LARGE,
          batch.recordCount(),
          "a resource with attributes of more than " + MAX_RESOURCE_BYTES / 1024 + " KiB",
          "Report it.");
    }
  }

  private static void checkEncoded(Run run, EncodedBatch batch) {
    if (batch.otlp().length() > DurableLog.MAX_PAYLOAD_BYTES) {
      throw run.refuse(
          Counts.TOO_LARGE,
          batch.recordCount(),
          "an encoded batch of "
              + batch.otlp().length()
              + " bytes; at most "
              + DurableLog.MAX_PAYLOAD_BYTES,
          "Report it.");
    }
    if (batch.recordCount() < 0 || batch.recordCount() > batch.otlp().length()) {
      throw run.refuse(
          Counts.MALFORMED,
          Math.max(0, batch.recordCount()),
          batch.recordCount() + " records in " + batch.otlp().length() + " encoded bytes",
          "Report it.");
    }
    try {
      int found = recordCount(batch);
      // Of metrics some kinds are passed over when they are read.
      boolean fits =
          switch (batch.signal()) {
            case LOGS -> found == batch.recordCount();
            case METRICS -> found <= batch.recordCount();
          };
      if (!fits) {
        throw run.refuse(
            Counts.MALFORMED,
            batch.recordCount(),
            "an encoded batch of " + found + " records that is said to have " + batch.recordCount(),
            "Report it.");
      }
    } catch (MalformedOtlp e) {
      throw run.refuse(
          Counts.MALFORMED,
          batch.recordCount(),
          "an encoded batch that is not OTLP: " + e.getMessage(),
          "Report it.");
    }
  }

  /** Reads all of it: in the log it shares a frame with what others emit. */
  private static int recordCount(EncodedBatch batch) throws MalformedOtlp {
    return switch (batch.signal()) {
      case LOGS ->
          OtlpLogs.decode(batch.otlp()).stream().mapToInt(logs -> logs.records().size()).sum();
      case METRICS ->
          new MetricBatch(OtlpMetrics.decode(batch.otlp()), PositionMoves.none()).recordCount();
    };
  }
}
