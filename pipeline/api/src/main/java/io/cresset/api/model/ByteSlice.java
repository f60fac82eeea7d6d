package io.cresset.api.model;

import java.util.Arrays;
import java.util.Objects;

/**
 * A part of a byte array, by reference. The bytes must not be changed while a slice of them is in
 * use. Equality is by content.
 */
public final class ByteSlice {
  private static final ByteSlice EMPTY = new ByteSlice(new byte[0], 0, 0);

  private final byte[] array;
  private final int offset;
  private final int length;

  private ByteSlice(byte[] array, int offset, int length) {
    this.array = array;
    this.offset = offset;
    this.length = length;
  }

  public static ByteSlice of(byte[] array) {
    return new ByteSlice(array, 0, array.length);
  }

  public static ByteSlice of(byte[] array, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, array.length);
    return new ByteSlice(array, offset, length);
  }

  public static ByteSlice empty() {
    return EMPTY;
  }

  public byte[] array() {
    return array;
  }

  public int offset() {
    return offset;
  }

  public int length() {
    return length;
  }

  /** The index in {@link #array()} just past the last byte. */
  public int end() {
    return offset + length;
  }

  public byte at(int index) {
    Objects.checkIndex(index, length);
    return array[offset + index];
  }

  public ByteSlice slice(int from, int count) {
    Objects.checkFromIndexSize(from, count, length);
    return new ByteSlice(array, offset + from, count);
  }

  public byte[] toByteArray() {
    return Arrays.copyOfRange(array, offset, offset + length);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ByteSlice that
        && Arrays.equals(
            array, offset, offset + length, that.array, that.offset, that.offset + that.length);
  }

  @Override
  public int hashCode() {
    int hash = 1;
    for (int i = offset; i < offset + length; i++) {
      hash = 31 * hash + array[i];
    }
    return hash;
  }

  @Override
  public String toString() {
    return "ByteSlice[" + length + " bytes]";
  }
}
