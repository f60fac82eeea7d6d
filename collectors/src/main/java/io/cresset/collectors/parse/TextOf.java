package io.cresset.collectors.parse;

import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.Value;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The bytes of what a pattern is to be matched against. */
public final class TextOf {
  private TextOf() {}

  /**
   * A text's or other bytes as they are, a number or truth as written; empty for what is nested.
   */
  public static Optional<ByteSlice> value(Value value) {
    return switch (value) {
      case Value.Text text -> Optional.of(text.utf8());
      case Value.Bytes bytes -> Optional.of(bytes.bytes());
      case Value.Bool bool -> written(Boolean.toString(bool.value()));
      case Value.Int number -> written(Long.toString(number.value()));
      case Value.Real real -> written(Double.toString(real.value()));
      case Value.Items _, Value.Fields _ -> Optional.empty();
    };
  }

  private static Optional<ByteSlice> written(String text) {
    return Optional.of(ByteSlice.of(text.getBytes(StandardCharsets.US_ASCII)));
  }

  /**
   * An attribute, or the body if none is named, up to a limit.
   *
   * @param field an attribute's key
   */
  public static Optional<ByteSlice> field(LogRecord record, Optional<String> field, long maxBytes) {
    Optional<Value> value =
        field.isEmpty() ? Optional.of(record.body()) : record.attributes().get(field.get());
    return value
        .flatMap(TextOf::value)
        .map(bytes -> bytes.length() <= maxBytes ? bytes : bytes.slice(0, (int) maxBytes));
  }
}
