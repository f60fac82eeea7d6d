package io.cresset.collectors.logs.containers;

import io.cresset.api.model.Attributes;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.Value;
import io.cresset.api.text.Rfc3339;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The line of Docker's json-file logging driver:
 *
 * <pre>
 * {"log":"a line\n","stream":"stdout","attrs":{"tag":"web"},"time":"2026-01-02T03:04:05.123Z"}
 * </pre>
 *
 * A {@code log} that does not end in a line feed is a part of a line that goes on in the stream's
 * next one. {@code attrs}, which the options {@code labels}, {@code env} and {@code tag} bring,
 * become attributes named {@code docker.attrs.<key>}. Not safe for use by several threads.
 */
final class DockerLine {
  static final String ATTRS = "docker.attrs";

  /** Longer ones, or more of them, stay one text. */
  private static final int MAX_SPLIT_ATTRS_BYTES = 4096;

  private static final int MAX_SPLIT_ATTRS = 32;

  /** A line with more is not read; with the text a record would be too long. */
  static final int MAX_ATTRS_BYTES = 64 * 1024;

  private static final int LARGE_BUFFER_BYTES = 64 * 1024;

  private static final byte[] LOG = word("log");
  private static final byte[] STREAM = word("stream");
  private static final byte[] TIME = word("time");
  private static final byte[] ATTRIBUTES = word("attrs");

  private final JsonCursor json = new JsonCursor();

  /** A text with its escapes undone. */
  private byte[] buffer = {};

  /** The last {@code attrs} seen, since every line of a container has the same. */
  private byte[] knownAttrs = {};

  /** All attributes of a line with these, by stream. */
  private final Attributes[] known = new Attributes[IoStream.values().length];

  private int logFrom;
  private int logEnd;
  private boolean logEscaped;
  private boolean hasLog;
  private long time;
  private int attrsFrom;
  private int attrsEnd;
  private boolean toStdout;
  private boolean toStderr;

  private static byte[] word(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Reads the line that fills this range, without its line feed.
   *
   * @return false if it is not one; {@code into} is then as it was
   */
  boolean read(byte[] a, int from, int end, RuntimeLine into) {
    if (!members(a, from, end) || attrsEnd - attrsFrom > MAX_ATTRS_BYTES) {
      return false;
    }
    int textFrom = logFrom;
    int textEnd = logEnd;
    boolean inPlace = true;
    boolean whole = endsInLineFeed(a);
    if (whole) {
      textEnd -= 2;
    }
    // Most lines have no other escape than that of their end, and need not be copied.
    if (logEscaped && contains(a, textFrom, textEnd)) {
      room(textEnd - textFrom);
      textEnd = JsonText.unescape(a, textFrom, textEnd, buffer, 0);
      if (textEnd == JsonText.MALFORMED) {
        return false;
      }
      textFrom = 0;
      inPlace = false;
    }
    IoStream stream = toStderr ? IoStream.STDERR : IoStream.STDOUT;
    Attributes all = attrsEnd > attrsFrom ? withAttrs(a, stream) : stream.attributes();
    into.set(time, stream.ordinal(), !whole, all);
    into.setText(inPlace ? a : buffer, textFrom, textEnd, inPlace);
    return true;
  }

  /** Finds the members; false if one of those that are needed is absent or not what it must be. */
  private boolean members(byte[] a, int from, int end) {
    hasLog = false;
    toStdout = false;
    toStderr = false;
    time = Rfc3339.INVALID;
    attrsFrom = 0;
    attrsEnd = 0;
    json.start(a, from, end);
    if (!json.take('{')) {
      return false;
    }
    do {
      if (!json.name()) {
        return false;
      }
      if (json.is(LOG)) {
        hasLog = json.string();
        logFrom = json.from();
        logEnd = json.to();
        logEscaped = json.isEscaped();
      } else if (json.is(STREAM)) {
        boolean read = json.string();
        toStdout = read && IoStream.STDOUT.is(a, json.from(), json.to());
        toStderr = read && IoStream.STDERR.is(a, json.from(), json.to());
      } else if (json.is(TIME)) {
        time = json.string() ? Rfc3339.unixNanos(a, json.from(), json.to()) : Rfc3339.INVALID;
      } else if (json.is(ATTRIBUTES) && json.isAtObject()) {
        json.skip();
        attrsFrom = json.from();
        attrsEnd = json.to();
      } else {
        json.skip();
      }
    } while (!json.failed() && json.take(','));
    return !json.failed()
        && json.take('}')
        && json.isAtEnd()
        && hasLog
        && (toStdout || toStderr)
        && time >= 0;
  }

  /** Whether the last escape is that of a line feed, and not a backslash and an n. */
  private boolean endsInLineFeed(byte[] a) {
    if (logEnd - logFrom < 2 || a[logEnd - 1] != 'n') {
      return false;
    }
    int slashes = 0;
    while (logEnd - 2 - slashes >= logFrom && a[logEnd - 2 - slashes] == '\\') {
      slashes++;
    }
    return slashes % 2 == 1;
  }

  private static boolean contains(byte[] a, int from, int end) {
    for (int i = from; i < end; i++) {
      if (a[i] == '\\') {
        return true;
      }
    }
    return false;
  }

  /** Makes room in the buffer; a very long line's does not stay. */
  private void room(int bytes) {
    if (buffer.length < bytes
        || (buffer.length > LARGE_BUFFER_BYTES && bytes < buffer.length / 4)) {
      buffer = new byte[Math.max(1024, bytes + bytes / 2)];
    }
  }

  private Attributes withAttrs(byte[] a, IoStream stream) {
    if (!Arrays.equals(a, attrsFrom, attrsEnd, knownAttrs, 0, knownAttrs.length)) {
      knownAttrs = Arrays.copyOfRange(a, attrsFrom, attrsEnd);
      for (IoStream each : IoStream.values()) {
        known[each.ordinal()] = attributes(each, knownAttrs);
      }
    }
    return known[stream.ordinal()];
  }

  private Attributes attributes(IoStream stream, byte[] object) {
    Attributes.Builder all = stream.attributes().toBuilder();
    int count = 0;
    json.start(object, 0, object.length);
    boolean read = object.length <= MAX_SPLIT_ATTRS_BYTES && json.take('{');
    while (read && !json.isAtEnd() && !json.take('}')) {
      read = json.name() && count < MAX_SPLIT_ATTRS;
      String key = ATTRS + "." + (read ? json.text() : "");
      read &= json.isAtString() ? json.string() : json.skip();
      if (read) {
        all.put(key, json.text());
        count++;
        json.take(',');
      }
    }
    return read
        ? all.build()
        : stream.attributes().toBuilder().put(ATTRS, Value.ofUtf8(ByteSlice.of(object))).build();
  }
}
