package io.cresset.api.model;

/** Tells valid UTF-8 (Unicode 15, table 3-7: no overlong forms, no surrogates) from other bytes. */
public final class Utf8 {
  private Utf8() {}

  public static boolean isValid(ByteSlice bytes) {
    byte[] a = bytes.array();
    int end = bytes.end();
    int i = bytes.offset();
    while (i < end && a[i] >= 0) {
      i++;
    }
    while (i < end) {
      int length = sequenceLength(a, i, end);
      if (length == 0) {
        return false;
      }
      i += length;
    }
    return true;
  }

  /** Length of the well-formed sequence that starts at {@code i}; 0 if there is none. */
  private static int sequenceLength(byte[] a, int i, int end) {
    int lead = a[i] & 0xFF;
    if (lead < 0x80) {
      return 1;
    }
    if (lead < 0xC2 || lead > 0xF4) {
      return 0;
    }
    int length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (end - i < length) {
      return 0;
    }
    int second = a[i + 1] & 0xFF;
    int low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    int high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    if (second < low || second > high) {
      return 0;
    }
    for (int k = 2; k < length; k++) {
      if ((a[i + k] & 0xC0) != 0x80) {
        return 0;
      }
    }
    return length;
  }
}
