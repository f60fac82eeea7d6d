package io.cresset.collectors.parse.time;

import io.cresset.api.text.LocalStamps;
import java.math.BigDecimal;
import java.text.ParsePosition;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a time is written: a pattern of {@link DateTimeFormatter}, in English and in any case of
 * letters, or a number since the Unix epoch. A pattern may leave out the year, which is then the
 * one closest to when the line was read, or the whole date, which is then the latest.
 */
public final class TimeFormat {
  /** No time, or not in this format. */
  static final long NONE = -1;

  private static final int MAX_PATTERN_CHARS = 200;
  private static final long MAX_AHEAD_SECONDS = 5 * 60;
  private static final Map<String, Integer> UNITS =
      Map.of("unix", 9, "unix_ms", 6, "unix_us", 3, "unix_ns", 0);

  private final String text;
  private final @Nullable DateTimeFormatter formatter;
  private final int exponent;

  private TimeFormat(String text, @Nullable DateTimeFormatter formatter, int exponent) {
    this.text = text;
    this.formatter = formatter;
    this.exponent = exponent;
  }

  /**
   * @throws IllegalArgumentException with a message for the user
   */
  public static TimeFormat parse(String text) {
    String pattern = text.strip();
    if (UNITS.containsKey(pattern)) {
      return new TimeFormat(pattern, null, UNITS.get(pattern));
    }
    if (pattern.isEmpty() || pattern.length() > MAX_PATTERN_CHARS) {
      throw new IllegalArgumentException("a format has 1 to " + MAX_PATTERN_CHARS + " characters");
    }
    DateTimeFormatter formatter;
    try {
      formatter =
          new DateTimeFormatterBuilder()
              .parseCaseInsensitive()
              .appendPattern(pattern)
              .toFormatter(Locale.ENGLISH);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "'%s' is not a format: %s; write it as Java's DateTimeFormatter has it, such as dd.MM.yyyy HH:mm:ss,SSS, or unix, unix_ms, unix_us, unix_ns"
              .formatted(pattern, e.getMessage()),
          e);
    }
    return checked(new TimeFormat(pattern, formatter, 0), formatter);
  }

  /** A format that has no time of day reads nothing, whatever the line. */
  private static TimeFormat checked(TimeFormat format, DateTimeFormatter formatter) {
    LocalDateTime some = LocalDateTime.of(2026, 11, 22, 13, 14, 15);
    try {
      String written = formatter.format(some.atZone(ZoneId.of("UTC")));
      long unixNanos = some.atZone(ZoneId.of("UTC")).toEpochSecond() * 1_000_000_000L;
      if (format.read(written, ZoneId.of("UTC"), unixNanos) != NONE) {
        return format;
      }
    } catch (DateTimeException _) {
      // Said below.
    }
    throw new IllegalArgumentException(
        "'"
            + format.text
            + "' does not make a time: it needs the time of day, and month and day or neither;"
            + " beware that MM are months, mm minutes, HH hours of a day and hh of half a day");
  }

  /**
   * Nanoseconds since the Unix epoch of the time that a text begins with, or {@link #NONE}.
   *
   * @param zone of a text that names none
   */
  long read(String stamp, ZoneId zone, long observedUnixNanos) {
    try {
      return formatter == null ? number(stamp) : time(formatter, stamp, zone, observedUnixNanos);
    } catch (DateTimeException | ArithmeticException | IndexOutOfBoundsException _) {
      return NONE;
    }
  }

  private long number(String stamp) {
    int end = 0;
    while (end < stamp.length()
        && (Character.isDigit(stamp.charAt(end)) || stamp.charAt(end) == '.')) {
      end++;
    }
    if (end == 0 || end > 30) {
      return NONE;
    }
    try {
      return new BigDecimal(stamp.substring(0, end))
          .movePointRight(exponent)
          .toBigInteger()
          .longValueExact();
    } catch (NumberFormatException _) {
      return NONE;
    }
  }

  private static long time(
      DateTimeFormatter formatter, String stamp, ZoneId zone, long observedUnixNanos) {
    ParsePosition position = new ParsePosition(0);
    // Looked at first, because an exception for each line without a time is dear.
    if (formatter.parseUnresolved(stamp, position) == null || position.getErrorIndex() >= 0) {
      return NONE;
    }
    TemporalAccessor parsed = formatter.parse(stamp, new ParsePosition(0));
    if (parsed.isSupported(ChronoField.INSTANT_SECONDS)) {
      return unixNanos(parsed.getLong(ChronoField.INSTANT_SECONDS), parsed);
    }
    ZoneId named = parsed.query(TemporalQueries.zone());
    ZoneId there = named == null ? zone : named;
    LocalTime clock = parsed.query(TemporalQueries.localTime());
    if (clock == null) {
      return NONE;
    }
    Instant read = Instant.ofEpochSecond(Math.floorDiv(observedUnixNanos, 1_000_000_000L));
    LocalDate date = parsed.query(TemporalQueries.localDate());
    if (date != null) {
      return unixNanos(date.atTime(clock).atZone(there).toEpochSecond(), parsed);
    }
    boolean month = parsed.isSupported(ChronoField.MONTH_OF_YEAR);
    if (month != parsed.isSupported(ChronoField.DAY_OF_MONTH)) {
      return NONE;
    }
    if (month) {
      long minute =
          new LocalStamps(there)
              .closestUnixSeconds(
                  parsed.get(ChronoField.MONTH_OF_YEAR),
                  parsed.get(ChronoField.DAY_OF_MONTH),
                  clock.getHour(),
                  clock.getMinute(),
                  read.getEpochSecond());
      return minute < 0 ? NONE : unixNanos(minute + clock.getSecond(), parsed);
    }
    return unixNanos(latestDay(clock, there, read), parsed);
  }

  /** The last time that a clock showed this before the line was read, or a little ahead of it. */
  private static long latestDay(LocalTime clock, ZoneId zone, Instant read) {
    LocalDate tomorrow = read.atZone(zone).toLocalDate().plusDays(1);
    for (int days = 0; days < 2; days++) {
      long seconds = tomorrow.minusDays(days).atTime(clock).atZone(zone).toEpochSecond();
      if (seconds - read.getEpochSecond() <= MAX_AHEAD_SECONDS) {
        return seconds;
      }
    }
    return tomorrow.minusDays(2).atTime(clock).atZone(zone).toEpochSecond();
  }

  private static long unixNanos(long seconds, TemporalAccessor parsed) {
    int nanos =
        parsed.isSupported(ChronoField.NANO_OF_SECOND) ? parsed.get(ChronoField.NANO_OF_SECOND) : 0;
    return seconds < 0 ? NONE : Math.addExact(Math.multiplyExact(seconds, 1_000_000_000L), nanos);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TimeFormat that && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
