package io.cresset.collectors.parse.redact;

import io.cresset.api.text.Digits;

/** IPv4 addresses: four numbers up to 255, which are no part of a longer word or number. */
final class Ipv4Addresses implements Finder {
  @Override
  public void find(byte[] a, int from, int end, Taker taker) {
    int i = from;
    while (i < end) {
      if (!Digits.isDigit(a[i])) {
        i++;
        continue;
      }
      boolean begins = i == from || !(isWord(a[i - 1]) || a[i - 1] == '.');
      int last = begins ? addressEnd(a, i, end) : -1;
      if (last > 0) {
        taker.take(i, last);
        i = last;
      } else {
        while (i < end && (Digits.isDigit(a[i]) || a[i] == '.')) {
          i++;
        }
      }
    }
  }

  private static boolean isWord(byte b) {
    return Ascii.isAlphanumeric(b) || b == '_';
  }

  /** Index behind the address that begins here, or -1. */
  static int addressEnd(byte[] a, int from, int end) {
    int i = from;
    for (int part = 0; part < 4; part++) {
      if (part > 0) {
        if (i >= end || a[i] != '.') {
          return -1;
        }
        i++;
      }
      int number = 0;
      int first = i;
      while (i < end && i - first < 3 && Digits.isDigit(a[i])) {
        number = number * 10 + (a[i] - '0');
        i++;
      }
      if (i == first || number > 255) {
        return -1;
      }
    }
    boolean goesOn =
        i < end && (isWord(a[i]) || (a[i] == '.' && i + 1 < end && Digits.isDigit(a[i + 1])));
    return goesOn ? -1 : i;
  }
}
