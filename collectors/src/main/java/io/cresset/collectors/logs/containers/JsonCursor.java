package io.cresset.collectors.logs.containers;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Walks over JSON that a container runtime wrote, member by member, without building anything. A
 * value's inside is passed over unread, whatever its depth, so nothing here recurses. Malformed
 * input ends the walk: {@link #failed} tells, and what was asked for since is not to be used.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8259">RFC 8259</a>
 */
final class JsonCursor {
  private byte[] a = {};
  private int at;
  private int end;
  private boolean failed;

  private int from;
  private int to;
  private boolean escaped;

  /** Begins with a range of bytes. */
  void start(byte[] array, int rangeFrom, int rangeEnd) {
    a = array;
    at = rangeFrom;
    end = rangeEnd;
    failed = false;
  }

  boolean failed() {
    return failed;
  }

  /** Where the string or value that was read last begins: a string's behind its quote. */
  int from() {
    return from;
  }

  /** Where it ends: a string's at its quote. */
  int to() {
    return to;
  }

  /** Whether the string that was read last has escapes. */
  boolean isEscaped() {
    return escaped;
  }

  /** Takes the next character if it is this one, after white space. */
  boolean take(char c) {
    skipSpace();
    if (at < end && a[at] == c) {
      at++;
      return true;
    }
    return false;
  }

  /** Takes the next character, or fails if it is another. */
  void require(char c) {
    failed |= !take(c);
  }

  /** Whether a string comes next. */
  boolean isAtString() {
    skipSpace();
    return at < end && a[at] == '"';
  }

  /** Whether an object comes next. */
  boolean isAtObject() {
    skipSpace();
    return at < end && a[at] == '{';
  }

  /** Whether nothing but white space is left. */
  boolean isAtEnd() {
    skipSpace();
    return at == end;
  }

  /** Reads a string; false is a failure. */
  boolean string() {
    if (!isAtString()) {
      failed = true;
      return false;
    }
    int i = at + 1;
    escaped = false;
    while (i < end) {
      byte c = a[i];
      if (c == '"') {
        from = at + 1;
        to = i;
        at = i + 1;
        return true;
      }
      if (c == '\\') {
        escaped = true;
        i++;
      }
      i++;
    }
    failed = true;
    return false;
  }

  /** Reads a member's name and its colon; false is a failure. */
  boolean name() {
    if (!string()) {
      return false;
    }
    require(':');
    return !failed;
  }

  /** Whether the string that was read last is this one; one with escapes is none. */
  boolean is(byte[] word) {
    return !escaped && Arrays.equals(a, from, to, word, 0, word.length);
  }

  /** Passes over a value of any kind, whose range {@link #from} and {@link #to} then are. */
  boolean skip() {
    skipSpace();
    int begin = at;
    int depth = 0;
    do {
      skipSpace();
      if (at == end) {
        failed = true;
        return false;
      }
      switch (a[at]) {
        case '"' -> {
          if (!string()) {
            return false;
          }
        }
        case '{', '[' -> {
          depth++;
          at++;
        }
        case '}', ']' -> {
          depth--;
          at++;
        }
        case ',', ':' -> {
          // Of the value only inside of it.
          failed |= depth == 0;
          at++;
        }
        default -> skipWord();
      }
    } while (depth > 0 && !failed);
    failed |= depth < 0;
    from = begin;
    to = at;
    return !failed;
  }

  /** A number, {@code true}, {@code false} or {@code null}. */
  private void skipWord() {
    int begin = at;
    while (at < end && isOfWord(a[at])) {
      at++;
    }
    failed |= at == begin;
  }

  private static boolean isOfWord(byte c) {
    return (c >= '0' && c <= '9')
        || (c >= 'a' && c <= 'z')
        || c == '-'
        || c == '+'
        || c == '.'
        || c == 'E';
  }

  private void skipSpace() {
    while (at < end && (a[at] == ' ' || a[at] == '\t' || a[at] == '\n' || a[at] == '\r')) {
      at++;
    }
  }

  /**
   * The name, string or value that was read last, its escapes undone; as it stands if they are
   * malformed. For what is not read often.
   */
  String text() {
    byte[] out = new byte[to - from];
    int length = JsonText.unescape(a, from, to, out, 0);
    return length == JsonText.MALFORMED
        ? new String(a, from, to - from, StandardCharsets.UTF_8)
        : new String(out, 0, length, StandardCharsets.UTF_8);
  }
}
