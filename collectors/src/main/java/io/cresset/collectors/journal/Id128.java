package io.cresset.collectors.journal;

import java.util.HexFormat;

/** 16 bytes that name a machine, a boot, a file or a series of numbers; written as 32 digits. */
record Id128(long high, long low) implements Comparable<Id128> {

  static Id128 parse(String text) {
    if (text.length() != 32) {
      throw new IllegalArgumentException("an id has 32 digits: " + text);
    }
    return new Id128(
        HexFormat.fromHexDigitsToLong(text, 0, 16), HexFormat.fromHexDigitsToLong(text, 16, 32));
  }

  @Override
  public int compareTo(Id128 other) {
    int byHigh = Long.compareUnsigned(high, other.high);
    return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
  }

  @Override
  public String toString() {
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(high) + hex.toHexDigits(low);
  }
}
