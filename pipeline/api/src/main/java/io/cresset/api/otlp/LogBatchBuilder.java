package io.cresset.api.otlp;

import io.cresset.api.model.Batch;
import io.cresset.api.model.InvalidTelemetry;
import io.cresset.api.model.LogBatch;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.PositionMoves;
import io.cresset.api.model.Resource;
import io.cresset.api.model.ResourceLogs;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Gathers log records until their encoded form would pass a limit, {@link Batch#MAX_ENCODED_BYTES}
 * as a rule. Reusable: {@link #build} empties it. Not safe for use by several threads.
 */
public final class LogBatchBuilder {
  private final Map<Resource, List<LogRecord>> byResource = new LinkedHashMap<>();
  private final int maxEncodedBytes;
  private int encodedBytes;
  private int count;

  public LogBatchBuilder() {
    this(Batch.MAX_ENCODED_BYTES);
  }

  /**
   * @param maxEncodedBytes for a source whose records grow on their way, by their fields; at most
   *     {@link Batch#MAX_ENCODED_BYTES}
   */
  public LogBatchBuilder(int maxEncodedBytes) {
    if (maxEncodedBytes < 1 || maxEncodedBytes > Batch.MAX_ENCODED_BYTES) {
      throw new IllegalArgumentException("a batch of at most " + maxEncodedBytes + " bytes");
    }
    this.maxEncodedBytes = maxEncodedBytes;
  }

  /**
   * Adds a record, unless it no longer fits: then it returns false, and the caller emits what
   * {@link #build()} gives and adds it again. A lone record always fits.
   *
   * @throws InvalidTelemetry if the record alone is over {@link LogRecord#MAX_ENCODED_BYTES}
   */
  public boolean add(Resource resource, LogRecord record) {
    List<LogRecord> records = byResource.get(resource);
    int bytes = OtlpLogs.sizeInBatch(record);
    if (bytes > LogRecord.MAX_ENCODED_BYTES) {
      throw new InvalidTelemetry(
          "a record of " + bytes + " encoded bytes; at most " + LogRecord.MAX_ENCODED_BYTES);
    }
    if (records == null) {
      bytes += OtlpLogs.sizeInBatch(resource);
    }
    if (count > 0 && encodedBytes + bytes > maxEncodedBytes) {
      return false;
    }
    if (records == null) {
      records = new ArrayList<>();
      byResource.put(resource, records);
    }
    records.add(record);
    encodedBytes += bytes;
    count++;
    return true;
  }

  public boolean isEmpty() {
    return count == 0;
  }

  public int size() {
    return count;
  }

  public LogBatch build() {
    return build(PositionMoves.none());
  }

  public LogBatch build(PositionMoves positions) {
    List<ResourceLogs> resources = new ArrayList<>(byResource.size());
    byResource.forEach((resource, records) -> resources.add(new ResourceLogs(resource, records)));
    byResource.clear();
    encodedBytes = 0;
    count = 0;
    return new LogBatch(resources, positions);
  }
}
