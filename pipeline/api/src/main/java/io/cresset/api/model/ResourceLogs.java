package io.cresset.api.model;

import java.util.List;

/** Log records of one resource, in the order in which they were read. */
public record ResourceLogs(Resource resource, List<LogRecord> records) {
  public ResourceLogs {
    records = List.copyOf(records);
  }
}
