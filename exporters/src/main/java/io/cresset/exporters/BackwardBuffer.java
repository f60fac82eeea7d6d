package io.cresset.exporters;

import io.cresset.api.model.ByteSlice;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A growing buffer that protobuf is written into from its end to its start, so that a message's
 * length is known when its turn comes. Fields are written last first, lists from their last
 * element.
 *
 * <p>A mark is how much had been written; it stays valid when the buffer grows. A tag is one byte,
 * so fields have numbers below 16. For one thread at a time.
 */
public final class BackwardBuffer {
  private byte[] bytes;
  private int position;

  public BackwardBuffer(int initialBytes) {
    bytes = new byte[initialBytes];
    position = initialBytes;
  }

  public void clear() {
    position = bytes.length;
  }

  /** Bytes written. */
  public int mark() {
    return bytes.length - position;
  }

  /** Forgets what was written since a mark. */
  public void reset(int mark) {
    position = bytes.length - mark;
  }

  public byte[] array() {
    return bytes;
  }

  /** Where in {@link #array()} the written bytes start; they go on to its end. */
  public int offset() {
    return position;
  }

  /** A copy of what was written since a mark. */
  public byte[] since(int mark) {
    return Arrays.copyOfRange(bytes, position, bytes.length - mark);
  }

  /** Closes a message or string whose last byte was written at a mark. */
  public void message(int tag, int mark) {
    varint(mark() - mark);
    put(tag);
  }

  public void number(int tag, long value) {
    varint(value);
    put(tag);
  }

  public void string(int tag, String text) {
    int mark = mark();
    write(text.getBytes(StandardCharsets.UTF_8));
    message(tag, mark);
  }

  public void fixed64(int tag, long value) {
    reserve(Long.BYTES);
    for (int shift = 56; shift >= 0; shift -= 8) {
      bytes[--position] = (byte) (value >>> shift);
    }
    put(tag);
  }

  public void put(int value) {
    reserve(1);
    bytes[--position] = (byte) value;
  }

  public void write(byte[] source) {
    write(source, 0, source.length);
  }

  public void write(ByteSlice source) {
    write(source.array(), source.offset(), source.length());
  }

  public void write(byte[] source, int offset, int length) {
    reserve(length);
    position -= length;
    System.arraycopy(source, offset, bytes, position, length);
  }

  /** Writes once more what stands between two marks. */
  public void repeat(int mark, int end) {
    int length = end - mark;
    reserve(length);
    int from = bytes.length - end;
    position -= length;
    System.arraycopy(bytes, from, bytes, position, length);
  }

  /** A number in decimal digits. */
  public void decimal(long value) {
    // Counts with negative numbers, of which there is one more.
    long left = value < 0 ? value : -value;
    do {
      put('0' - (int) (left % 10));
      left /= 10;
    } while (left != 0);
    if (value < 0) {
      put('-');
    }
  }

  /** Bytes as lower-case hexadecimal digits. */
  public void hex(ByteSlice source) {
    for (int i = source.length() - 1; i >= 0; i--) {
      put(Character.forDigit(source.at(i) & 0xF, 16));
      put(Character.forDigit(source.at(i) >> 4 & 0xF, 16));
    }
  }

  /** Turns the ASCII letters that were written since a mark into lower case. */
  public void lowerCase(int mark) {
    for (int i = position; i < bytes.length - mark; i++) {
      if (bytes[i] >= 'A' && bytes[i] <= 'Z') {
        bytes[i] += 'a' - 'A';
      }
    }
  }

  /** A number without tag, as it stands in a packed list. */
  public void varint(long value) {
    if ((value & ~0x7FL) == 0) {
      // Nearly every length here.
      put((int) value);
      return;
    }
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
