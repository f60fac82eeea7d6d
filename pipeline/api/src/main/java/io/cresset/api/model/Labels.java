package io.cresset.api.model;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/**
 * The labels of one series, sorted by name. A value may be empty; a name must match {@code
 * [a-zA-Z_][a-zA-Z0-9_]*}. Sources keep the instances they make for series that live on.
 */
public final class Labels {
  private static final Pattern NAME = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");
  private static final Labels EMPTY = new Labels(new String[0]);

  /** Name, value, name, value, ... */
  private final String[] pairs;

  private final int hash;

  private Labels(String[] pairs) {
    this.pairs = pairs;
    this.hash = Arrays.hashCode(pairs);
  }

  public static Labels empty() {
    return EMPTY;
  }

  /** Names and values in turn, in any order of names: {@code of("cpu", "0", "mode", "idle")}. */
  public static Labels of(String... namesAndValues) {
    if (namesAndValues.length % 2 != 0) {
      throw new InvalidTelemetry("a label name without value: " + Arrays.toString(namesAndValues));
    }
    Map<String, String> sorted = new TreeMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      if (sorted.put(namesAndValues[i], namesAndValues[i + 1]) != null) {
        throw new InvalidTelemetry("label '" + namesAndValues[i] + "' stands twice");
      }
    }
    return of(sorted);
  }

  public static Labels of(Map<String, String> labels) {
    if (labels.isEmpty()) {
      return EMPTY;
    }
    String[] pairs = new String[labels.size() * 2];
    int at = 0;
    for (Map.Entry<String, String> label : new TreeMap<>(labels).entrySet()) {
      if (!NAME.matcher(label.getKey()).matches()) {
        throw new InvalidTelemetry("not a label name: '" + label.getKey() + "'");
      }
      pairs[at++] = label.getKey();
      // A defective source is in no position to break the page that shows it.
      pairs[at++] = Objects.requireNonNull(label.getValue());
    }
    return new Labels(pairs);
  }

  public int size() {
    return pairs.length / 2;
  }

  public String name(int index) {
    return pairs[2 * index];
  }

  public String value(int index) {
    return pairs[2 * index + 1];
  }

  public boolean has(String name) {
    for (int i = 0; i < pairs.length; i += 2) {
      if (pairs[i].equals(name)) {
        return true;
      }
    }
    return false;
  }

  public void forEach(BiConsumer<String, String> action) {
    for (int i = 0; i < pairs.length; i += 2) {
      action.accept(pairs[i], pairs[i + 1]);
    }
  }

  /** These labels and one more; a label of that name is replaced. */
  public Labels with(String name, String value) {
    Map<String, String> all = new TreeMap<>();
    forEach(all::put);
    all.put(name, value);
    return of(all);
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof Labels that && hash == that.hash && Arrays.equals(pairs, that.pairs));
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    StringBuilder out = new StringBuilder("{");
    forEach(
        (name, value) ->
            out.append(out.length() > 1 ? "," : "")
                .append(name)
                .append("=\"")
                .append(value)
                .append('"'));
    return out.append('}').toString();
  }
}
