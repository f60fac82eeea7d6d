package io.cresset.collectors.logs.tail;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Where lines end, and where they may be cut. */
public final class Lines {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101_0101_0101_0101L;
  private static final long HIGHS = 0x8080_8080_8080_8080L;
  private static final long LFS = '\n' * ONES;

  private Lines() {}

  /** Index of the first LF, or -1. Eight bytes at a time: half of reading a file is this. */
  public static int indexOfLf(byte[] bytes, int from, int to) {
    int at = from;
    for (; at + Long.BYTES <= to; at += Long.BYTES) {
      long differs = (long) LONGS.get(bytes, at) ^ LFS;
      long found = (differs - ONES) & ~differs & HIGHS;
      if (found != 0) {
        return at + (Long.numberOfTrailingZeros(found) >>> 3);
      }
    }
    for (; at < to; at++) {
      if (bytes[at] == '\n') {
        return at;
      }
    }
    return -1;
  }

  /** Index behind the last LF of a window, or -1. */
  public static int behindLastLf(Window window) {
    for (int at = window.to(); at > window.from(); at--) {
      if (window.bytes()[at - 1] == '\n') {
        return at;
      }
    }
    return -1;
  }

  /** The last place up to {@code to} that is not within a character of UTF-8; else {@code to}. */
  public static int cut(byte[] bytes, int from, int to, int maxCharacterBytes) {
    for (int at = to; at > from && at > to - maxCharacterBytes; at--) {
      if ((bytes[at] & 0xC0) != 0x80) {
        return at;
      }
    }
    return to;
  }
}
