package io.cresset.exporters.loki;

import static io.cresset.exporters.loki.Metadata.ascii;

import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.Utf8;
import io.cresset.api.otlp.MalformedOtlp;
import io.cresset.api.otlp.ProtoReader;
import io.cresset.exporters.BackwardBuffer;
import java.util.Arrays;

/**
 * Writes a log record as an entry of Loki's: time, line, structured metadata. The body is the line;
 * {@code level}, {@code severity_number}, {@code event_name}, {@code trace_id}, {@code span_id},
 * {@code flags}, the resource's and the record's attributes are metadata.
 *
 * <p>{@code level} is the source's own word in lower case ({@code err}, {@code warning}), or else
 * the name of its severity number's range. Grafana colours lines and Loki finds its {@code
 * detected_level} by that name.
 */
final class EntryWriter {
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

  private static final int ENTRY_TIMESTAMP = 1 << 3 | 2;
  private static final int ENTRY_LINE = 2 << 3 | 2;
  private static final int TIMESTAMP_SECONDS = 1 << 3;
  private static final int TIMESTAMP_NANOS = 2 << 3;

  private static final int NANOS = 1_000_000_000;
  private static final int TRACE_ID_BYTES = 16;
  private static final int SPAN_ID_BYTES = 8;
  private static final int MAX_SEVERITY = 24;

  private static final byte[] LEVEL = ascii("level");
  private static final byte[] SEVERITY_NUMBER_NAME = ascii("severity_number");
  private static final byte[] EVENT_NAME_NAME = ascii("event_name");
  private static final byte[] TRACE_ID_NAME = ascii("trace_id");
  private static final byte[] SPAN_ID_NAME = ascii("span_id");
  private static final byte[] FLAGS_NAME = ascii("flags");
  private static final byte[] BODY_BASE64 = ascii("body_base64");

  /** Names of the ranges of severity numbers, four numbers each, from 1. */
  private static final byte[][] LEVELS = {
    ascii("trace"), ascii("debug"), ascii("info"), ascii("warn"), ascii("error"), ascii("fatal")
  };

  private final BackwardBuffer out;
  private final Metadata metadata;
  private final AnyValue body = new AnyValue();

  /** The record's attributes; those beyond {@link Metadata#MAX_PAIRS} cannot get in anyway. */
  private final ByteSlice[] attributes = new ByteSlice[Metadata.MAX_PAIRS];

  private int attributeCount;

  /** Whether the line is not what the body was. */
  private boolean repaired;

  private long timeUnixNanos;
  private long observedUnixNanos;
  private long severityNumber;
  private int flags;
  private ByteSlice severityText = ByteSlice.empty();
  private ByteSlice eventName = ByteSlice.empty();
  private ByteSlice traceId = ByteSlice.empty();
  private ByteSlice spanId = ByteSlice.empty();
  private ByteSlice bodyMessage = ByteSlice.empty();

  EntryWriter(BackwardBuffer out) {
    this.out = out;
    this.metadata = new Metadata(out);
  }

  /**
   * Writes a {@code LogRecord} message as a field of the stream that is being written. When it
   * throws, the caller takes back what was written.
   */
  void write(int tag, ByteSlice record, Origin origin) throws MalformedOtlp {
    scan(record);
    body.read(bodyMessage);
    int mark = out.mark();
    metadata.start(origin);
    writeFields();
    for (int i = 0; i < Math.min(attributeCount, attributes.length); i++) {
      metadata.attribute(KeyValue.read(attributes[i]));
    }
    metadata.leftOut(Math.max(0, attributeCount - attributes.length));
    writeLine(origin);
    writeTimestamp();
    out.message(tag, mark);
  }

  /** Lets go of the record last written. */
  void release() {
    clear();
    Arrays.fill(attributes, ByteSlice.empty());
    body.clear();
  }

  private void scan(ByteSlice record) throws MalformedOtlp {
    clear();
    ProtoReader in = new ProtoReader(record);
    for (int tag = in.tag(); tag != 0; tag = in.tag()) {
      switch (tag) {
        case TIME -> timeUnixNanos = in.fixed64();
        case SEVERITY_NUMBER -> severityNumber = in.varint();
        case SEVERITY_TEXT -> severityText = in.bytes();
        case BODY -> bodyMessage = in.bytes();
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
    bodyMessage = ByteSlice.empty();
  }

  private void writeFields() {
    boolean knownSeverity = severityNumber > 0 && severityNumber <= MAX_SEVERITY;
    if (severityText.length() > 0) {
      metadata.lowerCase(LEVEL, severityText);
    } else if (knownSeverity) {
      metadata.text(LEVEL, LEVELS[(int) (severityNumber - 1) / 4]);
    }
    if (knownSeverity) {
      metadata.number(SEVERITY_NUMBER_NAME, severityNumber);
    }
    if (eventName.length() > 0) {
      metadata.text(EVENT_NAME_NAME, eventName);
    }
    if (traceId.length() == TRACE_ID_BYTES) {
      metadata.hex(TRACE_ID_NAME, traceId);
    }
    if (spanId.length() == SPAN_ID_BYTES) {
      metadata.hex(SPAN_ID_NAME, spanId);
    }
    if (flags != 0) {
      metadata.number(FLAGS_NAME, Integer.toUnsignedLong(flags));
    }
  }

  private void writeLine(Origin origin) throws MalformedOtlp {
    ByteSlice line = line();
    if (repaired) {
      metadata.text(BODY_BASE64, ValueText.base64(body.slice()));
    }
    metadata.finish();
    out.write(origin.metadata());
    int mark = out.mark();
    out.write(line);
    out.message(ENTRY_LINE, mark);
  }

  /** The body as a line: itself, if it is text that can be read. */
  private ByteSlice line() throws MalformedOtlp {
    repaired = false;
    return switch (body.kind()) {
      case EMPTY, TEXT -> {
        repaired = !Utf8.isValid(body.slice());
        yield repaired ? ByteSlice.of(ValueText.repaired(body.slice())) : body.slice();
      }
      case BOOL, INT, REAL, ITEMS, FIELDS -> ByteSlice.of(ValueText.of(body));
    };
  }

  /** How long the line of a {@code LogRecord} message is. */
  int lineBytes(ByteSlice record) throws MalformedOtlp {
    scan(record);
    body.read(bodyMessage);
    return line().length();
  }

  private void writeTimestamp() {
    long unixNanos = timeUnixNanos == 0 ? observedUnixNanos : timeUnixNanos;
    int mark = out.mark();
    out.number(TIMESTAMP_NANOS, Math.floorMod(unixNanos, NANOS));
    out.number(TIMESTAMP_SECONDS, Math.floorDiv(unixNanos, (long) NANOS));
    out.message(ENTRY_TIMESTAMP, mark);
  }
}
