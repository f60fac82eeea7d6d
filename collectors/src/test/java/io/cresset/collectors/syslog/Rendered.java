package io.cresset.collectors.syslog;

import io.cresset.api.model.Attributes;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.Resource;
import io.cresset.api.model.Value;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Records as a person reads them. */
final class Rendered {
  private Rendered() {}

  static String line(Line line) {
    LogRecord record = line.record();
    StringBuilder out = new StringBuilder();
    boolean own = record.timeUnixNanos() != record.observedUnixNanos();
    out.append("  time      ").append(own ? time(record.timeUnixNanos()) : "receipt").append('\n');
    if (record.severityNumber() != 0) {
      out.append("  severity  %d %s%n".formatted(record.severityNumber(), record.severityText()));
    }
    attributes(out, "  resource  ", line.resource());
    record
        .attributes()
        .forEach((key, value) -> out.append("  %s = %s%n".formatted(escaped(key), value(value))));
    return out.append("  body      ").append(value(record.body())).append('\n').toString();
  }

  private static void attributes(StringBuilder out, String title, Resource resource) {
    Attributes attributes = resource.attributes();
    out.append(title);
    for (int i = 0; i < attributes.size(); i++) {
      out.append(i == 0 ? "" : " ").append(attributes.key(i)).append('=');
      out.append(escaped(attributes.value(i).toString()));
    }
    out.append('\n');
  }

  private static String time(long unixNanos) {
    return Instant.ofEpochSecond(
            Math.floorDiv(unixNanos, 1_000_000_000L), Math.floorMod(unixNanos, 1_000_000_000L))
        .toString();
  }

  static String value(Value value) {
    return switch (value) {
      case Value.Text text -> '"' + escaped(text.toString()) + '"';
      case Value.Bytes bytes -> "bytes \"" + escaped(bytes.bytes()) + '"';
      case Value.Items items -> items.values().stream().map(Rendered::value).toList().toString();
      case Value.Int number -> Long.toString(number.value());
      case Value.Bool bool -> Boolean.toString(bool.value());
      case Value.Real real -> Double.toString(real.value());
      case Value.Fields fields -> fields.attributes().toString();
    };
  }

  /** Text with everything that does not show as itself in Java's escapes. */
  static String escaped(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        case '\\' -> out.append("\\\\");
        default -> {
          if (c < ' ' || c == 0x7F || c == 0xFEFF) {
            out.append("\\u%04x".formatted((int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    return out.toString();
  }

  /** Bytes of any kind: visible ASCII as itself, the rest as {@code \xNN}. */
  static String escaped(ByteSlice bytes) {
    StringBuilder out = new StringBuilder();
    for (byte b : bytes.toByteArray()) {
      if (b >= ' ' && b < 0x7F && b != '\\') {
        out.append((char) b);
      } else {
        out.append("\\x%02x".formatted(b & 0xFF));
      }
    }
    return out.toString();
  }

  /** Valid UTF-8 as text, other bytes byte by byte. */
  static String input(ByteSlice bytes) {
    return Value.ofUtf8(bytes) instanceof Value.Text text
        ? escaped(text.toString())
        : escaped(bytes);
  }

  static ByteSlice utf8(String text) {
    return ByteSlice.of(text.getBytes(StandardCharsets.UTF_8));
  }
}
