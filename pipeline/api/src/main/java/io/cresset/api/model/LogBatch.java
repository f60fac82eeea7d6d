package io.cresset.api.model;

import java.util.List;

/** Log records, by resource. Within a resource they keep their order. */
public record LogBatch(List<ResourceLogs> resources, PositionMoves positions) implements Batch {
  public LogBatch {
    resources = List.copyOf(resources);
  }

  @Override
  public Signal signal() {
    return Signal.LOGS;
  }

  @Override
  public int recordCount() {
    int count = 0;
    for (ResourceLogs resource : resources) {
      count += resource.records().size();
    }
    return count;
  }
}
