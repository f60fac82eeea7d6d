package io.cresset.collectors.logs.containers;

/** The inside of a JSON string as UTF-8. */
final class JsonText {
  /** An escape that is none, or half of a surrogate pair, which UTF-8 cannot hold. */
  static final int MALFORMED = -1;

  private JsonText() {}

  /**
   * Undoes the escapes of RFC 8259 section 7.
   *
   * @param out with room for as many bytes as the range has, which is always enough: an escape is
   *     longer than what it stands for
   * @return the index behind the last byte written, or {@link #MALFORMED}
   */
  static int unescape(byte[] a, int from, int end, byte[] out, int outFrom) {
    int w = outFrom;
    int plain = from;
    int i = from;
    while (i < end) {
      if (a[i] != '\\') {
        i++;
        continue;
      }
      System.arraycopy(a, plain, out, w, i - plain);
      w += i - plain;
      if (i + 1 >= end) {
        return MALFORMED;
      }
      if (a[i + 1] == 'u') {
        int unit = unit(a, i, end);
        i += 6;
        if (Character.isHighSurrogate((char) unit) && unit >= 0) {
          int low = i < end && a[i] == '\\' ? unit(a, i, end) : -1;
          if (low < 0 || !Character.isLowSurrogate((char) low)) {
            return MALFORMED;
          }
          unit = Character.toCodePoint((char) unit, (char) low);
          i += 6;
        } else if (unit < 0 || Character.isLowSurrogate((char) unit)) {
          return MALFORMED;
        }
        w = put(out, w, unit);
      } else {
        int c = single(a[i + 1]);
        if (c < 0) {
          return MALFORMED;
        }
        out[w++] = (byte) c;
        i += 2;
      }
      plain = i;
    }
    System.arraycopy(a, plain, out, w, end - plain);
    return w + (end - plain);
  }

  private static int single(byte letter) {
    return switch (letter) {
      case 'n' -> '\n';
      case 't' -> '\t';
      case 'r' -> '\r';
      case '"', '\\', '/' -> letter;
      case 'b' -> '\b';
      case 'f' -> '\f';
      default -> -1;
    };
  }

  /** The number of {@code \}{@code uXXXX} here, or -1. */
  private static int unit(byte[] a, int at, int end) {
    if (end - at < 6 || a[at + 1] != 'u') {
      return -1;
    }
    int unit = 0;
    for (int i = at + 2; i < at + 6; i++) {
      int digit = Character.digit(a[i], 16);
      if (digit < 0) {
        return -1;
      }
      unit = unit << 4 | digit;
    }
    return unit;
  }

  private static int put(byte[] out, int at, int codePoint) {
    int w = at;
    if (codePoint < 0x80) {
      out[w++] = (byte) codePoint;
    } else if (codePoint < 0x800) {
      out[w++] = (byte) (0xC0 | codePoint >> 6);
      out[w++] = (byte) (0x80 | codePoint & 0x3F);
    } else if (codePoint < 0x10000) {
      out[w++] = (byte) (0xE0 | codePoint >> 12);
      out[w++] = (byte) (0x80 | codePoint >> 6 & 0x3F);
      out[w++] = (byte) (0x80 | codePoint & 0x3F);
    } else {
      out[w++] = (byte) (0xF0 | codePoint >> 18);
      out[w++] = (byte) (0x80 | codePoint >> 12 & 0x3F);
      out[w++] = (byte) (0x80 | codePoint >> 6 & 0x3F);
      out[w++] = (byte) (0x80 | codePoint & 0x3F);
    }
    return w;
  }
}
