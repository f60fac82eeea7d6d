package io.cresset.exporters.remotewrite;

import java.nio.charset.StandardCharsets;

/**
 * A growing buffer that protobuf is written into from its end to its start, so that a message's
 * length is known when its turn comes. Fields are written last first, lists from their last
 * element. A mark is how much had been written.
 */
final class BackwardWriter {
  private byte[] bytes = new byte[16 * 1024];
  private int position = bytes.length;

  void clear() {
    position = bytes.length;
  }

  int mark() {
    return bytes.length - position;
  }

  byte[] array() {
    return bytes;
  }

  /** Where in {@link #array()} the written bytes start; they go on to its end. */
  int offset() {
    return position;
  }

  /** Closes a message whose last byte was written at a mark. */
  void message(int tag, int mark) {
    varint(mark() - mark);
    varint(tag);
  }

  void string(int tag, String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    reserve(utf8.length);
    position -= utf8.length;
    System.arraycopy(utf8, 0, bytes, position, utf8.length);
    varint(utf8.length);
    varint(tag);
  }

  void number(int tag, long value) {
    varint(value);
    varint(tag);
  }

  void fixed64(int tag, long value) {
    reserve(Long.BYTES);
    for (int shift = 56; shift >= 0; shift -= 8) {
      bytes[--position] = (byte) (value >>> shift);
    }
    varint(tag);
  }

  /** A number without tag, as it stands in a packed list. */
  void varint(long value) {
    int length = (70 - Long.numberOfLeadingZeros(value | 1)) / 7;
    reserve(length);
    position -= length;
    int at = position;
    long left = value;
    while ((left & ~0x7FL) != 0) {
      bytes[at++] = (byte) (left | 0x80);
      left >>>= 7;
    }
    bytes[at] = (byte) left;
  }

  private void reserve(int count) {
    if (count > position) {
      int written = mark();
      byte[] larger =
          new byte[Math.max(Math.addExact(written, count), Math.multiplyExact(bytes.length, 2))];
      System.arraycopy(bytes, position, larger, larger.length - written, written);
      position = larger.length - written;
      bytes = larger;
    }
  }
}
