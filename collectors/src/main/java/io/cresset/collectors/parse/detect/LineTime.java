package io.cresset.collectors.parse.detect;

import io.cresset.api.text.Digits;
import io.cresset.api.text.LocalStamps;
import io.cresset.api.text.Rfc3339;
import io.cresset.api.text.Stamps;
import io.cresset.api.text.UtcOffset;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * Reads the times with which programs begin their lines, and which stand in fields:
 *
 * <pre>
 * 2026-01-02T03:04:05.678Z            ISO 8601 and RFC 3339, as {@link Stamps} reads them
 * 2026-01-02 03:04:05,678 +0100       with the zone apart, or UTC, GMT, +01
 * 2026-01-02 03:04:05.678 EST         PostgreSQL; no time unless that is a name of our zone
 * 2026/01/02 03:04:05                 Go, nginx
 * Jan  2 03:04:05                     syslog, of the closest year
 * Fri Jan 02 03:04:05.678901 2026     ctime, Apache
 * 02/Jan/2026:03:04:05 +0100          common log format
 * 02-Jan-2026 03:04:05.678            Tomcat
 * 02-Jan-2026 03:04:05 Europe/Rome    PHP, in brackets
 * 03:04:05.678   3:04PM               no date, so no time, but a stamp all the same
 * </pre>
 *
 * Not safe for use by several threads.
 */
final class LineTime {
  /** Here is no stamp. */
  static final long NONE = -1;

  /** Here is one that names no moment. */
  static final long UNUSABLE = -2;

  private static final int MAX_OFFSET_SECONDS = 18 * 3600;
  private static final int MAX_ZONE_NAME_BYTES = 32;
  private static final int DATE_TIME_BYTES = 19;
  private static final int MAX_STAMP_BYTES = 40;

  private final ZoneId zone;
  private final Stamps stamps;
  private final ZoneNames names;
  private final byte[] scratch = new byte[MAX_STAMP_BYTES];
  private int at;

  /** The fraction of a second that was read last. */
  private int nanos;

  /**
   * @param zone of stamps that name none
   */
  LineTime(ZoneId zone) {
    this.zone = zone;
    this.stamps = new Stamps(zone);
    this.names = new ZoneNames(zone);
  }

  /** Index behind the stamp that was read last. */
  int end() {
    return at;
  }

  /** Nanoseconds since the Unix epoch, {@link #NONE} or {@link #UNUSABLE}. */
  long read(byte[] a, int from, int end, long observedUnixNanos) {
    if (end - from < 6) {
      return NONE;
    }
    byte first = a[from];
    if (Digits.isDigit(first)) {
      return beginsWithDigit(a, from, end, observedUnixNanos);
    }
    if (first < 'A' || first > 'W' || end - from < LocalStamps.LENGTH_BYTES || a[from + 3] != ' ') {
      return NONE;
    }
    if (a[from + 6] == ' ') {
      return local(a, from, end, observedUnixNanos);
    }
    return a[from + 7] == ' ' && a[from + 10] == ' ' ? ctime(a, from + 4, end) : NONE;
  }

  private long beginsWithDigit(byte[] a, int from, int end, long observedUnixNanos) {
    switch (a[from + 4]) {
      case '-' -> {
        return iso(a, from, end, observedUnixNanos);
      }
      case '/' -> {
        int length = Math.min(end - from, MAX_STAMP_BYTES);
        if (length < DATE_TIME_BYTES || a[from + 7] != '/') {
          return NONE;
        }
        System.arraycopy(a, from, scratch, 0, length);
        scratch[4] = '-';
        scratch[7] = '-';
        long time = iso(scratch, 0, length, observedUnixNanos);
        at += from;
        return time;
      }
      default -> {
        boolean dashes = a[from + 2] == '-' && end - from > 6 && a[from + 6] == '-';
        return dashes ? dashes(a, from, end) : clock(a, from, end);
      }
    }
  }

  private long iso(byte[] a, int from, int end, long observedUnixNanos) {
    long time = taken(stamps.unixNanos(a, from, end, zone, observedUnixNanos));
    if (time == NONE) {
      return NONE;
    }
    at = stamps.end();
    if (stamps.isZoned() || end - at < 4 || a[at] != ' ') {
      return time;
    }
    int name = ZoneNames.end(a, at + 1, end);
    if (name > 0) {
      boolean own = names.isOwn(a, at + 1, name);
      at = name;
      return own ? time : UNUSABLE;
    }
    ZoneId apart = zoneApart(a, end);
    return apart.equals(zone) || time == UNUSABLE
        ? time
        : taken(stamps.unixNanos(a, from, end, apart, observedUnixNanos));
  }

  private static long taken(long time) {
    return time == LocalStamps.NO_STAMP ? NONE : time == LocalStamps.IMPOSSIBLE ? UNUSABLE : time;
  }

  /** The zone that stands behind a space, passed over; else the one of stamps that name none. */
  private ZoneId zoneApart(byte[] a, int end) {
    int word = at + 1;
    if ((a[word] == 'U' && a[word + 1] == 'T' && a[word + 2] == 'C')
        || (a[word] == 'G' && a[word + 1] == 'M' && a[word + 2] == 'T')) {
      at = word + 3;
      return ZoneOffset.UTC;
    }
    return offset(a, word, end);
  }

  /** The zone whose offset stands here, passed over; else the one of stamps that name none. */
  private ZoneId offset(byte[] a, int from, int end) {
    int length = UtcOffset.length(a, from, end);
    int seconds = length == 0 ? 0 : UtcOffset.seconds(a, from, length);
    if (length == 0 || Math.abs(seconds) > MAX_OFFSET_SECONDS) {
      return zone;
    }
    at = from + length;
    return ZoneOffset.ofTotalSeconds(seconds);
  }

  private long local(byte[] a, int from, int end, long observedUnixNanos) {
    long time = taken(stamps.unixNanos(a, from, end, zone, observedUnixNanos));
    at = stamps.end();
    return time;
  }

  /** {@code mmdd hh:mm:ss.uuuuuu} of klog, whose letter stands before it. */
  long klog(byte[] a, int from, int stampEnd, long observedUnixNanos) {
    int month = Digits.number(a, from, 2);
    if (month < 1 || month > 12) {
      return UNUSABLE;
    }
    for (int i = 0; i < 3; i++) {
      scratch[i] = (byte) LocalStamps.MONTHS.charAt((month - 1) * 3 + i);
    }
    scratch[3] = ' ';
    System.arraycopy(a, from + 2, scratch, 4, 2);
    int length = Math.min(stampEnd - from - 4, MAX_STAMP_BYTES - 6);
    System.arraycopy(a, from + 4, scratch, 6, length);
    return taken(stamps.unixNanos(scratch, 0, 6 + length, zone, observedUnixNanos));
  }

  /** {@code Jan 02 03:04:05.678901 2026}, behind the day of the week. */
  private long ctime(byte[] a, int from, int end) {
    int i = from + LocalStamps.LENGTH_BYTES;
    if (i > end || a[from + 9] != ':' || a[from + 12] != ':') {
      return NONE;
    }
    fraction(a, i, end);
    i = at;
    if (end - i < 5 || a[i] != ' ') {
      return NONE;
    }
    int day = a[from + 4] == ' ' ? Digits.number(a, from + 5, 1) : Digits.number(a, from + 4, 2);
    int year = Digits.number(a, i + 1, 4);
    long time = moment(year, LocalStamps.month(a, from), day, a, from + 7);
    at = i + 5;
    return time < 0 ? time : withZone(time, nanos, zone);
  }

  /** {@code 02/Jan/2026:03:04:05 +0100}, with a fraction if HAProxy wrote it. */
  long common(byte[] a, int from, int end) {
    long time = dayFirst(a, from, end, '/', ':');
    return time < 0 ? time : withZone(time, nanos, offset(a, Math.min(at + 1, end), end));
  }

  /** {@code 02-Jan-2026 03:04:05.678} of Tomcat, and {@code 02-Jan-2026 03:04:05 UTC]} of PHP. */
  private long dashes(byte[] a, int from, int end) {
    long time = dayFirst(a, from, end, '-', ' ');
    if (time < 0) {
      return time;
    }
    ZoneId named = namedBefore(a, end);
    return named == null ? UNUSABLE : withZone(time, nanos, named);
  }

  /** The zone whose name ends the bracket that a stamp is in; null if it is none that is known. */
  private @Nullable ZoneId namedBefore(byte[] a, int end) {
    int limit = Math.min(end, at + 1 + MAX_ZONE_NAME_BYTES);
    int i = at + 1;
    while (i < limit && a[i] > ' ' && a[i] != ']') {
      i++;
    }
    if (at == end || a[at] != ' ' || i >= limit || a[i] != ']') {
      return zone;
    }
    String name = new String(a, at + 1, i - at - 1, StandardCharsets.ISO_8859_1);
    at = i;
    try {
      return ZoneId.of(name);
    } catch (DateTimeException _) {
      return null;
    }
  }

  /** What {@link #moment} says of {@code 02-Jan-2026 03:04:05.678}, and {@link #nanos}. */
  private long dayFirst(byte[] a, int from, int end, char inDate, char behindDate) {
    if (end - from < 20
        || a[from + 2] != inDate
        || a[from + 6] != inDate
        || a[from + 11] != behindDate
        || a[from + 14] != ':'
        || a[from + 17] != ':') {
      return NONE;
    }
    fraction(a, from + 20, end);
    return moment(
        Digits.number(a, from + 7, 4),
        LocalStamps.month(a, from + 3),
        Digits.number(a, from, 2),
        a,
        from + 12);
  }

  /** Takes the fraction of a second that may begin here into {@link #nanos}, and passes it over. */
  private void fraction(byte[] a, int from, int end) {
    at = from;
    nanos = 0;
    if (from < end && a[from] == '.') {
      int digits = from + 1;
      int i = digits;
      while (i < end && i - digits < 9 && Digits.isDigit(a[i])) {
        i++;
      }
      at = i;
      nanos = i == digits ? 0 : Digits.scaled(a, digits, i - digits);
    }
  }

  /** Seconds since the epoch as a clock in UTC shows them, {@link #NONE} or {@link #UNUSABLE}. */
  private static long moment(int year, int month, int day, byte[] a, int clock) {
    int hour = Digits.number(a, clock, 2);
    int minute = Digits.number(a, clock + 3, 2);
    int second = Digits.number(a, clock + 6, 2);
    if ((year | day | hour | minute | second) < 0 || month == 0) {
      return NONE;
    }
    long epochDay = Rfc3339.epochDay(year, month, day);
    if (epochDay < 0 || hour > 23 || minute > 59 || second > 60) {
      return UNUSABLE;
    }
    return epochDay * 86_400 + hour * 3600L + minute * 60L + second;
  }

  private static long withZone(long localSeconds, int nanos, ZoneId zone) {
    long seconds =
        LocalDateTime.ofEpochSecond(localSeconds, 0, ZoneOffset.UTC).atZone(zone).toEpochSecond();
    return seconds < 0 ? UNUSABLE : seconds * 1_000_000_000 + nanos;
  }

  /** A time of day, which is no time without a date. */
  private long clock(byte[] a, int from, int end) {
    int hour = a[from + 1] == ':' ? 1 : 2;
    int i = from + hour;
    if (a[i] != ':' || end - i < 5 || !areDigits(a, from, i) || !areDigits(a, i + 1, i + 3)) {
      return NONE;
    }
    if (a[i + 4] == 'M' && (a[i + 3] == 'A' || a[i + 3] == 'P')) {
      at = i + 5;
      return UNUSABLE;
    }
    if (end - i < 6 || a[i + 3] != ':' || !areDigits(a, i + 4, i + 6)) {
      return NONE;
    }
    i += 6;
    if (i < end && (a[i] == '.' || a[i] == ',')) {
      i++;
      while (i < end && Digits.isDigit(a[i])) {
        i++;
      }
    }
    at = i;
    return UNUSABLE;
  }

  private static boolean areDigits(byte[] a, int from, int end) {
    return Digits.number(a, from, end - from) >= 0;
  }
}
