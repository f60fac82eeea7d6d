package io.cresset.collectors.logs.tail;

import io.cresset.api.model.ByteSlice;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Optional;

/**
 * How far one file of a chain was read, as it is stored: some 60 bytes. All numbers are unsigned
 * LEB128 but the two hashes.
 *
 * <pre>
 *   version = 1
 *   device, inode
 *   bytes of the head that are hashed; if not 0, their hash, 8 bytes
 *   offset of the tail's end, bytes of the tail that are hashed; if not 0, their hash, 8 bytes
 *   streams; for each its mark and the number of its next piece
 * </pre>
 *
 * @param head what the file begins with
 * @param tail what stood before an offset that was reached, which need not be a mark
 */
record Position(Stat.Key key, Print head, Print tail, long[] marks, int[] pieces) {
  private static final int VERSION = 1;

  /**
   * Some of a file's bytes.
   *
   * @param end offset behind the last of them
   * @param bytes how many
   */
  record Print(long end, int bytes, long hash) {
    static final Print NONE = new Print(0, 0, 0);
  }

  long lowestMark() {
    long lowest = Long.MAX_VALUE;
    for (long mark : marks) {
      lowest = Math.min(lowest, mark);
    }
    return lowest;
  }

  ByteSlice encode() {
    ByteArrayOutputStream out = new ByteArrayOutputStream(64);
    out.write(VERSION);
    put(out, key.device());
    put(out, key.inode());
    put(out, head.bytes());
    hash(out, head);
    put(out, tail.end());
    put(out, tail.bytes());
    hash(out, tail);
    put(out, marks.length);
    for (int i = 0; i < marks.length; i++) {
      put(out, marks[i]);
      put(out, pieces[i]);
    }
    return ByteSlice.of(out.toByteArray());
  }

  private static void hash(ByteArrayOutputStream out, Print print) {
    for (int shift = 56; print.bytes() > 0 && shift >= 0; shift -= 8) {
      out.write((int) (print.hash() >>> shift));
    }
  }

  private static void put(ByteArrayOutputStream out, long value) {
    long left = value;
    while ((left & ~0x7FL) != 0) {
      out.write((int) (left & 0x7F | 0x80));
      left >>>= 7;
    }
    out.write((int) left);
  }

  /** Empty if it is damaged, or of a version that is not known here. */
  static Optional<Position> decode(ByteSlice stored) {
    In in = new In(stored);
    if (in.octet() != VERSION) {
      return Optional.empty();
    }
    Stat.Key key = new Stat.Key(in.number(), in.number());
    int headBytes = in.small(Fingerprint.HEAD_BYTES);
    Print head = new Print(headBytes, headBytes, in.hash(headBytes));
    long tailEnd = in.number();
    int tailBytes = in.small(Fingerprint.TAIL_BYTES);
    Print tail = new Print(tailEnd, tailBytes, in.hash(tailBytes));
    int streams = in.small(Decoder.MAX_STREAMS);
    long[] marks = new long[streams];
    int[] pieces = new int[streams];
    for (int i = 0; i < streams; i++) {
      marks[i] = in.number();
      pieces[i] = in.small(Integer.MAX_VALUE);
    }
    boolean sane =
        !in.bad
            && streams > 0
            && in.at == stored.length()
            && tailEnd >= tailBytes
            && Arrays.stream(marks).allMatch(mark -> mark >= 0);
    return sane ? Optional.of(new Position(key, head, tail, marks, pieces)) : Optional.empty();
  }

  private static final class In {
    private final ByteSlice bytes;
    private int at;
    private boolean bad;

    In(ByteSlice bytes) {
      this.bytes = bytes;
    }

    int octet() {
      if (at >= bytes.length()) {
        bad = true;
        return 0;
      }
      return bytes.at(at++) & 0xFF;
    }

    long number() {
      long value = 0;
      for (int shift = 0; shift < 64; shift += 7) {
        int next = octet();
        value |= (long) (next & 0x7F) << shift;
        if (next < 0x80) {
          return value;
        }
      }
      bad = true;
      return 0;
    }

    int small(int max) {
      long value = number();
      if (value < 0 || value > max) {
        bad = true;
        return 0;
      }
      return (int) value;
    }

    long hash(int hashed) {
      long value = 0;
      for (int i = 0; hashed > 0 && i < 8; i++) {
        value = value << 8 | octet();
      }
      return value;
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Position that
        && key.equals(that.key)
        && head.equals(that.head)
        && tail.equals(that.tail)
        && Arrays.equals(marks, that.marks)
        && Arrays.equals(pieces, that.pieces);
  }

  @Override
  public int hashCode() {
    return 31 * key.hashCode() + Arrays.hashCode(marks);
  }

  @Override
  public String toString() {
    return "Position[%s, marks %s, pieces %s]"
        .formatted(key, Arrays.toString(marks), Arrays.toString(pieces));
  }
}
