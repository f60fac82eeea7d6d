package io.cresset.api.text;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * Reads the ISO 8601 times that devices and programs write: {@code 2026-01-02T03:04:05}, with a
 * space in place of the {@code T}, with a fraction of a second behind {@code .} or {@code ,}, and
 * with {@code Z}, {@code +01:00}, {@code +0100}, {@code +01} or no zone at all. Not safe for use by
 * several threads.
 */
public final class IsoStamp {
  private static final int SHORTEST_BYTES = 19;
  private static final int MAX_FRACTION_DIGITS = 9;
  private static final int NO_OFFSET = Integer.MIN_VALUE;

  private int at;
  private boolean zoned;

  /** Whether a date of this form may begin here; a look at two bytes, for the hot path. */
  public static boolean mayBeginAt(byte[] a, int from, int end) {
    return end - from >= SHORTEST_BYTES && a[from + 4] == '-' && Digits.isDigit(a[from]);
  }

  /** Index behind the stamp that was read last. */
  public int end() {
    return at;
  }

  /** Whether the stamp that was read last named its zone. */
  public boolean isZoned() {
    return zoned;
  }

  /**
   * Nanoseconds since the Unix epoch, {@link LocalStamps#NO_STAMP} or {@link
   * LocalStamps#IMPOSSIBLE}.
   *
   * @param zone of a stamp that names none
   */
  public long unixNanos(byte[] a, int from, int end, ZoneId zone) {
    if (!mayBeginAt(a, from, end)
        || a[from + 7] != '-'
        || (a[from + 10] != 'T' && a[from + 10] != ' ')
        || a[from + 13] != ':'
        || a[from + 16] != ':') {
      return LocalStamps.NO_STAMP;
    }
    int year = Digits.number(a, from, 4);
    int month = Digits.number(a, from + 5, 2);
    int day = Digits.number(a, from + 8, 2);
    int hour = Digits.number(a, from + 11, 2);
    int minute = Digits.number(a, from + 14, 2);
    int second = Digits.number(a, from + 17, 2);
    if ((year | month | day | hour | minute | second) < 0) {
      return LocalStamps.NO_STAMP;
    }
    at = from + SHORTEST_BYTES;
    int nanos = fraction(a, end);
    int offset = offsetSeconds(a, end);
    if (nanos < 0) {
      return LocalStamps.NO_STAMP;
    }
    long epochDay = Rfc3339.epochDay(year, month, day);
    if (epochDay < 0 || hour > 23 || minute > 59 || second > 60) {
      return LocalStamps.IMPOSSIBLE;
    }
    long seconds = epochDay * 86_400 + hour * 3600L + minute * 60L + second;
    long unixSeconds = zoned ? seconds - offset : inZone(seconds, zone);
    return unixSeconds < 0 ? LocalStamps.IMPOSSIBLE : unixSeconds * 1_000_000_000 + nanos;
  }

  private static long inZone(long localSeconds, ZoneId zone) {
    return LocalDateTime.ofEpochSecond(localSeconds, 0, ZoneOffset.UTC)
        .atZone(zone)
        .toEpochSecond();
  }

  /** Nanoseconds, 0 if there is no fraction, -1 if it is none. */
  private int fraction(byte[] a, int end) {
    if (at == end || (a[at] != '.' && a[at] != ',')) {
      return 0;
    }
    int from = at + 1;
    at = from;
    while (at < end && Digits.isDigit(a[at])) {
      at++;
    }
    int digits = at - from;
    return digits < 1 || digits > MAX_FRACTION_DIGITS ? -1 : Digits.scaled(a, from, digits);
  }

  /** Takes the zone, if one is here, and says whether it was. */
  private int offsetSeconds(byte[] a, int end) {
    zoned = false;
    if (at < end && a[at] == 'Z') {
      at++;
      zoned = true;
      return 0;
    }
    int length = UtcOffset.length(a, at, end);
    if (length == 0) {
      return NO_OFFSET;
    }
    int seconds = UtcOffset.seconds(a, at, length);
    at += length;
    zoned = true;
    return seconds;
  }
}
