package io.cresset.api.otlp;

import io.cresset.api.model.ByteSlice;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Reads the fields of one protobuf message, and of messages nested in it, without trusting a byte
 * of it: every length is checked against the message that it stands in, and every call moves on or
 * throws.
 *
 * <p>Use: {@code for (int tag = in.tag(); tag != 0; tag = in.tag())}, then read the field by the
 * method of its wire type, or {@link #skip} it. A field of a known number with another wire type
 * than its own counts as unknown, as it does for protobuf.
 *
 * <p>Public for sinks, which make their own wire form of the records that {@link OtlpLogs#walk}
 * shows, without objects in between.
 */
public final class ProtoReader {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int MAX_VARINT_BYTES = 10;

  private final byte[] array;
  private final int origin;
  private int position;
  private int limit;

  public ProtoReader(ByteSlice message) {
    this(message, message.offset());
  }

  /**
   * @param origin index in the array from which a {@link MalformedOtlp} counts its offset
   */
  private ProtoReader(ByteSlice message, int origin) {
    array = message.array();
    this.origin = origin;
    position = message.offset();
    limit = message.end();
  }

  /**
   * A reader of a part of this message, or of bytes joined from parts of it; offsets of a part are
   * told as offsets in the whole.
   */
  @SuppressWarnings("ReferenceEquality") // whether it is a part is a matter of which array it is in
  ProtoReader part(ByteSlice message) {
    return new ProtoReader(message, message.array() == array ? origin : message.offset());
  }

  /** The next field's number and wire type; 0 at the end of the message. */
  public int tag() throws MalformedOtlp {
    if (position == limit) {
      return 0;
    }
    int at = position;
    if (array[at] >= 1 << 3) {
      // Of one byte, as nearly every tag is.
      return array[position++];
    }
    long tag = varint();
    if (tag >>> 32 != 0 || tag >>> 3 == 0) {
      throw malformed(at, "not a field number");
    }
    return (int) tag;
  }

  public long varint() throws MalformedOtlp {
    int at = position;
    int end = Math.min(limit, at + MAX_VARINT_BYTES);
    long value = 0;
    for (int shift = 0; at < end; shift += 7) {
      byte b = array[at++];
      value |= (b & 0x7FL) << shift;
      if (b >= 0) {
        position = at;
        return value;
      }
    }
    boolean whole = at - position == MAX_VARINT_BYTES;
    throw malformed(position, whole ? "a number is too long" : "a number is cut off");
  }

  public long fixed64() throws MalformedOtlp {
    return (long) LONG.get(array, take(Long.BYTES));
  }

  public int fixed32() throws MalformedOtlp {
    return (int) INT.get(array, take(Integer.BYTES));
  }

  /** A field of bytes, by reference. */
  public ByteSlice bytes() throws MalformedOtlp {
    int length = length();
    return ByteSlice.of(array, take(length), length);
  }

  /** Goes into a nested message; what it returns is for {@link #leave}. */
  public int enter() throws MalformedOtlp {
    int length = length();
    int outer = limit;
    limit = position + length;
    return outer;
  }

  /** Comes out of a nested message that has been read to its end. */
  public void leave(int outer) {
    assert position == limit : "left a message before its end";
    limit = outer;
  }

  /** Where the reader is, as an index in the array; what it returns is for {@link #seek}. */
  public int position() {
    return position;
  }

  /** Goes back, within the message that is being read. */
  void seek(int earlier) {
    position = earlier;
  }

  /** Whether the message that is being read holds more. */
  boolean hasMore() {
    return position < limit;
  }

  /** Passes over a field whose tag was just read. */
  public void skip(int tag) throws MalformedOtlp {
    switch (tag & 7) {
      case Wire.VARINT -> varint();
      case Wire.FIXED64 -> take(Long.BYTES);
      case Wire.BYTES -> take(length());
      case Wire.GROUP -> skipGroup(tag);
      case Wire.FIXED32 -> take(Integer.BYTES);
      default -> throw malformed(position, "wire type " + (tag & 7) + " where none may be");
    }
  }

  public MalformedOtlp malformed(String reason) {
    return malformed(position, reason);
  }

  /** Groups are not used since proto3, but a reader of unknown fields has to know them. */
  private void skipGroup(int tag) throws MalformedOtlp {
    int[] open = new int[Wire.MAX_DEPTH];
    int depth = 1;
    open[0] = tag >>> 3;
    while (depth > 0) {
      int inner = tag();
      if (inner == 0) {
        throw malformed("a group without end");
      }
      switch (inner & 7) {
        case Wire.GROUP -> {
          if (depth == Wire.MAX_DEPTH) {
            throw malformed("groups nested deeper than " + Wire.MAX_DEPTH);
          }
          open[depth++] = inner >>> 3;
        }
        case Wire.GROUP_END -> {
          if (open[--depth] != inner >>> 3) {
            throw malformed("the end of another group");
          }
        }
        default -> skip(inner);
      }
    }
  }

  private int length() throws MalformedOtlp {
    int at = position;
    long length = varint();
    if (length < 0 || length > limit - position) {
      throw malformed(at, "a length beyond the message");
    }
    return (int) length;
  }

  private int take(int count) throws MalformedOtlp {
    if (count > limit - position) {
      throw malformed(position, "a field is cut off");
    }
    int at = position;
    position += count;
    return at;
  }

  private MalformedOtlp malformed(int at, String reason) {
    return new MalformedOtlp(at - origin, reason);
  }
}
