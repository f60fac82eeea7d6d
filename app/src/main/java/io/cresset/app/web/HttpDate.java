package io.cresset.app.web;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;

/** A time as HTTP headers write it: RFC 9110, section 5.6.7. */
final class HttpDate {
  private static final List<String> DAYS = List.of("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun");
  private static final List<String> MONTHS =
      List.of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec");

  private HttpDate() {}

  static String of(long unixNanos) {
    ZonedDateTime at =
        Instant.ofEpochSecond(Math.floorDiv(unixNanos, 1_000_000_000L)).atZone(ZoneOffset.UTC);
    return "%s, %02d %s %04d %02d:%02d:%02d GMT"
        .formatted(
            DAYS.get(at.getDayOfWeek().getValue() - 1),
            at.getDayOfMonth(),
            MONTHS.get(at.getMonthValue() - 1),
            at.getYear(),
            at.getHour(),
            at.getMinute(),
            at.getSecond());
  }
}
