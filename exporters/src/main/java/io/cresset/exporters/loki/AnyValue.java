package io.cresset.exporters.loki;

import io.cresset.api.model.ByteSlice;
import io.cresset.api.otlp.MalformedOtlp;
import io.cresset.api.otlp.ProtoReader;

/**
 * OTLP's {@code AnyValue} as it was found, reusable: which kind it is, and where.
 *
 * @see <a
 *     href="https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/common/v1/common.proto">common.proto</a>
 */
final class AnyValue {
  /** How deep values may be nested; the codec's limit too. */
  static final int MAX_DEPTH = 32;

  /** The one field of both {@code ArrayValue} and {@code KeyValueList}. */
  static final int ELEMENT = 1 << 3 | 2;

  private static final int STRING = 1 << 3 | 2;
  private static final int BOOL = 2 << 3;
  private static final int INT = 3 << 3;
  private static final int DOUBLE = 4 << 3 | 1;
  private static final int ARRAY = 5 << 3 | 2;
  private static final int KVLIST = 6 << 3 | 2;
  private static final int BYTES = 7 << 3 | 2;

  enum Kind {
    EMPTY,
    TEXT,
    BOOL,
    INT,
    REAL,
    ITEMS,
    FIELDS
  }

  private Kind kind = Kind.EMPTY;
  private ByteSlice slice = ByteSlice.empty();
  private long number;

  Kind kind() {
    return kind;
  }

  /** For TEXT, the string's or bytes value's bytes; for ITEMS and FIELDS the list's message. */
  ByteSlice slice() {
    return slice;
  }

  /** For BOOL and INT. */
  long number() {
    return number;
  }

  double real() {
    return Double.longBitsToDouble(number);
  }

  void clear() {
    kind = Kind.EMPTY;
    slice = ByteSlice.empty();
  }

  /** Reads an {@code AnyValue} message. Of several values the last counts. */
  AnyValue read(ByteSlice message) throws MalformedOtlp {
    clear();
    ProtoReader in = new ProtoReader(message);
    for (int tag = in.tag(); tag != 0; tag = in.tag()) {
      switch (tag) {
        case STRING, BYTES -> part(Kind.TEXT, in.bytes());
        case BOOL -> number(Kind.BOOL, in.varint());
        case INT -> number(Kind.INT, in.varint());
        case DOUBLE -> number(Kind.REAL, in.fixed64());
        case ARRAY -> part(Kind.ITEMS, in.bytes());
        case KVLIST -> part(Kind.FIELDS, in.bytes());
        default -> in.skip(tag);
      }
    }
    return this;
  }

  private void part(Kind found, ByteSlice where) {
    kind = found;
    slice = where;
  }

  private void number(Kind found, long value) {
    kind = found;
    number = value;
  }
}
