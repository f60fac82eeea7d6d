package io.cresset.exporters.loki;

import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.Utf8;
import io.cresset.api.otlp.MalformedOtlp;
import io.cresset.api.otlp.ProtoReader;
import io.cresset.exporters.BackwardBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Writes structured metadata: pairs of a name and a text. Maps are flattened, {@code a: {b: 1}} to
 * {@code a_b}; lists become JSON; text that is not UTF-8 is repaired, and its bytes follow in
 * base64 under the same name and {@code _base64}.
 *
 * <p>Loki refuses a line with more than 128 pairs or 64 KiB of them, by default. What would pass
 * that is left out, and {@code metadata_cut} says how many pairs that were: a line with less
 * metadata is better than none.
 */
final class Metadata {
  static final int MAX_PAIRS = 128;
  static final int MAX_BYTES = 64 * 1024;

  /** What a resource may take of it, so that a record's own find room. */
  static final int MAX_RESOURCE_PAIRS = 64;

  static final int MAX_RESOURCE_BYTES = 32 * 1024;

  private static final int PAIR = 3 << 3 | 2;
  private static final int NAME = 1 << 3 | 2;
  private static final int VALUE = 2 << 3 | 2;

  /** Room for {@code metadata_cut} and a number. */
  private static final int CUT_MARK_BYTES = 40;

  private static final byte[] CUT = ascii("metadata_cut");
  private static final byte[] BASE64 = ascii("_base64");
  private static final byte[] TRUE = ascii("true");
  private static final byte[] FALSE = ascii("false");
  private static final byte[] NO_FIELDS = ascii("{}");

  private final BackwardBuffer out;
  private final Names names = new Names();
  private final AnyValue top = new AnyValue();
  private int maxPairs;
  private int maxBytes;
  private int pairs;
  private int bytes;
  private int cut;

  Metadata(BackwardBuffer out) {
    this.out = out;
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Begins a record's pairs, beside those of its origin. */
  void start(Origin origin) {
    names.copyOf(origin.names());
    begin(MAX_PAIRS, MAX_BYTES);
    pairs = origin.pairs();
    bytes = origin.metadata().length;
  }

  /** Begins a resource's pairs, with names that are taken by its stream's labels. */
  void start(Iterable<String> labelNames) {
    names.copyOf(new Names());
    labelNames.forEach(name -> names.reserve(ascii(name)));
    begin(MAX_RESOURCE_PAIRS, MAX_RESOURCE_BYTES);
  }

  private void begin(int pairLimit, int byteLimit) {
    maxPairs = pairLimit;
    maxBytes = byteLimit;
    pairs = 0;
    bytes = 0;
    cut = 0;
  }

  /** Ends the pairs of one record or resource. */
  void finish() {
    if (cut > 0) {
      names.start();
      names.append(CUT);
      int mark = out.mark();
      out.decimal(cut);
      close(mark);
    }
  }

  int pairs() {
    return pairs;
  }

  /** A copy of the taken names. */
  Names names() {
    Names copy = new Names();
    copy.copyOf(names);
    return copy;
  }

  /** Says that some attributes were not even looked at. */
  void leftOut(int attributes) {
    cut += attributes;
  }

  void number(byte[] name, long value) {
    begin(name);
    int mark = out.mark();
    out.decimal(value);
    end(mark);
  }

  void hex(byte[] name, ByteSlice value) {
    begin(name);
    int mark = out.mark();
    out.hex(value);
    end(mark);
  }

  void text(byte[] name, byte[] value) {
    begin(name);
    int mark = out.mark();
    out.write(value);
    end(mark);
  }

  void text(byte[] name, ByteSlice value) {
    begin(name);
    text(value);
  }

  /** Text with its ASCII letters in lower case. */
  void lowerCase(byte[] name, ByteSlice value) {
    begin(name);
    int mark = out.mark();
    if (Utf8.isValid(value)) {
      out.write(value);
    } else {
      out.write(ValueText.repaired(value));
    }
    out.lowerCase(mark);
    end(mark);
  }

  /** A {@code KeyValue} message. */
  void attribute(KeyValue attribute) throws MalformedOtlp {
    names.start();
    field(attribute, top, 1);
  }

  private void field(KeyValue field, AnyValue value, int depth) throws MalformedOtlp {
    int outer = names.length();
    names.append(field.key());
    value.read(field.value());
    switch (value.kind()) {
      case EMPTY, TEXT -> text(value.slice());
      case BOOL -> raw(value.number() == 0 ? FALSE : TRUE);
      case INT -> {
        int mark = out.mark();
        out.decimal(value.number());
        end(mark);
      }
      case REAL, ITEMS -> raw(ValueText.of(value));
      case FIELDS -> fields(value.slice(), depth);
    }
    names.backTo(outer);
  }

  private void fields(ByteSlice list, int depth) throws MalformedOtlp {
    ProtoReader in = new ProtoReader(list);
    if (depth > AnyValue.MAX_DEPTH) {
      throw in.malformed("a value nested deeper than " + AnyValue.MAX_DEPTH);
    }
    AnyValue value = new AnyValue();
    boolean any = false;
    for (int tag = in.tag(); tag != 0; tag = in.tag()) {
      if (tag == AnyValue.ELEMENT) {
        field(KeyValue.read(in.bytes()), value, depth + 1);
        any = true;
      } else {
        in.skip(tag);
      }
    }
    if (!any) {
      raw(NO_FIELDS);
    }
  }

  private void text(ByteSlice value) {
    if (value.length() == 0) {
      // Loki knows no difference between an empty value and none.
      return;
    }
    int mark = out.mark();
    if (Utf8.isValid(value)) {
      out.write(value);
      end(mark);
    } else {
      out.write(ValueText.repaired(value));
      end(mark);
      int plain = names.length();
      names.append(BASE64);
      raw(ValueText.base64(value));
      names.backTo(plain);
    }
  }

  private void raw(byte[] value) {
    int mark = out.mark();
    out.write(value);
    end(mark);
  }

  private void begin(byte[] name) {
    names.start();
    names.append(name);
  }

  /** Puts the name in front of a value, unless the pair does not fit. */
  private void end(int mark) {
    int added = out.mark() - mark + names.length();
    if (pairs + 1 >= maxPairs || bytes + added + CUT_MARK_BYTES > maxBytes) {
      out.reset(mark);
      cut++;
    } else {
      close(mark);
    }
  }

  private void close(int mark) {
    out.message(VALUE, mark);
    names.claim(out, NAME);
    out.message(PAIR, mark);
    pairs++;
    bytes += out.mark() - mark;
  }
}
