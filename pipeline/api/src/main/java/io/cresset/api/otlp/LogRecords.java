package io.cresset.api.otlp;

import io.cresset.api.model.Attributes;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.Severity;

/**
 * {@code LogRecord}.
 *
 * @see <a
 *     href="https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/logs/v1/logs.proto">logs.proto</a>
 */
final class LogRecords {
  private static final int TIME = 1 << 3 | Wire.FIXED64;
  static final int SEVERITY_NUMBER = 2 << 3 | Wire.VARINT;
  private static final int SEVERITY_TEXT = 3 << 3 | Wire.BYTES;
  private static final int BODY = 5 << 3 | Wire.BYTES;
  private static final int ATTRIBUTES = 6 << 3 | Wire.BYTES;
  private static final int FLAGS = 8 << 3 | Wire.FIXED32;
  private static final int TRACE_ID = 9 << 3 | Wire.BYTES;
  private static final int SPAN_ID = 10 << 3 | Wire.BYTES;
  private static final int OBSERVED_TIME = 11 << 3 | Wire.FIXED64;
  private static final int EVENT_NAME = 12 << 3 | Wire.BYTES;

  private LogRecords() {}

  static long bytes(LogRecord record) {
    long bytes =
        Wire.fieldBytes(AnyValues.bytes(record.body()))
            + AnyValues.fieldsBytes(record.attributes());
    if (record.timeUnixNanos() != 0) {
      bytes += Wire.FIXED64_FIELD_BYTES;
    }
    if (record.severityNumber() != 0) {
      bytes += 1 + Wire.varintBytes(record.severityNumber());
    }
    if (!record.severityText().isEmpty()) {
      bytes += Wire.stringFieldBytes(record.severityText());
    }
    if (record.flags() != 0) {
      bytes += Wire.FIXED32_FIELD_BYTES;
    }
    if (record.traceId().length() > 0) {
      bytes += Wire.fieldBytes(record.traceId().length());
    }
    if (record.spanId().length() > 0) {
      bytes += Wire.fieldBytes(record.spanId().length());
    }
    if (record.observedUnixNanos() != 0) {
      bytes += Wire.FIXED64_FIELD_BYTES;
    }
    String eventName = record.eventName();
    if (eventName != null && !eventName.isEmpty()) {
      bytes += Wire.stringFieldBytes(eventName);
    }
    return bytes;
  }

  static void write(ReverseWriter out, int tag, LogRecord record) {
    int end = out.mark();
    String eventName = record.eventName();
    if (eventName != null && !eventName.isEmpty()) {
      out.string(EVENT_NAME, eventName);
    }
    if (record.observedUnixNanos() != 0) {
      out.fixed64(OBSERVED_TIME, record.observedUnixNanos());
    }
    if (record.spanId().length() > 0) {
      out.bytes(SPAN_ID, record.spanId());
    }
    if (record.traceId().length() > 0) {
      out.bytes(TRACE_ID, record.traceId());
    }
    if (record.flags() != 0) {
      out.fixed32(FLAGS, record.flags());
    }
    AnyValues.writeFields(out, ATTRIBUTES, record.attributes());
    AnyValues.write(out, BODY, record.body());
    if (!record.severityText().isEmpty()) {
      out.string(SEVERITY_TEXT, record.severityText());
    }
    if (record.severityNumber() != 0) {
      out.varint(SEVERITY_NUMBER, record.severityNumber());
    }
    if (record.timeUnixNanos() != 0) {
      out.fixed64(TIME, record.timeUnixNanos());
    }
    out.message(tag, end);
  }

  /** Reads a record to the end of {@code in}. */
  static LogRecord read(ProtoReader in) throws MalformedOtlp {
    long time = 0;
    long observed = 0;
    int severityNumber = 0;
    String severityText = "";
    String eventName = "";
    AnyValues.Parts body = new AnyValues.Parts();
    Attributes.Builder attributes = Attributes.builder();
    ByteSlice traceId = ByteSlice.empty();
    ByteSlice spanId = ByteSlice.empty();
    int flags = 0;
    for (int tag = in.tag(); tag != 0; tag = in.tag()) {
      switch (tag) {
        case TIME -> time = in.fixed64();
        case SEVERITY_NUMBER -> severityNumber = (int) in.varint();
        case SEVERITY_TEXT -> severityText = AnyValues.readString(in);
        case BODY -> body.read(in);
        case ATTRIBUTES -> AnyValues.readField(in, attributes);
        case FLAGS -> flags = in.fixed32();
        case TRACE_ID -> traceId = in.bytes();
        case SPAN_ID -> spanId = in.bytes();
        case OBSERVED_TIME -> observed = in.fixed64();
        case EVENT_NAME -> eventName = AnyValues.readString(in);
        default -> in.skip(tag);
      }
    }
    return new LogRecord(
        time == 0 ? observed : time,
        observed,
        severityNumber < 0 || severityNumber > 24 ? Severity.UNSPECIFIED : severityNumber,
        severityText,
        eventName.isEmpty() ? null : eventName,
        body.value(),
        attributes.build(),
        traceId.length() == 16 ? traceId : ByteSlice.empty(),
        spanId.length() == 8 ? spanId : ByteSlice.empty(),
        flags);
  }
}
