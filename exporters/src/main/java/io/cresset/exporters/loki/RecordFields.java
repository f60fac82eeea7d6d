package io.cresset.exporters.loki;

import io.cresset.api.model.ByteSlice;
import io.cresset.api.otlp.MalformedOtlp;
import io.cresset.api.otlp.ProtoReader;
import java.util.Arrays;

/** What stands in a {@code LogRecord} message, by reference. Reusable. */
final class RecordFields {
  private static final int TIME = 1 << 3 | 1;
  private static final int SEVERITY_NUMBER = 2 << 3;
  private static final int SEVERITY_TEXT = 3 << 3 | 2;
  private static final int BODY = 5 << 3 | 2;
  private static final int ATTRIBUTES = 6 << 3 | 2;
  private static final int FLAGS = 8 << 3 | 5;
  private static final int TRACE_ID = 9 << 3 | 2;
  private static final int SPAN_ID = 10 << 3 | 2;
  private static final int OBSERVED_TIME = 11 << 3 | 1;
  private static final int EVENT_NAME = 12 << 3 | 2;

  /** Those beyond {@link Metadata#MAX_PAIRS} cannot get in anyway. */
  private final ByteSlice[] attributes = new ByteSlice[Metadata.MAX_PAIRS];

  private int attributeCount;
  private long timeUnixNanos;
  private long observedUnixNanos;
  private long severityNumber;
  private int flags;
  private ByteSlice severityText = ByteSlice.empty();
  private ByteSlice eventName = ByteSlice.empty();
  private ByteSlice traceId = ByteSlice.empty();
  private ByteSlice spanId = ByteSlice.empty();
  private ByteSlice body = ByteSlice.empty();

  RecordFields read(ByteSlice record) throws MalformedOtlp {
    clear();
    ProtoReader in = new ProtoReader(record);
    for (int tag = in.tag(); tag != 0; tag = in.tag()) {
      switch (tag) {
        case TIME -> timeUnixNanos = in.fixed64();
        case SEVERITY_NUMBER -> severityNumber = in.varint();
        case SEVERITY_TEXT -> severityText = in.bytes();
        case BODY -> body = in.bytes();
        case ATTRIBUTES -> {
          ByteSlice attribute = in.bytes();
          if (attributeCount < attributes.length) {
            attributes[attributeCount] = attribute;
          }
          attributeCount++;
        }
        case FLAGS -> flags = in.fixed32();
        case TRACE_ID -> traceId = in.bytes();
        case SPAN_ID -> spanId = in.bytes();
        case OBSERVED_TIME -> observedUnixNanos = in.fixed64();
        case EVENT_NAME -> eventName = in.bytes();
        default -> in.skip(tag);
      }
    }
    return this;
  }

  /** Lets go of the record last read. */
  void release() {
    clear();
    Arrays.fill(attributes, ByteSlice.empty());
  }

  private void clear() {
    attributeCount = 0;
    timeUnixNanos = 0;
    observedUnixNanos = 0;
    severityNumber = 0;
    flags = 0;
    severityText = ByteSlice.empty();
    eventName = ByteSlice.empty();
    traceId = ByteSlice.empty();
    spanId = ByteSlice.empty();
    body = ByteSlice.empty();
  }

  /** Whether nothing but times and body differs from another record's. */
  boolean saysTheSameAs(RecordFields other) {
    return attributeCount == other.attributeCount
        && severityNumber == other.severityNumber
        && flags == other.flags
        && severityText.equals(other.severityText)
        && eventName.equals(other.eventName)
        && traceId.equals(other.traceId)
        && spanId.equals(other.spanId)
        && Arrays.equals(
            attributes, 0, attributesRead(), other.attributes, 0, other.attributesRead());
  }

  /** When it happened, or else was seen. */
  long unixNanos() {
    return timeUnixNanos == 0 ? observedUnixNanos : timeUnixNanos;
  }

  long severityNumber() {
    return severityNumber;
  }

  int flags() {
    return flags;
  }

  ByteSlice severityText() {
    return severityText;
  }

  ByteSlice eventName() {
    return eventName;
  }

  ByteSlice traceId() {
    return traceId;
  }

  ByteSlice spanId() {
    return spanId;
  }

  /** An {@code AnyValue} message. */
  ByteSlice body() {
    return body;
  }

  /** How many of the attributes can be asked for. */
  int attributesRead() {
    return Math.min(attributeCount, attributes.length);
  }

  /** How many more there are. */
  int attributesLeftOut() {
    return attributeCount - attributesRead();
  }

  /** A {@code KeyValue} message. */
  ByteSlice attribute(int index) {
    return attributes[index];
  }
}
