package io.cresset.app.print;

import io.cresset.api.model.Attributes;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.Value;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.stream.Collectors;

/** Values as text that stays on its line and does nothing to a terminal. */
public final class PlainText {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private PlainText() {}

  /** Control characters as escapes: {@code \x0a}. */
  public static String printable(String text) {
    if (text.codePoints().noneMatch(Character::isISOControl)) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              if (Character.isISOControl(c)) {
                out.append(String.format("\\x%02x", c));
              } else {
                out.appendCodePoint(c);
              }
            });
    return out.toString();
  }

  /** A time in UTC, as precise as it is. */
  public static String time(long unixNanos) {
    return Instant.ofEpochSecond(
            Math.floorDiv(unixNanos, NANOS_PER_SECOND), Math.floorMod(unixNanos, NANOS_PER_SECOND))
        .toString();
  }

  /** A value; bytes that are not UTF-8 with replacement characters in their place. */
  public static String of(Value value) {
    return switch (value) {
      case Value.Text text -> text.toString();
      case Value.Bytes(ByteSlice bytes) -> of(bytes);
      case Value.Bool(boolean truth) -> Boolean.toString(truth);
      case Value.Int(long number) -> Long.toString(number);
      case Value.Real(double number) -> Double.toString(number);
      case Value.Items items ->
          items.values().stream().map(PlainText::of).collect(Collectors.joining(", ", "[", "]"));
      case Value.Fields(Attributes attributes) -> of(attributes);
    };
  }

  /** Attributes in their order: {@code {app=sshd, pid=7}}. */
  public static String of(Attributes attributes) {
    StringBuilder out = new StringBuilder("{");
    attributes.forEach(
        (key, value) ->
            out.append(out.length() > 1 ? ", " : "").append(key).append('=').append(of(value)));
    return out.append('}').toString();
  }

  private static String of(ByteSlice bytes) {
    return new String(bytes.array(), bytes.offset(), bytes.length(), StandardCharsets.UTF_8);
  }
}
