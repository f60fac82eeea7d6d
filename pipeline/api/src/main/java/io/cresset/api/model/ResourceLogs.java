package io.cresset.api.model;

import java.util.List;
import java.util.Objects;

/** Log records of one resource, in the order in which they were read. */
public record ResourceLogs(Resource resource, List<LogRecord> records) {
  public ResourceLogs {
    Objects.requireNonNull(resource);
    records = List.copyOf(records);
  }
}
