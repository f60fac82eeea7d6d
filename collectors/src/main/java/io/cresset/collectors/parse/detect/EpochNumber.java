package io.cresset.collectors.parse.detect;

import io.cresset.api.text.Digits;

/**
 * A time as a number since the Unix epoch, in seconds, milliseconds, microseconds or nanoseconds:
 * which of them is told by its size, since no two are alike between 2001 and 2286. Read digit by
 * digit, because a double has no room for nanoseconds.
 */
final class EpochNumber {
  static final long NONE = -1;

  private static final int SECONDS_DIGITS = 10;

  private EpochNumber() {}

  /** Nanoseconds since the Unix epoch, or {@link #NONE}. */
  static long unixNanos(byte[] a, int from, int end) {
    int point = from;
    while (point < end && Digits.isDigit(a[point])) {
      point++;
    }
    int digits = point - from;
    int thousands = (digits - SECONDS_DIGITS) / 3;
    if (digits < SECONDS_DIGITS || digits > 19 || (digits - SECONDS_DIGITS) % 3 != 0) {
      return NONE;
    }
    int fractionEnd = point;
    if (point < end) {
      fractionEnd = point + 1;
      while (fractionEnd < end && Digits.isDigit(a[fractionEnd])) {
        fractionEnd++;
      }
      if (a[point] != '.' || fractionEnd != end || fractionEnd == point + 1) {
        return NONE;
      }
    }
    long nanos = 0;
    int wanted = SECONDS_DIGITS + 9;
    for (int i = from; i < fractionEnd && wanted > 0; i++) {
      if (i != point) {
        if (nanos > (Long.MAX_VALUE - 9) / 10) {
          return NONE;
        }
        nanos = nanos * 10 + (a[i] - '0');
        wanted--;
      }
    }
    assert thousands >= 0 && thousands <= 3;
    for (; wanted > 0; wanted--) {
      if (nanos > Long.MAX_VALUE / 10) {
        return NONE;
      }
      nanos *= 10;
    }
    return nanos;
  }
}
