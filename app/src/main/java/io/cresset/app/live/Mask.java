package io.cresset.app.live;

import io.cresset.api.Time;
import io.cresset.api.config.Secret;
import io.cresset.api.model.Attributes;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.Value;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Puts stars in place of what must not be seen: the values of the configuration's secrets, wherever
 * they stand, and what looks like a password, a token or a login. The second is a guess, which may
 * hide too much and cannot find everything. Safe for use by many threads.
 */
final class Mask {
  private static final String STARS = "***";

  /** Shorter values would be found in the middle of words. */
  private static final int MIN_SECRET_CHARACTERS = 4;

  /** Secrets come from files that may change, which need not be looked at for each line. */
  private static final long REFRESH_NANOS = 1_000_000_000L;

  private static final String NAMES =
      "pass(?:word|wd|phrase|code)|pwd|secret|(?:[a-z0-9]+[_-])?token|(?:api|access|private)[_-]?key"
          + "|community|psk|credentials?";

  /** {@code Authorization: Basic dXNlcjpw}, and the rest of its line. */
  private static final Pattern LOGIN =
      Pattern.compile(
          "(?i)((?:proxy-)?authorization[\"']?\\s*[:=]\\s*[\"']?)[^\\s,;\"'][^,;\"'\\r\\n]*");

  private static final Pattern SCHEME =
      Pattern.compile("(?i)\\b((?:bearer|basic)\\s+)[a-z0-9._~+/=-]{8,}");

  /** {@code password=x}, {@code "token": "x"}, {@code passwd: x}. */
  private static final Pattern NAMED =
      Pattern.compile(
          "(?i)(?<![a-z0-9])((?:"
              + NAMES
              + ")[\"']?\\s*[=:]\\s*)(?:\"[^\"]*\"?|'[^']*'?|[^\\s,;&\"'{}]+)");

  /** {@code https://user:x@host}. */
  private static final Pattern IN_URL = Pattern.compile("(://[^\\s/:@]*:)[^\\s/@]+(?=@)");

  private static final Pattern NAME = Pattern.compile("(?i)(?:.*[._-])?(?:" + NAMES + ")");

  private final Supplier<List<Secret>> secrets;
  private final Time time;
  private volatile Known known = new Known(List.of(), 0, false);

  private record Known(List<String> values, long atNanos, boolean filled) {}

  /**
   * @param secrets of the configuration that counts now
   */
  Mask(Supplier<List<Secret>> secrets, Time time) {
    this.secrets = secrets;
    this.time = time;
  }

  /** A text without anything that must not be seen. */
  String text(String text) {
    String shown = text;
    for (String secret : values()) {
      shown = shown.replace(secret, STARS);
    }
    shown = LOGIN.matcher(shown).replaceAll("$1" + STARS);
    shown = SCHEME.matcher(shown).replaceAll("$1" + STARS);
    shown = NAMED.matcher(shown).replaceAll("$1" + STARS);
    return IN_URL.matcher(shown).replaceAll("$1" + STARS);
  }

  private List<String> values() {
    Known now = known;
    if (!now.filled() || time.monotonicNanos() - now.atNanos() >= REFRESH_NANOS) {
      List<String> values = new ArrayList<>();
      for (Secret secret : secrets.get()) {
        String value = secret.reveal();
        if (value.length() >= MIN_SECRET_CHARACTERS) {
          values.add(value);
        }
      }
      // One may be the beginning of another.
      values.sort((a, b) -> b.length() - a.length());
      now = new Known(List.copyOf(values), time.monotonicNanos(), true);
      known = now;
    }
    return now.values();
  }

  LogRecord record(LogRecord record) {
    Attributes attributes = attributes(record.attributes());
    return new LogRecord(
        record.timeUnixNanos(),
        record.observedUnixNanos(),
        record.severityNumber(),
        text(record.severityText()),
        record.eventName() == null ? null : text(record.eventName()),
        value(record.body()),
        attributes,
        record.traceId(),
        record.spanId(),
        record.flags());
  }

  /** Values without anything that must not be seen; of those whose key says so, nothing at all. */
  Attributes attributes(Attributes attributes) {
    Attributes.Builder masked = Attributes.builder();
    attributes.forEach(
        (key, value) ->
            masked.put(text(key), NAME.matcher(key).matches() ? Value.of(STARS) : value(value)));
    return masked.build();
  }

  /** The value of a label or of anything else that has a name. */
  String named(String name, String value) {
    return NAME.matcher(name).matches() ? STARS : text(value);
  }

  private Value value(Value value) {
    return switch (value) {
      case Value.Text some -> Value.of(text(some.toString()));
      case Value.Bytes(ByteSlice bytes) -> {
        // Byte for byte, so that what is no UTF-8 stays as it is.
        String shown = new String(bytes.toByteArray(), StandardCharsets.ISO_8859_1);
        yield new Value.Bytes(ByteSlice.of(text(shown).getBytes(StandardCharsets.ISO_8859_1)));
      }
      case Value.Items(List<Value> items) ->
          new Value.Items(items.stream().map(this::value).toList());
      case Value.Fields(Attributes fields) -> new Value.Fields(attributes(fields));
      case Value.Bool _, Value.Int _, Value.Real _ -> value;
    };
  }
}
