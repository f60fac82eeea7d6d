package io.cresset.api.otlp;

import io.cresset.api.model.Attributes;
import io.cresset.api.model.Labels;
import io.cresset.api.model.Value;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes names that came by OTLP names of Prometheus. Ours are such names already and stay as they
 * are; of others, each character that may not stand in one becomes {@code _}.
 */
final class Names {
  private Names() {}

  static String metric(String name) {
    return name(name, true);
  }

  private static String name(String name, boolean colons) {
    boolean good = !name.isEmpty() && !isDigit(name.charAt(0));
    for (int i = 0; i < name.length() && good; i++) {
      good = fits(name.charAt(i), colons);
    }
    if (good) {
      return name;
    }
    StringBuilder out = new StringBuilder(name.length() + 1);
    if (name.isEmpty() || isDigit(name.charAt(0))) {
      out.append('_');
    }
    name.codePoints().forEach(c -> out.append(fits(c, colons) ? (char) c : '_'));
    return out.toString();
  }

  private static boolean fits(int c, boolean colons) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || c == '_'
        || isDigit(c)
        || (colons && c == ':');
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  /**
   * Labels of a point's attributes. Where two become the same name, their values are joined with a
   * semicolon, as OpenTelemetry's rules for Prometheus say.
   */
  static Labels labels(Attributes attributes) {
    Map<String, String> labels = new TreeMap<>();
    Map<String, StringBuilder> joined = new HashMap<>();
    for (int i = 0; i < attributes.size(); i++) {
      String value = text(attributes.value(i));
      if (value != null) {
        String name = name(attributes.key(i), false);
        String before = labels.putIfAbsent(name, value);
        if (before != null) {
          joined.computeIfAbsent(name, _ -> new StringBuilder(before)).append(';').append(value);
        }
      }
    }
    joined.forEach((name, values) -> labels.put(name, values.toString()));
    return Labels.of(labels);
  }

  /** Null for what has no agreed form as a label. */
  private static @Nullable String text(Value value) {
    return switch (value) {
      case Value.Text text -> text.toString();
      case Value.Int(long number) -> Long.toString(number);
      case Value.Real(double number) -> Double.toString(number);
      case Value.Bool(boolean flag) -> Boolean.toString(flag);
      case Value.Bytes _, Value.Items _, Value.Fields _ -> null;
    };
  }
}
