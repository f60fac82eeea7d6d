package io.cresset.collectors.logs.files;

import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.Value;
import io.cresset.collectors.logs.tail.Lines;
import io.cresset.collectors.logs.tail.Window;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** How bytes are lines and characters. */
enum Text {
  UTF8(1, StandardCharsets.UTF_8),
  LATIN1(1, StandardCharsets.ISO_8859_1),
  UTF16LE(2, StandardCharsets.UTF_16LE),
  UTF16BE(2, StandardCharsets.UTF_16BE);

  /** The longest character of UTF-8. */
  private static final int MAX_CHARACTER_BYTES = 4;

  /** What text may grow by when it becomes UTF-8, at most. */
  private static final int GROWTH = 2;

  private final int unitBytes;
  private final Charset charset;

  Text(int unitBytes, Charset charset) {
    this.unitBytes = unitBytes;
    this.charset = charset;
  }

  /**
   * How a window is to be read. The byte order of UTF-16 is in the mark at the file's beginning;
   * further on, where the mark is not seen, it is the one of the zeros that most text has.
   */
  static Text of(Encoding encoding, Window window) {
    return switch (encoding) {
      case UTF8 -> UTF8;
      case LATIN1 -> LATIN1;
      case UTF16LE -> UTF16LE;
      case UTF16BE -> UTF16BE;
      case UTF16 -> isBigEndian(window) ? UTF16BE : UTF16LE;
    };
  }

  private static boolean isBigEndian(Window window) {
    byte[] bytes = window.bytes();
    int from = window.from();
    if (window.offset() == 0 && window.to() - from >= 2) {
      int mark = (bytes[from] & 0xFF) << 8 | bytes[from + 1] & 0xFF;
      if (mark == 0xFEFF || mark == 0xFFFE) {
        return mark == 0xFEFF;
      }
    }
    int high = 0;
    int low = 0;
    for (int i = from; i + 1 < window.to() && i < from + 4096; i += 2) {
      high += bytes[i] == 0 ? 1 : 0;
      low += bytes[i + 1] == 0 ? 1 : 0;
    }
    return high > low;
  }

  /** Bytes of the byte order mark with which the file begins, if this is where it begins. */
  int markBytes(Window window) {
    byte[] bytes = window.bytes();
    int from = window.from();
    int length = window.to() - from;
    if (window.offset() != 0) {
      return 0;
    }
    if (this == UTF8) {
      return length >= 3
              && bytes[from] == (byte) 0xEF
              && bytes[from + 1] == (byte) 0xBB
              && bytes[from + 2] == (byte) 0xBF
          ? 3
          : 0;
    }
    int mark = length < 2 ? 0 : (bytes[from] & 0xFF) << 8 | bytes[from + 1] & 0xFF;
    return (this == UTF16BE && mark == 0xFEFF) || (this == UTF16LE && mark == 0xFFFE) ? 2 : 0;
  }

  /** Bytes of the longest piece of a line whose text has so many in UTF-8. */
  int rawBytes(int maxLineBytes) {
    return this == UTF8 ? maxLineBytes : maxLineBytes / GROWTH / unitBytes * unitBytes;
  }

  int unitBytes() {
    return unitBytes;
  }

  /** Index of the first byte of the next LF, or -1. */
  int indexOfLf(byte[] bytes, int from, int to) {
    if (unitBytes == 1) {
      return Lines.indexOfLf(bytes, from, to);
    }
    for (int i = from; i + 1 < to; i += 2) {
      if (isUnit(bytes, i, '\n')) {
        return i;
      }
    }
    return -1;
  }

  private boolean isUnit(byte[] bytes, int at, char unit) {
    return unitBytes == 1
        ? bytes[at] == unit
        : bytes[at + (this == UTF16BE ? 1 : 0)] == unit
            && bytes[at + (this == UTF16BE ? 0 : 1)] == 0;
  }

  /** The end of a line without the CR before its LF. */
  int withoutCr(byte[] bytes, int from, int to) {
    return to - unitBytes >= from && isUnit(bytes, to - unitBytes, '\r') ? to - unitBytes : to;
  }

  /** Where to cut, at most here, so that no character is cut. */
  int cut(byte[] bytes, int from, int to) {
    if (this == UTF8) {
      return Lines.cut(bytes, from, to, MAX_CHARACTER_BYTES);
    }
    if (unitBytes == 1) {
      return to;
    }
    int high = bytes[to - (this == UTF16BE ? 2 : 1)] & 0xFC;
    return high == 0xD8 ? to - 2 : to;
  }

  Value body(byte[] bytes, int from, int to) {
    if (this == UTF8) {
      return Value.ofUtf8(ByteSlice.of(bytes, from, to - from));
    }
    return Value.of(new String(bytes, from, to - from, charset));
  }

  /** As UTF-8, for a look at it. */
  ByteSlice utf8(byte[] bytes, int from, int to) {
    return this == UTF8
        ? ByteSlice.of(bytes, from, to - from)
        : ByteSlice.of(
            new String(bytes, from, to - from, charset).getBytes(StandardCharsets.UTF_8));
  }
}
