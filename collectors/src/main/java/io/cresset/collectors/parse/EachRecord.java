package io.cresset.collectors.parse;

import io.cresset.api.model.LogBatch;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.Resource;
import io.cresset.api.model.ResourceLogs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Does the same to each record of a batch; what nothing is done to is not copied. */
public final class EachRecord {
  private EachRecord() {}

  /** What is done to a record. */
  @FunctionalInterface
  public interface Work {
    /** The record as it goes on, the very same if nothing changes; null if it is dropped. */
    @Nullable LogRecord on(Resource resource, LogRecord record);
  }

  /** The batch as it goes on, with the positions that it came with. */
  public static LogBatch of(LogBatch batch, Work work) {
    List<ResourceLogs> resources = new ArrayList<>(batch.resources().size());
    boolean changed = false;
    for (ResourceLogs logs : batch.resources()) {
      ResourceLogs worked = of(logs, work);
      changed |= !isSame(logs, worked);
      if (!worked.records().isEmpty()) {
        resources.add(worked);
      }
    }
    return changed ? new LogBatch(resources, batch.positions()) : batch;
  }

  private static ResourceLogs of(ResourceLogs logs, Work work) {
    List<LogRecord> records = logs.records();
    LogRecord[] kept = new LogRecord[records.size()];
    int count = 0;
    boolean changed = false;
    for (int i = 0; i < kept.length; i++) {
      LogRecord record = records.get(i);
      LogRecord worked = work.on(logs.resource(), record);
      changed |= !isSame(record, worked);
      if (worked != null) {
        kept[count++] = worked;
      }
    }
    return changed
        ? new ResourceLogs(logs.resource(), Arrays.asList(kept).subList(0, count))
        : logs;
  }

  /** Whether nothing was done; comparing what they hold would take longer than doing it. */
  @SuppressWarnings("ReferenceEquality")
  private static boolean isSame(Object before, @Nullable Object after) {
    return before == after;
  }
}
