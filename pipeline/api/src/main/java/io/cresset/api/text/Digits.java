package io.cresset.api.text;

/** Numbers in ASCII, read from bytes. The ranges asked for lie within the array. */
public final class Digits {
  private Digits() {}

  /** Whether this is {@code 0} to {@code 9}. */
  public static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  /** The number that these digits make, or -1 if one of them is none. At most nine digits. */
  public static int number(byte[] a, int from, int count) {
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
  public static int scaled(byte[] a, int from, int count) {
    int nanos = number(a, from, count);
    for (int i = count; i < 9; i++) {
      nanos *= 10;
    }
    return nanos;
  }
}
