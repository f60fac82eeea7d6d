package io.cresset.api.model;

import java.util.List;

/**
 * A log body or an attribute value: OpenTelemetry's AnyValue without the empty one.
 *
 * <p>Bytes that are not valid UTF-8 travel as {@link Bytes}, so that no road ever repairs or drops
 * them unasked; {@link #ofUtf8} decides which of the two a run of bytes is.
 */
public sealed interface Value {

  /** Valid UTF-8, kept as bytes; a String only when asked for. */
  record Text(ByteSlice utf8) implements Value {
    @Override
    public String toString() {
      return new String(
          utf8.array(), utf8.offset(), utf8.length(), java.nio.charset.StandardCharsets.UTF_8);
    }
  }

  /** Bytes of any kind. */
  record Bytes(ByteSlice bytes) implements Value {}

  record Bool(boolean value) implements Value {}

  record Int(long value) implements Value {}

  record Real(double value) implements Value {}

  record Items(List<Value> values) implements Value {
    public Items {
      values = List.copyOf(values);
    }
  }

  record Fields(Attributes attributes) implements Value {}

  static Value of(String text) {
    // A String may hold unpaired surrogates; getBytes replaces them, so the result is valid UTF-8.
    return new Text(ByteSlice.of(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
  }

  static Value of(long value) {
    return new Int(value);
  }

  static Value of(double value) {
    return new Real(value);
  }

  static Value of(boolean value) {
    return new Bool(value);
  }

  /** {@link Text} when the bytes are valid UTF-8, else {@link Bytes}: the same bytes either way. */
  static Value ofUtf8(ByteSlice bytes) {
    return Utf8.isValid(bytes) ? new Text(bytes) : new Bytes(bytes);
  }
}
