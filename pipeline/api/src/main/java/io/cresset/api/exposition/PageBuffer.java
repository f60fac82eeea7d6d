package io.cresset.api.exposition;

import java.util.Arrays;

/** A growing page of UTF-8, written without a String per line. */
final class PageBuffer {
  private static final int START_BYTES = 8 * 1024;

  /** What one char of a String takes at most, escaped or in UTF-8. */
  private static final int MAX_CHAR_BYTES = 3;

  private byte[] bytes = new byte[START_BYTES];
  private int length;

  /** Takes names and words, which are ASCII by their own rules. */
  PageBuffer text(String ascii) {
    int count = ascii.length();
    reserve(count);
    for (int i = 0; i < count; i++) {
      bytes[length + i] = (byte) ascii.charAt(i);
    }
    length += count;
    return this;
  }

  /** Takes any text; a quote is escaped only where it would end the text. */
  PageBuffer escaped(String text, boolean quoted) {
    int count = text.length();
    reserve(Math.multiplyExact(count, MAX_CHAR_BYTES));
    for (int i = 0; i < count; i++) {
      char c = text.charAt(i);
      if (c == '\\' || c == '\n' || (c == '"' && quoted)) {
        bytes[length++] = '\\';
        bytes[length++] = (byte) (c == '\n' ? 'n' : c);
      } else if (c < 0x80) {
        bytes[length++] = (byte) c;
      } else if (Character.isHighSurrogate(c)
          && i + 1 < count
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        utf8(Character.toCodePoint(c, text.charAt(++i)));
      } else {
        utf8(Character.isSurrogate(c) ? '?' : c);
      }
    }
    return this;
  }

  PageBuffer number(double value) {
    reserve(GoFloat.MAX_BYTES);
    length = GoFloat.write(value, bytes, length);
    return this;
  }

  PageBuffer newline() {
    reserve(1);
    bytes[length++] = '\n';
    return this;
  }

  byte[] toByteArray() {
    return Arrays.copyOf(bytes, length);
  }

  private void utf8(int c) {
    if (c < 0x80) {
      bytes[length++] = (byte) c;
    } else if (c < 0x800) {
      bytes[length++] = (byte) (0xC0 | c >> 6);
      trailing(c);
    } else if (c < 0x10000) {
      bytes[length++] = (byte) (0xE0 | c >> 12);
      trailing(c >> 6);
      trailing(c);
    } else {
      bytes[length++] = (byte) (0xF0 | c >> 18);
      trailing(c >> 12);
      trailing(c >> 6);
      trailing(c);
    }
  }

  private void trailing(int bits) {
    bytes[length++] = (byte) (0x80 | bits & 0x3F);
  }

  private void reserve(int count) {
    int needed = Math.addExact(length, count);
    if (needed > bytes.length) {
      bytes = Arrays.copyOf(bytes, (int) Math.max(needed, Math.min(2L * bytes.length, 1 << 30)));
    }
  }
}
