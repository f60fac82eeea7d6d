package io.cresset.app.live;

import io.cresset.api.model.Attributes;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.Resource;
import io.cresset.api.model.Signal;
import io.cresset.api.model.Value;
import io.cresset.app.print.PlainText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What of all that flows is to be shown.
 *
 * @param component a component id or kind; empty for all
 * @param resource attributes that a resource must have, by key
 * @param text that a log record must have in its body or an attribute; if any is given, no metrics
 * @param name of a metric, with {@code *} and {@code ?}; if any is given, no log records
 */
record TapFilter(
    Set<Signal> signals,
    String component,
    Map<String, String> resource,
    Optional<ByteSlice> text,
    Optional<String> name) {

  TapFilter {
    signals = Set.copyOf(signals);
    resource = Map.copyOf(resource);
  }

  /**
   * From the parameters of a request: {@code signal}, {@code component}, {@code resource} as lines
   * of {@code key=value}, {@code text}, {@code name}.
   *
   * @throws IllegalArgumentException if one is not understood, with a message for the user
   */
  static TapFilter of(Map<String, String> query) {
    Set<Signal> signals = EnumSet.allOf(Signal.class);
    for (Signal signal : Signal.values()) {
      String only = query.getOrDefault("signal", signal.id());
      if (!only.equals(signal.id())) {
        signals.remove(signal);
      }
    }
    Optional<String> text = Optional.ofNullable(query.get("text"));
    Optional<String> name = Optional.ofNullable(query.get("name"));
    if (text.isPresent()) {
      signals.remove(Signal.METRICS);
    }
    if (name.isPresent()) {
      signals.remove(Signal.LOGS);
    }
    if (signals.isEmpty()) {
      throw new IllegalArgumentException(
          "nothing can match: --text is for logs and --name for metrics");
    }
    return new TapFilter(
        signals,
        query.getOrDefault("component", ""),
        resource(query.getOrDefault("resource", "")),
        text.map(some -> ByteSlice.of(some.getBytes(StandardCharsets.UTF_8))),
        name);
  }

  private static Map<String, String> resource(String lines) {
    Map<String, String> wanted = new java.util.HashMap<>();
    for (String line : lines.split("\n", -1)) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        wanted.put(line.substring(0, equals), line.substring(equals + 1));
      } else if (!line.isEmpty()) {
        throw new IllegalArgumentException(
            "'" + line + "' is no resource attribute; write key=value, such as host.name=router");
      }
    }
    return wanted;
  }

  boolean component(String id) {
    return component.isEmpty() || id.equals(component) || id.startsWith(component + "/");
  }

  boolean resource(Resource about) {
    Attributes attributes = about.attributes();
    return resource.entrySet().stream()
        .allMatch(
            wanted ->
                attributes
                    .get(wanted.getKey())
                    .filter(value -> PlainText.of(value).equals(wanted.getValue()))
                    .isPresent());
  }

  boolean record(LogRecord record) {
    if (text.isEmpty() || has(record.body())) {
      return true;
    }
    for (int i = 0; i < record.attributes().size(); i++) {
      if (has(record.attributes().value(i))) {
        return true;
      }
    }
    return false;
  }

  private boolean has(Value value) {
    ByteSlice wanted = text.orElseThrow();
    return switch (value) {
      case Value.Text(ByteSlice utf8) -> contains(utf8, wanted);
      case Value.Bytes(ByteSlice bytes) -> contains(bytes, wanted);
      case Value.Items(List<Value> items) -> items.stream().anyMatch(this::has);
      case Value.Fields(Attributes fields) -> {
        List<Value> values = new ArrayList<>();
        fields.forEach((_, some) -> values.add(some));
        yield values.stream().anyMatch(this::has);
      }
      case Value.Bool _, Value.Int _, Value.Real _ ->
          PlainText.of(value).contains(new String(wanted.toByteArray(), StandardCharsets.UTF_8));
    };
  }

  private static boolean contains(ByteSlice in, ByteSlice wanted) {
    byte[] a = in.array();
    byte[] b = wanted.array();
    int length = wanted.length();
    for (int i = in.offset(); i <= in.end() - length; i++) {
      int j = 0;
      while (j < length && a[i + j] == b[wanted.offset() + j]) {
        j++;
      }
      if (j == length) {
        return true;
      }
    }
    return false;
  }

  boolean name(String metric) {
    return name.isEmpty() || matches(metric, name.get());
  }

  /** In time proportional to both, whatever the stars: only the last one is ever tried again. */
  private static boolean matches(String text, String glob) {
    int at = 0;
    int star = -1;
    int starAt = 0;
    int i = 0;
    while (i < text.length()) {
      char c = at < glob.length() ? glob.charAt(at) : 0;
      if (c == '*') {
        star = at++;
        starAt = i;
      } else if (at < glob.length() && (c == '?' || c == text.charAt(i))) {
        at++;
        i++;
      } else if (star >= 0) {
        at = star + 1;
        i = ++starAt;
      } else {
        return false;
      }
    }
    while (at < glob.length() && glob.charAt(at) == '*') {
      at++;
    }
    return at == glob.length();
  }
}
