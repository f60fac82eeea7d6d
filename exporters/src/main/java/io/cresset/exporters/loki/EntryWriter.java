package io.cresset.exporters.loki;

import static io.cresset.exporters.loki.Metadata.ascii;

import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.Utf8;
import io.cresset.api.otlp.MalformedOtlp;
import io.cresset.exporters.BackwardBuffer;
import org.jspecify.annotations.Nullable;

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

  private RecordFields record = new RecordFields();

  /** The one written before. */
  private RecordFields before = new RecordFields();

  /** Whose it was; null if its pairs are no good for another. */
  private @Nullable Origin originBefore;

  /** Where its pairs stand in what was written. */
  private int pairsMark;

  private int pairsEnd;

  /** Whether the line is not what the body was. */
  private boolean repaired;

  EntryWriter(BackwardBuffer out) {
    this.out = out;
    this.metadata = new Metadata(out);
  }

  /**
   * Writes a {@code LogRecord} message as a field of the stream that is being written. When it
   * throws, the caller takes back what was written.
   */
  void write(int tag, ByteSlice message, Origin origin) throws MalformedOtlp {
    body.read(record.read(message).body());
    ByteSlice line = line();
    int mark = out.mark();
    if (isAsBefore(origin)) {
      out.repeat(pairsMark, pairsEnd);
    } else {
      originBefore = null;
      writePairs(origin);
      originBefore = repaired ? null : origin;
    }
    pairsMark = mark;
    pairsEnd = out.mark();
    out.write(line);
    out.message(ENTRY_LINE, pairsEnd);
    writeTimestamp();
    out.message(tag, mark);
    RecordFields written = record;
    record = before;
    before = written;
  }

  /** Lines come many of a stream at a time, and most of them differ in nothing but their text. */
  @SuppressWarnings("ReferenceEquality") // Entries of one resource and scope share it.
  private boolean isAsBefore(Origin origin) {
    return origin == originBefore && !repaired && record.saysTheSameAs(before);
  }

  /** Lets go of the records last written, and of where they were written to. */
  void release() {
    record.release();
    before.release();
    originBefore = null;
    body.clear();
  }

  private void writePairs(Origin origin) throws MalformedOtlp {
    metadata.start(origin);
    writeFields();
    for (int i = 0; i < record.attributesRead(); i++) {
      metadata.attribute(KeyValue.read(record.attribute(i)));
    }
    metadata.leftOut(record.attributesLeftOut());
    if (repaired) {
      metadata.text(BODY_BASE64, ValueText.base64(body.slice()));
    }
    metadata.finish();
    out.write(origin.metadata());
  }

  private void writeFields() {
    boolean knownSeverity = record.severityNumber() > 0 && record.severityNumber() <= MAX_SEVERITY;
    if (record.severityText().length() > 0) {
      metadata.lowerCase(LEVEL, record.severityText());
    } else if (knownSeverity) {
      metadata.text(LEVEL, LEVELS[(int) (record.severityNumber() - 1) / 4]);
    }
    if (knownSeverity) {
      metadata.number(SEVERITY_NUMBER_NAME, record.severityNumber());
    }
    if (record.eventName().length() > 0) {
      metadata.text(EVENT_NAME_NAME, record.eventName());
    }
    if (record.traceId().length() == TRACE_ID_BYTES) {
      metadata.hex(TRACE_ID_NAME, record.traceId());
    }
    if (record.spanId().length() == SPAN_ID_BYTES) {
      metadata.hex(SPAN_ID_NAME, record.spanId());
    }
    if (record.flags() != 0) {
      metadata.number(FLAGS_NAME, Integer.toUnsignedLong(record.flags()));
    }
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
  int lineBytes(ByteSlice message) throws MalformedOtlp {
    body.read(record.read(message).body());
    return line().length();
  }

  private void writeTimestamp() {
    long unixNanos = record.unixNanos();
    int mark = out.mark();
    out.number(TIMESTAMP_NANOS, Math.floorMod(unixNanos, NANOS));
    out.number(TIMESTAMP_SECONDS, Math.floorDiv(unixNanos, (long) NANOS));
    out.message(ENTRY_TIMESTAMP, mark);
  }
}
