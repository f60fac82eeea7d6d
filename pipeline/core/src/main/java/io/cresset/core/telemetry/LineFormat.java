package io.cresset.core.telemetry;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes a message as one line of logfmt or JSON, whatever is in it. */
final class LineFormat {
  /** A value is cut there: a trace of a deep recursion, an answer of a device. */
  static final int MAX_VALUE_CHARS = 16 * 1024;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private final boolean json;

  LineFormat(ProgramLog.Format format) {
    this.json =
        switch (format) {
          case JSON -> true;
          case LOGFMT -> false;
        };
  }

  /** The line with its line feed. */
  String line(
      long unixNanos,
      Level level,
      String component,
      String message,
      List<Map.Entry<String, String>> details,
      @Nullable Throwable thrown) {
    StringBuilder out = new StringBuilder(160);
    out.append(json ? "{" : "");
    put(out, "time", TIME.format(Instant.ofEpochSecond(0, unixNanos)));
    put(out, "level", word(level));
    put(out, "component", component);
    put(out, "msg", message);
    details.forEach(detail -> put(out, detail.getKey(), detail.getValue()));
    if (thrown != null) {
      put(out, "trace", trace(thrown));
    }
    return out.append(json ? "}\n" : "\n").toString();
  }

  /** Where it was thrown at least, if it cannot say what it is. */
  private static String trace(Throwable thrown) {
    try {
      StringWriter trace = new StringWriter();
      thrown.printStackTrace(new PrintWriter(trace, true));
      return trace.toString().strip();
    } catch (RuntimeException | Error e) {
      return thrown.getClass().getName() + " " + Arrays.toString(thrown.getStackTrace());
    }
  }

  private static String word(Level level) {
    return switch (level) {
      case ALL, TRACE -> "trace";
      case DEBUG -> "debug";
      case INFO -> "info";
      case WARNING -> "warn";
      case ERROR, OFF -> "error";
    };
  }

  private void put(StringBuilder out, String key, String value) {
    if (out.length() > 1) {
      out.append(json ? ',' : ' ');
    }
    if (json) {
      quote(out, key);
      out.append(':');
      quote(out, value);
    } else {
      out.append(key).append('=');
      if (isBare(value)) {
        out.append(value);
      } else {
        quote(out, value);
      }
    }
  }

  private static boolean isBare(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c <= ' ' || c == '"' || c == '=' || c == '\\' || breaksLines(c)) {
        return false;
      }
    }
    return !value.isEmpty() && value.length() <= MAX_VALUE_CHARS;
  }

  /** Controls, and the separators U+2028 and U+2029, where some readers see a new line. */
  private static boolean breaksLines(char c) {
    return Character.isISOControl(c) || c == '\u2028' || c == '\u2029';
  }

  private static void quote(StringBuilder out, String value) {
    out.append('"');
    int end = Math.min(value.length(), MAX_VALUE_CHARS);
    for (int i = 0; i < end; i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"', '\\' -> out.append('\\').append(c);
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (breaksLines(c)) {
            out.append("\\u").append(String.format("%04x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append(end < value.length() ? "...\"" : "\"");
  }
}
