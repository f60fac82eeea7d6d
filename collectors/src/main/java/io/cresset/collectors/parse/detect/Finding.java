package io.cresset.collectors.parse.detect;

import io.cresset.api.model.Attributes;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.LogBatch;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.PositionMoves;
import io.cresset.api.model.Severity;
import io.cresset.api.model.Value;
import io.cresset.collectors.parse.BatchRoom;
import io.cresset.collectors.parse.Levels;
import io.cresset.collectors.parse.Plausible;
import io.cresset.collectors.parse.StreamTimes;
import io.cresset.collectors.parse.detect.KnownKeys.Role;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What has been found in one line so far. A field becomes an attribute, or the part of the record
 * that it is meant for; one that the line's source has set already stays, and the field gets Loki's
 * ending {@code _extracted}. Not safe for use by several threads.
 */
final class Finding {
  /** Why a field was left out; the lower-case name is the label. */
  enum LeftOut {
    MAX_FIELDS,
    MAX_BYTES,
    MAX_DEPTH,
    /** The batch would be more than a frame of the log. */
    FULL_BATCH;

    String reason() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final long NO_TIME = -1;
  private static final int MAX_KEY_CHARS = 256;
  private static final int MAX_TIME_CHARS = 48;

  private final DetectConfig config;
  private final LineTime times;
  private final boolean takesFields;
  private final boolean takesSeverity;
  private final boolean takesTrace;
  private final boolean takesTime;
  private final int[] leftOut = new int[LeftOut.values().length];

  private LogRecord record;
  private BatchRoom room;
  private boolean wantsTime;
  private Attributes.Builder attributes = Attributes.builder();
  private int fields;
  private long fieldBytes;
  private int severity;
  private String severityText = "";
  private long unixNanos;
  private ByteSlice traceId = ByteSlice.empty();
  private ByteSlice spanId = ByteSlice.empty();
  private String spanKey = "";
  private String spanText = "";
  private int flags;

  Finding(DetectConfig config, LineTime times) {
    this.config = config;
    this.times = times;
    this.takesFields = config.take().contains(DetectConfig.Part.FIELDS);
    this.takesSeverity = config.take().contains(DetectConfig.Part.SEVERITY);
    this.takesTrace = config.take().contains(DetectConfig.Part.TRACE);
    this.takesTime = config.take().contains(DetectConfig.Part.TIME);
    this.record = LogRecord.builder(1, 1, Value.of("")).build();
    this.room = new BatchRoom(new LogBatch(List.of(), PositionMoves.none()));
  }

  /** What follows is of this batch. */
  void begin(BatchRoom next) {
    room = next;
  }

  /** Forgets all, for this record. */
  void begin(LogRecord next) {
    room.mark();
    record = next;
    wantsTime = takesTime && StreamTimes.hasNone(next);
    fields = 0;
    severity = Severity.UNSPECIFIED;
    severityText = "";
    unixNanos = NO_TIME;
    traceId = ByteSlice.empty();
    spanId = ByteSlice.empty();
    flags = 0;
    Arrays.fill(leftOut, 0);
    fieldBytes = 0;
    spanKey = "";
  }

  /** Forgets all that was found in this record, which is written in another way than it seemed. */
  void retract() {
    room.giveBack();
    begin(record);
  }

  /** Whether the record's own time is that of reading, and a better one is asked for. */
  boolean wantsTime() {
    return wantsTime && unixNanos == NO_TIME;
  }

  /** Whether a word at the line's beginning may tell the severity, where nothing better does. */
  boolean wantsWord() {
    return takesSeverity && severity == 0 && record.severityNumber() == 0;
  }

  long observed() {
    return record.observedUnixNanos();
  }

  void severity(int number, String text) {
    if (takesSeverity) {
      severity = number;
      severityText = text;
    }
  }

  /** Takes a time if it is wanted and can be believed. */
  boolean time(long nanos) {
    if (!wantsTime() || !Plausible.time(nanos, observed())) {
      return false;
    }
    unixNanos = nanos;
    return true;
  }

  int leftOut(LeftOut why) {
    return leftOut[why.ordinal()];
  }

  void leaveOut(LeftOut why) {
    if (takesFields) {
      leftOut[why.ordinal()]++;
    }
  }

  /** Whether there is room for another field, which is counted if not. */
  boolean hasRoom() {
    if (fields < config.maxFields()) {
      return true;
    }
    leaveOut(LeftOut.MAX_FIELDS);
    return false;
  }

  /** A field whose value is a text. */
  void text(String key, Role role, String text) {
    if (role == Role.PLAIN || !isTaken(key, role, text)) {
      text(key, Value.of(text));
    }
  }

  /** A field whose value stands in the body as it is. */
  void bytes(String key, Role role, ByteSlice bytes) {
    if (role == Role.PLAIN || !isTaken(key, role, Value.ofUtf8(bytes).toString())) {
      put(key, Value.ofUtf8(bytes), bytes.length());
    }
  }

  private void text(String key, Value value) {
    put(key, value, value instanceof Value.Text text ? text.utf8().length() : 0);
  }

  /** A field whose value is a whole number. */
  void number(String key, Role role, long number) {
    boolean taken =
        switch (role) {
          case SEVERITY -> takesLevel(Levels.ofNumber(number));
          case SEVERITY_NUMBER -> takesLevel(Levels.ofOtel(number).orElse(0));
          case SYSLOG_SEVERITY -> number <= 7 && takesLevel(Levels.ofNumber(number));
          case TIME -> wantsTime() && isTime(Long.toString(number));
          case PLAIN, SEVERITY_WORD, SEVERITY_LETTER, MESSAGE, TRACE_ID, SPAN_ID, TRACE_FLAGS ->
              false;
        };
    if (!taken) {
      put(key, Value.of(number), Long.BYTES);
    }
  }

  private boolean takesLevel(int number) {
    if (!takesSeverity || number == 0 || severity != 0) {
      return false;
    }
    severity(number, Levels.name(number));
    return true;
  }

  private boolean isTaken(String key, Role role, String text) {
    return switch (role) {
      case PLAIN -> false;
      case MESSAGE -> true;
      case SEVERITY -> isLevel(Levels.ofText(text), text);
      case SEVERITY_WORD -> !Levels.isNumber(text) && isLevel(Levels.ofText(text), text);
      case SEVERITY_LETTER -> isLevel(Levels.ofLetter(text), text);
      case SYSLOG_SEVERITY -> text.length() == 1 && isLevel(Levels.ofText(text), text);
      case SEVERITY_NUMBER -> false;
      case TIME -> wantsTime() && isTime(text);
      case TRACE_ID -> isTrace(text);
      case SPAN_ID -> isSpan(key, text);
      case TRACE_FLAGS -> isFlags(text);
    };
  }

  private boolean isLevel(int number, String text) {
    if (!takesSeverity || number == 0 || severity != 0) {
      return false;
    }
    severity(number, Levels.isNumber(text) ? Levels.name(number) : text.strip());
    return true;
  }

  boolean isTime(String text) {
    String word = text.strip();
    if (word.length() > MAX_TIME_CHARS) {
      return false;
    }
    byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
    long epoch = EpochNumber.unixNanos(bytes, 0, bytes.length);
    if (epoch != EpochNumber.NONE) {
      return time(epoch);
    }
    long nanos = times.read(bytes, 0, bytes.length, observed());
    if (nanos == LineTime.NONE) {
      nanos = times.common(bytes, 0, bytes.length);
    }
    return nanos >= 0 && times.end() == bytes.length && time(nanos);
  }

  private boolean isTrace(String text) {
    Optional<ByteSlice> id = takesTrace ? HexId.parse(text, 16) : Optional.empty();
    if (id.isEmpty() || traceId.length() > 0 || record.traceId().length() > 0) {
      return false;
    }
    traceId = id.get();
    return true;
  }

  private boolean isSpan(String key, String text) {
    Optional<ByteSlice> id = takesTrace ? HexId.parse(text, 8) : Optional.empty();
    if (id.isEmpty() || spanId.length() > 0 || record.spanId().length() > 0) {
      return false;
    }
    spanId = id.get();
    spanKey = key;
    spanText = text;
    return true;
  }

  private boolean isFlags(String text) {
    if (!takesTrace || text.length() != 2) {
      return false;
    }
    try {
      flags = Integer.parseUnsignedInt(text, 16);
      return true;
    } catch (NumberFormatException _) {
      return false;
    }
  }

  /** Makes an attribute of it, within the limits. */
  void put(String key, Value value, int bytes) {
    if (!takesFields || !hasRoom()) {
      return;
    }
    if (key.isEmpty()
        || key.length() > MAX_KEY_CHARS
        || fieldBytes + key.length() + bytes > config.maxFieldsBytes().bytes()) {
      leaveOut(LeftOut.MAX_BYTES);
      return;
    }
    if (!room.take(key, bytes)) {
      leaveOut(LeftOut.FULL_BATCH);
      return;
    }
    if (fields == 0) {
      attributes = record.attributes().toBuilder();
    }
    boolean sources = record.attributes().get(key).isPresent();
    attributes.put(sources ? key + "_extracted" : key, value);
    fieldBytes += key.length() + bytes;
    fields++;
  }

  /** The record with what was found; the very same if that is nothing. */
  LogRecord applied(long inherited) {
    if (spanId.length() > 0 && traceId.length() == 0 && record.traceId().length() == 0) {
      // A span of no trace is nothing that a reader could follow.
      spanId = ByteSlice.empty();
      text(spanKey, Value.of(spanText));
    }
    long time = unixNanos == NO_TIME ? inherited : unixNanos;
    if (fields == 0
        && severity == 0
        && traceId.length() == 0
        && spanId.length() == 0
        && time == record.timeUnixNanos()) {
      return record;
    }
    boolean own = severity == 0;
    return new LogRecord(
        time,
        record.observedUnixNanos(),
        own ? record.severityNumber() : severity,
        own ? record.severityText() : severityText,
        record.eventName(),
        record.body(),
        fields == 0 ? record.attributes() : attributes.build(),
        traceId.length() > 0 ? traceId : record.traceId(),
        spanId.length() > 0 ? spanId : record.spanId(),
        flags != 0 ? flags : record.flags());
  }

  /** The time that was found, or a negative number. */
  long foundTime() {
    return unixNanos;
  }
}
