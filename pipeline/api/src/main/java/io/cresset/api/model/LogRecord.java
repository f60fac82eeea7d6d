package io.cresset.api.model;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One log line or event, after OpenTelemetry's log data model.
 *
 * @param timeUnixNanos when it happened, by its source; never 0 (a source without a clock gives the
 *     observed time)
 * @param observedUnixNanos when Cresset read it
 * @param severityNumber 0 to 24, see {@link Severity}
 * @param severityText the source's own word for it; empty if it has none
 * @param eventName set for an event, null for an ordinary line
 * @param traceId 16 bytes, or empty
 * @param spanId 8 bytes, or empty
 * @param flags W3C trace flags
 */
public record LogRecord(
    long timeUnixNanos,
    long observedUnixNanos,
    int severityNumber,
    String severityText,
    @Nullable String eventName,
    Value body,
    Attributes attributes,
    ByteSlice traceId,
    ByteSlice spanId,
    int flags) {

  /** Encoded bytes that one record may take; a source cuts longer ones into marked pieces. */
  public static final int MAX_ENCODED_BYTES = 400 * 1024;

  public LogRecord {
    if (severityNumber < 0 || severityNumber > 24) {
      throw new InvalidTelemetry("severity number " + severityNumber + " is not in 0..24");
    }
    if (traceId.length() != 0 && traceId.length() != 16) {
      throw new InvalidTelemetry("a trace id has 16 bytes, not " + traceId.length());
    }
    if (spanId.length() != 0 && spanId.length() != 8) {
      throw new InvalidTelemetry("a span id has 8 bytes, not " + spanId.length());
    }
    Objects.requireNonNull(body);
  }

  public static Builder builder(long timeUnixNanos, long observedUnixNanos, Value body) {
    return new Builder(timeUnixNanos, observedUnixNanos, body);
  }

  public LogRecord withTime(long unixNanos) {
    return new LogRecord(
        unixNanos,
        observedUnixNanos,
        severityNumber,
        severityText,
        eventName,
        body,
        attributes,
        traceId,
        spanId,
        flags);
  }

  /** This record with other attributes. */
  public LogRecord withAttributes(Attributes changed) {
    return new LogRecord(
        timeUnixNanos,
        observedUnixNanos,
        severityNumber,
        severityText,
        eventName,
        body,
        changed,
        traceId,
        spanId,
        flags);
  }

  /** Sets the optional parts of a record. */
  public static final class Builder {
    private final long time;
    private final long observed;
    private final Value body;
    private int severityNumber = Severity.UNSPECIFIED;
    private String severityText = "";
    private @Nullable String eventName;
    private Attributes attributes = Attributes.empty();
    private ByteSlice traceId = ByteSlice.empty();
    private ByteSlice spanId = ByteSlice.empty();
    private int flags;

    private Builder(long time, long observed, Value body) {
      this.time = time;
      this.observed = observed;
      this.body = body;
    }

    public Builder severity(int number, String text) {
      this.severityNumber = number;
      this.severityText = text;
      return this;
    }

    public Builder eventName(String name) {
      this.eventName = name;
      return this;
    }

    public Builder attributes(Attributes all) {
      this.attributes = all;
      return this;
    }

    public Builder trace(ByteSlice trace, ByteSlice span, int traceFlags) {
      this.traceId = trace;
      this.spanId = span;
      this.flags = traceFlags;
      return this;
    }

    public LogRecord build() {
      return new LogRecord(
          time,
          observed,
          severityNumber,
          severityText,
          eventName,
          body,
          attributes,
          traceId,
          spanId,
          flags);
    }
  }
}
