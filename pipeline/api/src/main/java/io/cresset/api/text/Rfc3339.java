package io.cresset.api.text;

/**
 * Reads the time stamp of RFC 5424 section 6.2.3, which is also the one of container runtimes: RFC
 * 3339 with upper-case {@code T} and {@code Z}, and up to nine digits of a second's fraction.
 * Second 60 is the first of the next minute. {@link IsoStamp} reads more forms.
 */
public final class Rfc3339 {
  /** Not a time stamp, or a moment outside 1970 to 2261, which a record's time cannot hold. */
  public static final long INVALID = -1;

  private static final int FIRST_YEAR = 1970;
  private static final int LAST_YEAR = 2261;
  private static final int[] DAYS_BEFORE = {
    0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365
  };

  private Rfc3339() {}

  /** Nanoseconds since the Unix epoch of the stamp that fills this range, or {@link #INVALID}. */
  public static long unixNanos(byte[] a, int from, int end) {
    if (end - from < 20
        || a[from + 4] != '-'
        || a[from + 7] != '-'
        || a[from + 10] != 'T'
        || a[from + 13] != ':'
        || a[from + 16] != ':') {
      return INVALID;
    }
    long day =
        epochDay(
            Digits.number(a, from, 4),
            Digits.number(a, from + 5, 2),
            Digits.number(a, from + 8, 2));
    int hour = Digits.number(a, from + 11, 2);
    int minute = Digits.number(a, from + 14, 2);
    int second = Digits.number(a, from + 17, 2);
    if (day < 0 || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0) {
      return INVALID;
    }
    int zoneFrom = from + 19;
    int nanos = 0;
    if (a[zoneFrom] == '.') {
      zoneFrom = digitsEnd(a, zoneFrom + 1, end);
      int digits = zoneFrom - (from + 20);
      if (digits < 1 || digits > 9) {
        return INVALID;
      }
      nanos = Digits.scaled(a, from + 20, digits);
    }
    int offset = offsetSeconds(a, zoneFrom, end);
    if (second > 60 || offset == Integer.MIN_VALUE) {
      return INVALID;
    }
    long unixSeconds = day * 86_400 + hour * 3600L + minute * 60L + second - offset;
    return unixSeconds < 0 ? INVALID : unixSeconds * 1_000_000_000 + nanos;
  }

  private static int digitsEnd(byte[] a, int from, int end) {
    int i = from;
    while (i < end && Digits.isDigit(a[i])) {
      i++;
    }
    return i;
  }

  /** {@code Z} or {@code +hh:mm}, up to the end; MIN_VALUE if it is neither. */
  private static int offsetSeconds(byte[] a, int from, int end) {
    if (end - from == 1 && a[from] == 'Z') {
      return 0;
    }
    if (end - from != 6 || (a[from] != '+' && a[from] != '-') || a[from + 3] != ':') {
      return Integer.MIN_VALUE;
    }
    int hours = Digits.number(a, from + 1, 2);
    int minutes = Digits.number(a, from + 4, 2);
    if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) {
      return Integer.MIN_VALUE;
    }
    int seconds = hours * 3600 + minutes * 60;
    return a[from] == '-' ? -seconds : seconds;
  }

  /** Days since 1970-01-01 in the Gregorian calendar, or -1 if there is no such day. */
  public static long epochDay(int year, int month, int day) {
    if (year < FIRST_YEAR || year > LAST_YEAR || month < 1 || month > 12) {
      return -1;
    }
    boolean leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    int length = DAYS_BEFORE[month] - DAYS_BEFORE[month - 1] + (leap && month == 2 ? 1 : 0);
    if (day < 1 || day > length) {
      return -1;
    }
    long past = year - 1L;
    // 477 leap days lie before 1970.
    long leapDays = past / 4 - past / 100 + past / 400 - 477;
    return (year - FIRST_YEAR) * 365L
        + leapDays
        + DAYS_BEFORE[month - 1]
        + (leap && month > 2 ? 1 : 0)
        + (day - 1);
  }
}
