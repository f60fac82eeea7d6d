package io.cresset.collectors.syslog;

import io.cresset.api.model.Attributes;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.Value;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The structured data of RFC 5424 section 6.3: {@code [id name="value" name="value"][id2 ...]}.
 *
 * <p>Each parameter becomes an attribute of its own, {@code syslog.structured_data.<id>.<name>},
 * because that is what a log store can filter by without knowing about nesting. A name that stands
 * several times becomes a list; an element without parameters an empty text under its id. Data with
 * more than {@value #MAX_PARAMETERS} parameters and empty elements stay whole, as text under
 * {@value #KEY}.
 *
 * <p>More lenient than the RFC where no doubt arises: several spaces between parameters, an
 * unescaped {@code ]} within quotes, and a backslash before another character, which both stay.
 */
final class StructuredData {
  static final String KEY = "syslog.structured_data";
  static final int MAX_PARAMETERS = 64;
  private static final int MAX_NAME_BYTES = 255;

  private final byte[] a;
  private final int end;
  private int at;
  private int parameters;
  private final Map<String, List<Value>> found = new LinkedHashMap<>();

  private StructuredData(byte[] a, int from, int end) {
    this.a = a;
    this.at = from;
    this.end = end;
  }

  /** The index just past the elements that begin here; -1 if none does, or one is malformed. */
  static int end(byte[] a, int from, int end) {
    int at = from;
    while (at < end && a[at] == '[') {
      at = elementEnd(a, at, end);
      if (at < 0) {
        return -1;
      }
    }
    return at == from ? -1 : at;
  }

  private static int elementEnd(byte[] a, int from, int end) {
    int at = nameEnd(a, from + 1, end);
    while (at > 0 && at < end) {
      int next = skipSpaces(a, at, end);
      if (next < end && a[next] == ']') {
        return next + 1;
      }
      int name = nameEnd(a, next, end);
      boolean opened =
          next > at && name > 0 && name + 1 < end && a[name] == '=' && a[name + 1] == '"';
      at = opened ? quoteEnd(a, name + 2, end) : -1;
    }
    return -1;
  }

  private static int skipSpaces(byte[] a, int from, int end) {
    int at = from;
    while (at < end && a[at] == ' ') {
      at++;
    }
    return at;
  }

  /** Visible ASCII without {@code = ] "}; -1 if there is none of it here. */
  private static int nameEnd(byte[] a, int from, int end) {
    int limit = Math.min(end, from + MAX_NAME_BYTES + 1);
    int at = from;
    while (at < limit
        && a[at] > ' '
        && a[at] != 0x7F
        && a[at] != '='
        && a[at] != ']'
        && a[at] != '"') {
      at++;
    }
    return at == from || at - from > MAX_NAME_BYTES ? -1 : at;
  }

  /** The index just past the closing quote, or -1. */
  private static int quoteEnd(byte[] a, int from, int end) {
    for (int at = from; at < end; at++) {
      if (a[at] == '\\') {
        at++;
      } else if (a[at] == '"') {
        return at + 1;
      }
    }
    return -1;
  }

  /** What stands in a range that {@link #end} found well-formed, as attributes. */
  static Attributes read(byte[] a, int from, int end) {
    StructuredData data = new StructuredData(a, from, end);
    Attributes.Builder out = Attributes.builder();
    if (data.read()) {
      data.found.forEach(
          (key, values) ->
              out.put(key, values.size() == 1 ? values.getFirst() : new Value.Items(values)));
    } else {
      out.put(KEY, Value.ofUtf8(ByteSlice.of(a, from, end - from)));
    }
    return out.build();
  }

  /** Fills {@link #found}; false if there are too many parameters. */
  private boolean read() {
    while (at < end && parameters <= MAX_PARAMETERS) {
      String id = name(at + 1);
      boolean bare = true;
      at = skipSpaces(a, at, end);
      while (a[at] != ']' && parameters <= MAX_PARAMETERS) {
        String key = id + "." + name(at);
        add(key, unescaped(at + 2));
        bare = false;
        at = skipSpaces(a, at, end);
      }
      if (bare) {
        add(id, Value.of(""));
      }
      at++;
    }
    return parameters <= MAX_PARAMETERS;
  }

  private void add(String key, Value value) {
    parameters++;
    found.computeIfAbsent(KEY + "." + key, _ -> new ArrayList<>(1)).add(value);
  }

  private String name(int from) {
    at = nameEnd(a, from, end);
    return new String(a, from, at - from, StandardCharsets.US_ASCII);
  }

  /** The value whose first byte is here, without its escapes; leaves {@link #at} past its quote. */
  private Value unescaped(int from) {
    at = quoteEnd(a, from, end);
    int length = at - 1 - from;
    byte[] plain = new byte[length];
    int used = 0;
    for (int i = from; i < at - 1; i++) {
      boolean escape = a[i] == '\\' && (a[i + 1] == '"' || a[i + 1] == '\\' || a[i + 1] == ']');
      plain[used++] = escape ? a[++i] : a[i];
    }
    return Value.ofUtf8(ByteSlice.of(plain, 0, used));
  }
}
