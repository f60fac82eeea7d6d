package io.cresset.collectors.syslog;

/** Numbers in ASCII, read from bytes. */
final class Digits {
  private Digits() {}

  static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  /** The number that these digits make, or -1 if one of them is none. At most nine digits. */
  static int number(byte[] a, int from, int count) {
    assert count <= 9;
    int number = 0;
    for (int i = from; i < from + count; i++) {
      if (!isDigit(a[i])) {
        return -1;
      }
      number = number * 10 + (a[i] - '0');
    }
    return number;
  }

  /** The digits behind a decimal point as nanoseconds; there are one to nine. */
  static int scaled(byte[] a, int from, int count) {
    int nanos = number(a, from, count);
    for (int i = count; i < 9; i++) {
      nanos *= 10;
    }
    return nanos;
  }
}
