package io.cresset.collectors.parse.redact;

import io.cresset.api.model.Attributes;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.Value;
import io.cresset.collectors.parse.TextOf;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** Masks what its finders find. Safe for many threads. */
final class Redactor {
  /** What masking makes longer than this it makes no longer: a record has a largest size. */
  private static final int MAX_GROWN_BYTES = 256 * 1024;

  private static final byte[] SHORT_MASK = {'*'};

  private final List<Rule> rules;

  /**
   * @param mask in UTF-8
   * @param keys whose values are masked, whatever they are
   */
  record Rule(Finder finder, byte[] mask, LongAdder count, Keys keys) {}

  /** Keys that say that their value is a secret, which the value alone does not show. */
  enum Keys {
    NONE,
    AUTHORIZATION,
    /** Those of passwords and the like, and of authorization. */
    SECRETS
  }

  Redactor(List<Rule> rules) {
    this.rules = List.copyOf(rules);
  }

  /** The record without what was found; the very same if that is nothing. */
  LogRecord redacted(LogRecord record) {
    Value body = value(record.body());
    Attributes attributes = attributes(record.attributes());
    if (isSame(body, record.body()) && isSame(attributes, record.attributes())) {
      return record;
    }
    return new LogRecord(
        record.timeUnixNanos(),
        record.observedUnixNanos(),
        record.severityNumber(),
        record.severityText(),
        record.eventName(),
        body,
        attributes,
        record.traceId(),
        record.spanId(),
        record.flags());
  }

  @SuppressWarnings("ReferenceEquality")
  private static boolean isSame(Object before, Object after) {
    return before == after;
  }

  private Value value(Value value) {
    return switch (value) {
      case Value.Text text -> {
        ByteSlice masked = bytes(text.utf8());
        yield isSame(masked, text.utf8()) ? text : Value.ofUtf8(masked);
      }
      case Value.Bytes bytes -> {
        ByteSlice masked = bytes(bytes.bytes());
        yield isSame(masked, bytes.bytes()) ? bytes : Value.ofUtf8(masked);
      }
      case Value.Items items -> items(items);
      case Value.Fields fields -> {
        Attributes masked = attributes(fields.attributes());
        yield isSame(masked, fields.attributes()) ? fields : new Value.Fields(masked);
      }
      case Value.Int number -> number(number, Long.toString(number.value()));
      case Value.Real number ->
          Double.isFinite(number.value()) ? number(number, digits(number.value())) : number;
      case Value.Bool _ -> value;
    };
  }

  /** A number as it is, or its masked digits: JSON has the number of a card without quotes. */
  private Value number(Value number, String digits) {
    ByteSlice written = ByteSlice.of(digits.getBytes(StandardCharsets.US_ASCII));
    ByteSlice masked = bytes(written);
    return isSame(masked, written) ? number : Value.ofUtf8(masked);
  }

  /** Without an exponent, in which a long number would hide. */
  private static String digits(double number) {
    return new BigDecimal(Double.toString(number)).toPlainString();
  }

  private Value items(Value.Items items) {
    List<Value> masked = new ArrayList<>(items.values().size());
    boolean changed = false;
    for (Value item : items.values()) {
      Value worked = value(item);
      changed |= !isSame(worked, item);
      masked.add(worked);
    }
    return changed ? new Value.Items(masked) : items;
  }

  private Attributes attributes(Attributes attributes) {
    boolean changed = false;
    Attributes.Builder masked = Attributes.builder();
    for (int i = 0; i < attributes.size(); i++) {
      Value before = attributes.value(i);
      Keys kind = kind(attributes.key(i), before);
      Value worked = kind == Keys.NONE ? value(before) : secret(before, kind);
      changed |= !isSame(worked, before);
      masked.put(attributes.key(i), worked);
    }
    return changed ? masked.build() : attributes;
  }

  private static Keys kind(String key, Value value) {
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    int end = bytes.length;
    if (Ascii.isAt(bytes, end - "authorization".length(), end, "authorization")) {
      return Keys.AUTHORIZATION;
    }
    boolean folder = Passwords.isFolder(bytes, 0, end) && beginsWithSlash(value);
    return Passwords.isSecret(bytes, 0, end) && !folder ? Keys.SECRETS : Keys.NONE;
  }

  private static boolean beginsWithSlash(Value value) {
    return TextOf.value(value).filter(it -> it.length() > 0 && it.at(0) == '/').isPresent();
  }

  private Value secret(Value value, Keys kind) {
    for (Rule rule : rules) {
      if (rule.keys == kind || rule.keys == Keys.SECRETS) {
        rule.count.increment();
        return Value.ofUtf8(ByteSlice.of(rule.mask));
      }
    }
    return value(value);
  }

  private ByteSlice bytes(ByteSlice bytes) {
    ByteSlice current = bytes;
    for (Rule rule : rules) {
      current = bytes(current, rule);
    }
    return current;
  }

  private static ByteSlice bytes(ByteSlice bytes, Rule rule) {
    Spans spans = new Spans();
    rule.finder.find(bytes.array(), bytes.offset(), bytes.end(), spans);
    if (spans.count == 0) {
      return bytes;
    }
    rule.count.add(spans.count);
    long grown = bytes.length() - spans.bytes + (long) spans.count * rule.mask.length;
    boolean fits = grown <= Math.max(bytes.length(), MAX_GROWN_BYTES);
    byte[] mask = fits ? rule.mask : SHORT_MASK;
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length());
    int at = bytes.offset();
    for (int i = 0; i < spans.count; i++) {
      out.write(bytes.array(), at, spans.places[2 * i] - at);
      out.writeBytes(mask);
      at = spans.places[2 * i + 1];
    }
    out.write(bytes.array(), at, bytes.end() - at);
    return ByteSlice.of(out.toByteArray());
  }

  /** What one finder found in one text. */
  private static final class Spans implements Finder.Taker {
    private int[] places = {};
    private int count;
    private int bytes;

    @Override
    public void take(int from, int end) {
      assert from < end && (count == 0 || from >= places[2 * count - 1]);
      if (2 * count == places.length) {
        places = java.util.Arrays.copyOf(places, Math.max(8, 2 * places.length));
      }
      places[2 * count] = from;
      places[2 * count + 1] = end;
      bytes += end - from;
      count++;
    }
  }
}
