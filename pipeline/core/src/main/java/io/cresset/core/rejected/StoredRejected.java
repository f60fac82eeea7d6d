package io.cresset.core.rejected;

import io.cresset.api.model.LogRecord;
import io.cresset.api.model.ResourceLogs;
import io.cresset.api.otlp.MalformedOtlp;
import io.cresset.api.otlp.OtlpLogs;
import io.cresset.core.log.StoredLog;
import io.cresset.core.log.StoredLogVisitor;
import java.util.Map;

/**
 * The rejected records in a folder as they lie there at one moment; nothing is written. What is
 * damaged is passed over: {@code log verify} says where it is. Holds one frame at a time.
 */
public final class StoredRejected {
  private final StoredLog log;
  private final Living living = new Living();

  private StoredRejected(StoredLog log) {
    this.log = log;
  }

  /** Reads which there are. */
  public static StoredRejected of(StoredLog log) {
    StoredRejected stored = new StoredRejected(log);
    log.walk(
        0,
        new Walk(
            (number, record) -> {
              stored.living.read(number, record);
              return true;
            }));
    return stored;
  }

  /** How many are still to be seen to. */
  public Map<Refuser, Long> counts() {
    return living.counts();
  }

  Living living() {
    return living;
  }

  /** Sees records, oldest first. */
  @FunctionalInterface
  public interface Visitor {

    /**
     * @return whether to go on
     */
    boolean record(long id, RejectedRecord record);
  }

  /** Shows all that are still to be seen to. */
  public void each(Visitor visitor) {
    log.walk(
        0,
        new Walk(
            (number, record) ->
                RejectedRecord.of(record)
                    .filter(rejected -> living.has(rejected.by(), number))
                    .map(rejected -> visitor.record(number, rejected))
                    .orElse(true)));
  }

  @FunctionalInterface
  private interface Each {
    boolean record(long number, LogRecord record);
  }

  private record Walk(Each each) implements StoredLogVisitor {
    @Override
    public boolean records(Records records) {
      long number = records.frame().firstNumber();
      try {
        for (ResourceLogs logs : OtlpLogs.decode(records.frame().otlp())) {
          for (LogRecord record : logs.records()) {
            if (!each.record(number++, record)) {
              return false;
            }
          }
        }
      } catch (MalformedOtlp _) {
        return true;
      }
      return true;
    }

    @Override
    public void damage(Damage damage) {}
  }
}
