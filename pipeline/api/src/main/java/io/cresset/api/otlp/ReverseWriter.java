package io.cresset.api.otlp;

import io.cresset.api.model.ByteSlice;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Writes protobuf from the end of an array to its start.
 *
 * <p>A message's length stands in front of it, so who writes forwards must know the size of every
 * nested message beforehand, and either keeps those sizes or computes them once per level.
 * Backwards, the length of a message is how far the position has moved when its tag is due; only
 * the size of the whole must be known, so that the array comes out exact. Fields are therefore
 * written in descending order, and lists from their last element.
 */
final class ReverseWriter {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private final byte[] buffer;
  private int position;

  ReverseWriter(int exactBytes) {
    buffer = new byte[exactBytes];
    position = exactBytes;
  }

  /** The end of a message about to be written: what {@link #message} takes when it is done. */
  int mark() {
    return position;
  }

  /** Closes a message whose last field ended at {@code mark}. */
  void message(int tag, int mark) {
    varint(mark - position);
    tag(tag);
  }

  void bytes(int tag, ByteSlice bytes) {
    int length = bytes.length();
    position -= length;
    System.arraycopy(bytes.array(), bytes.offset(), buffer, position, length);
    varint(length);
    tag(tag);
  }

  void string(int tag, String text) {
    int end = position;
    byte[] recent = RecentUtf8.of(text);
    if (recent == null) {
      utf8(text);
    } else {
      position -= recent.length;
      System.arraycopy(recent, 0, buffer, position, recent.length);
    }
    message(tag, end);
  }

  void varint(int tag, long value) {
    varint(value);
    tag(tag);
  }

  void fixed64(int tag, long value) {
    fixed64(value);
    tag(tag);
  }

  /** Eight bytes without tag, as they stand in a packed list. */
  void fixed64(long value) {
    position -= Long.BYTES;
    LONG.set(buffer, position, value);
  }

  void fixed32(int tag, int value) {
    position -= Integer.BYTES;
    INT.set(buffer, position, value);
    tag(tag);
  }

  /** The array, which must be full now. */
  byte[] finish() {
    assert position == 0 : position + " bytes too many were reserved";
    return buffer;
  }

  private void tag(int tag) {
    assert tag < 0x80 : "a tag of two bytes";
    buffer[--position] = (byte) tag;
  }

  private void varint(long value) {
    if ((value & ~0x7FL) == 0) {
      // Nearly every length here.
      buffer[--position] = (byte) value;
      return;
    }
    position -= Wire.varintBytes(value);
    int at = position;
    while ((value & ~0x7FL) != 0) {
      buffer[at++] = (byte) (value | 0x80);
      value >>>= 7;
    }
    buffer[at] = (byte) value;
  }

  private void utf8(String text) {
    for (int i = text.length() - 1; i >= 0; i--) {
      char c = text.charAt(i);
      if (c < 0x80) {
        buffer[--position] = (byte) c;
      } else if (c < 0x800) {
        trailing(c);
        buffer[--position] = (byte) (0xC0 | c >> 6);
      } else if (!Character.isSurrogate(c)) {
        trailing(c);
        trailing(c >> 6);
        buffer[--position] = (byte) (0xE0 | c >> 12);
      } else if (Character.isLowSurrogate(c)
          && i > 0
          && Character.isHighSurrogate(text.charAt(i - 1))) {
        int codePoint = Character.toCodePoint(text.charAt(--i), c);
        trailing(codePoint);
        trailing(codePoint >> 6);
        trailing(codePoint >> 12);
        buffer[--position] = (byte) (0xF0 | codePoint >> 18);
      } else {
        buffer[--position] = '?';
      }
    }
  }

  private void trailing(int bits) {
    buffer[--position] = (byte) (0x80 | bits & 0x3F);
  }
}
