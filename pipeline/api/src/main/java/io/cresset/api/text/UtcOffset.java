package io.cresset.api.text;

/** Reads how far a zone is from UTC: {@code +01:00}, {@code +0100} or {@code +01}. */
public final class UtcOffset {
  private static final int HOURS_BYTES = 3;

  private UtcOffset() {}

  /** How many bytes of such an offset begin here; 0 if none does. */
  public static int length(byte[] a, int from, int end) {
    int minutes = from + HOURS_BYTES;
    if (end < minutes || (a[from] != '+' && a[from] != '-') || !isBelow(24, a, from + 1)) {
      return 0;
    }
    if (minutes == end || isEndOfStamp(a[minutes])) {
      return HOURS_BYTES;
    }
    if (a[minutes] == ':') {
      minutes++;
    }
    return end - minutes >= 2 && isBelow(60, a, minutes) ? minutes + 2 - from : 0;
  }

  /**
   * Seconds ahead of UTC.
   *
   * @param length what {@link #length} says, and not 0
   */
  public static int seconds(byte[] a, int from, int length) {
    int minutes = length == HOURS_BYTES ? 0 : Digits.number(a, from + length - 2, 2);
    int seconds = Digits.number(a, from + 1, 2) * 3600 + minutes * 60;
    return a[from] == '-' ? -seconds : seconds;
  }

  private static boolean isBelow(int limit, byte[] a, int from) {
    int number = Digits.number(a, from, 2);
    return number >= 0 && number < limit;
  }

  /** What may stand behind hours alone, which would else be part of something other. */
  private static boolean isEndOfStamp(byte b) {
    return switch (b) {
      case ' ', '\t', ']', ')', ',', ';', '|', '"' -> true;
      default -> false;
    };
  }
}
