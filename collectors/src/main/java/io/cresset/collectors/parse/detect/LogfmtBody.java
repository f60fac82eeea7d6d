package io.cresset.collectors.parse.detect;

import io.cresset.api.model.ByteSlice;
import io.cresset.api.text.Digits;
import io.cresset.collectors.parse.Levels;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads a body that is nothing but {@code key=value} pairs, at least two of them: {@code level=info
 * msg="user logged in" id=7}. A value with spaces or quotes stands in double quotes, with JSON's
 * escapes. A word without {@code =}, or a quote within an unquoted value, shows that the line is
 * something else: a shell's output, a kernel's line, a sentence. Not safe for use by several
 * threads.
 */
final class LogfmtBody {
  private static final int MAX_KEY_BYTES = 64;
  private static final int SLOTS = 512;

  /** Names that were seen, since the same few come again and again. */
  private final @Nullable Key[] keys = new Key[SLOTS];

  private byte[] unescaped = new byte[256];
  private int unescapedBytes;

  private record Key(byte[] bytes, String name, KnownKeys.Role role) {}

  /** Index of the {@code =} behind a key that begins here, or -1. */
  static int equalsSign(byte[] a, int from, int end) {
    int limit = Math.min(end, from + MAX_KEY_BYTES + 1);
    if (from >= limit || !(Levels.isLetter(a[from]) || a[from] == '_' || a[from] == '@')) {
      return -1;
    }
    int i = from + 1;
    while (i < limit && isKeyByte(a[i])) {
      i++;
    }
    return i < limit && a[i] == '=' ? i : -1;
  }

  private static boolean isKeyByte(byte b) {
    return Levels.isLetter(b)
        || Digits.isDigit(b)
        || b == '_'
        || b == '.'
        || b == '-'
        || b == '/'
        || b == '@';
  }

  /** Whether the bytes are pairs from beginning to end; what was found before counts. */
  boolean read(byte[] a, int from, int end, int leastPairs, Finding finding) {
    int i = from;
    int pairs = 0;
    while (i < end) {
      int sign = equalsSign(a, i, end);
      if (sign < 0) {
        return false;
      }
      Key key = key(a, i, sign);
      int value = sign + 1;
      if (value < end && a[value] == '"') {
        i = quoted(a, value + 1, end, key, finding);
      } else {
        i = bare(a, value, end);
        if (i >= 0) {
          found(key, ByteSlice.of(a, value, i - value), finding);
        }
      }
      if (i < 0 || (i < end && a[i] != ' ')) {
        return false;
      }
      while (i < end && a[i] == ' ') {
        i++;
      }
      pairs++;
    }
    return pairs >= leastPairs;
  }

  private static void found(Key key, ByteSlice value, Finding finding) {
    finding.bytes(key.name, key.role, value);
  }

  /** Index behind an unquoted value, or -1 if there is none such. */
  private static int bare(byte[] a, int from, int end) {
    int i = from;
    while (i < end && a[i] != ' ') {
      if (a[i] == '"' || (a[i] >= 0 && a[i] < ' ')) {
        return -1;
      }
      i++;
    }
    return i;
  }

  /** Index behind the closing quote, or -1 if there is none. */
  private int quoted(byte[] a, int from, int end, Key key, Finding finding) {
    int i = from;
    while (i < end && a[i] != '"' && a[i] != '\\') {
      i++;
    }
    if (i < end && a[i] == '"') {
      found(key, ByteSlice.of(a, from, i - from), finding);
      return i + 1;
    }
    unescapedBytes = 0;
    append(a, from, i);
    while (i < end && a[i] != '"') {
      if (a[i] != '\\') {
        append(a, i, i + 1);
        i++;
      } else {
        i = escape(a, i + 1, end);
        if (i < 0) {
          return -1;
        }
      }
    }
    if (i >= end) {
      return -1;
    }
    found(key, ByteSlice.of(Arrays.copyOf(unescaped, unescapedBytes)), finding);
    return i + 1;
  }

  /** Takes an escape behind its backslash; an unknown one stays as it stands. */
  private int escape(byte[] a, int at, int end) {
    if (at >= end) {
      return -1;
    }
    switch (a[at]) {
      case 'n' -> append('\n');
      case 't' -> append('\t');
      case 'r' -> append('\r');
      case '"', '\\', '/' -> append(a, at, at + 1);
      case 'u' -> {
        int unit = end - at < 5 ? -1 : hex(a, at + 1);
        if (unit >= 0) {
          byte[] bytes = String.valueOf((char) unit).getBytes(StandardCharsets.UTF_8);
          append(bytes, 0, bytes.length);
          return at + 5;
        }
        append(a, at - 1, at + 1);
      }
      default -> append(a, at - 1, at + 1);
    }
    return at + 1;
  }

  private static int hex(byte[] a, int from) {
    int number = 0;
    for (int i = from; i < from + 4; i++) {
      int digit = Character.digit(a[i], 16);
      if (digit < 0) {
        return -1;
      }
      number = number * 16 + digit;
    }
    return number;
  }

  private void append(char c) {
    append(new byte[] {(byte) c}, 0, 1);
  }

  private void append(byte[] a, int from, int end) {
    int needed = unescapedBytes + end - from;
    if (needed > unescaped.length) {
      unescaped = Arrays.copyOf(unescaped, Math.max(needed, 2 * unescaped.length));
    }
    System.arraycopy(a, from, unescaped, unescapedBytes, end - from);
    unescapedBytes = needed;
  }

  private Key key(byte[] a, int from, int end) {
    int hash = 0;
    for (int i = from; i < end; i++) {
      hash = hash * 31 + a[i];
    }
    int slot = (hash ^ hash >>> 9 ^ hash >>> 18) & (SLOTS - 1);
    Key known = keys[slot];
    if (known == null || !Arrays.equals(known.bytes, 0, known.bytes.length, a, from, end)) {
      String name = new String(a, from, end - from, StandardCharsets.US_ASCII);
      known = new Key(Arrays.copyOfRange(a, from, end), name, KnownKeys.role(name));
      keys[slot] = known;
    }
    return known;
  }
}
