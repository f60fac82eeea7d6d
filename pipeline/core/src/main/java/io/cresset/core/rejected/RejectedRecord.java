package io.cresset.core.rejected;

import io.cresset.api.model.Attributes;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.Signal;
import io.cresset.api.model.Value;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A record that a sink refused for good. In the log of rejected records it is a log record of
 * OpenTelemetry like any other: an event {@value #EVENT}, whose body is the refused record and
 * whose attributes are {@code sink}, {@code signal}, {@code reason}, {@code log.id}, {@code
 * log.epoch} and {@code log.number}.
 *
 * @param refusedUnixNanos when
 * @param reason the destination's words
 * @param logId which log it came from; with {@code epoch}, {@code number} and who refused it, it is
 *     set aside once
 * @param epoch which opening of that log wrote it
 * @param otlp a {@code LogsData} or {@code MetricsData} message of this record alone
 */
public record RejectedRecord(
    long refusedUnixNanos,
    Refuser by,
    String reason,
    UUID logId,
    long epoch,
    long number,
    ByteSlice otlp) {
  static final String EVENT = "cresset.rejected";
  private static final int MAX_REASON_CHARS = 1000;

  private static final String SINK = "sink";
  private static final String SIGNAL = "signal";
  private static final String REASON = "reason";
  private static final String LOG_ID = "log.id";
  private static final String EPOCH = "log.epoch";
  private static final String NUMBER = "log.number";

  public RejectedRecord {
    if (reason.length() > MAX_REASON_CHARS) {
      reason = reason.substring(0, MAX_REASON_CHARS) + "...";
    }
  }

  LogRecord toLog() {
    return LogRecord.builder(refusedUnixNanos, refusedUnixNanos, new Value.Bytes(otlp))
        .eventName(EVENT)
        .attributes(
            Attributes.builder()
                .put(SINK, by.sink())
                .put(SIGNAL, by.signal().id())
                .put(REASON, reason)
                .put(LOG_ID, logId.toString())
                .put(EPOCH, epoch)
                .put(NUMBER, number)
                .build())
        .build();
  }

  /** Empty if it is something else, or not as it was written. */
  static Optional<RejectedRecord> of(LogRecord record) {
    if (!EVENT.equals(record.eventName())
        || !(record.body() instanceof Value.Bytes(ByteSlice otlp))) {
      return Optional.empty();
    }
    Attributes said = record.attributes();
    try {
      return Optional.of(
          new RejectedRecord(
              record.timeUnixNanos(),
              new Refuser(text(said, SINK), signal(text(said, SIGNAL))),
              text(said, REASON),
              UUID.fromString(text(said, LOG_ID)),
              Long.parseLong(text(said, EPOCH)),
              Long.parseLong(text(said, NUMBER)),
              otlp));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private static Signal signal(String id) {
    return Stream.of(Signal.values())
        .filter(signal -> signal.id().equals(id))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(id));
  }

  private static String text(Attributes attributes, String key) {
    Optional<Value> value = attributes.get(key);
    return switch (value.orElseThrow(() -> new IllegalArgumentException(key))) {
      case Value.Int(long number) -> Long.toString(number);
      case Value other -> other.toString();
    };
  }
}
