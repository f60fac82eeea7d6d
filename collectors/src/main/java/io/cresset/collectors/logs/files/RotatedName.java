package io.cresset.collectors.logs.files;

import io.cresset.collectors.logs.tail.Place;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a file's name says about its rotation.
 *
 * <pre>
 *   x.log                                  the one that is written to
 *   x.log.1  x.log.2.gz  x.log.old         logrotate's numbers, greater for older
 *   x.log-20260101  x.log-20260101.gz      logrotate's dateext; with hours, seconds or an epoch behind
 *   x.log.2026-01-01  x-20260101.log       other programs', and dateext with an extension
 *   x.2026-01-01.0.log  x.log.2026-01-01.1.gz  logback's and log4j2's, with an index behind the date
 *   x-01-31-2026-1.log.gz                  log4j2's, month or day first
 *   x-1.log  x.2.log.gz                    logback's and log4j2's index: see {@link #indexed}
 * </pre>
 *
 * A number counts only behind a name that does not end in a digit, so that {@code php7.4} is no
 * rotation of {@code php7}.
 *
 * @param base the name without the rotation, that of the file that is written to
 * @param age as in {@link Place}
 */
record RotatedName(String base, long age, boolean gzip) {
  private static final String GZ = ".gz";
  private static final Pattern NUMBER = Pattern.compile("(.*\\D)\\.(\\d{1,3})");
  private static final Pattern OLD = Pattern.compile("(.+)\\.(old|bak|prev)");
  private static final String EXTENSION = "(\\.[A-Za-z][A-Za-z0-9]{0,9})";

  /** With the time of day and an index. */
  private static final String DATE =
      "((?:19|20)\\d\\d)[-_.]?([01]\\d)[-_.]?([0-3]\\d)"
          + "((?:[-_.T]?\\d{2,10}){0,3}(?:[-_.]\\d{1,5})?)";

  private static final Pattern DATE_AT_END = Pattern.compile("(.+?)[-_.]" + DATE);
  private static final Pattern DATE_INSIDE = Pattern.compile("(.+?)[-_.]" + DATE + EXTENSION);

  /** The year last: nobody knows which of the others is the month. */
  private static final String YEAR_LAST =
      "[0-3]\\d[-_.][0-3]\\d[-_.](?:19|20)\\d\\d(?:[-_.]\\d{1,5})?";

  private static final Pattern YEAR_LAST_AT_END = Pattern.compile("(.+?)[-_.]" + YEAR_LAST);
  private static final Pattern YEAR_LAST_INSIDE =
      Pattern.compile("(.+?)[-_.]" + YEAR_LAST + EXTENSION);
  private static final Pattern INDEX_INSIDE = Pattern.compile("(.+?)[-_.]\\d{1,5}" + EXTENSION);
  private static final Pattern NOT_DIGITS = Pattern.compile("\\D+");

  /** How much of what stands behind a date can be put in order. */
  private static final int MOST_DIGITS = 14;

  /** Room for these, with which no day that a name can tell reaches {@link Place#NEWEST}. */
  private static final long DAY = 110_000_000_000_000L;

  private static final int FIRST_YEAR = 1900;
  private static final int INDEX_DIGITS = 5;

  static RotatedName of(String name) {
    boolean gzip = isGzip(name);
    String plain = plain(name);
    char last = plain.charAt(plain.length() - 1);
    if (last >= '0' && last <= '9') {
      Matcher date = DATE_AT_END.matcher(plain);
      if (date.matches()) {
        return new RotatedName(date.group(1), age(date), gzip);
      }
      Matcher yearLast = YEAR_LAST_AT_END.matcher(plain);
      if (yearLast.matches()) {
        return new RotatedName(yearLast.group(1), Place.BY_TIME, gzip);
      }
      Matcher number = NUMBER.matcher(plain);
      if (number.matches()) {
        return new RotatedName(number.group(1), -2 - Long.parseLong(number.group(2)), gzip);
      }
    } else {
      Matcher old = OLD.matcher(plain);
      if (old.matches()) {
        return new RotatedName(old.group(1), -1, gzip);
      }
      Matcher date = DATE_INSIDE.matcher(plain);
      if (date.matches()) {
        return new RotatedName(date.group(1) + date.group(6), age(date), gzip);
      }
      Matcher yearLast = YEAR_LAST_INSIDE.matcher(plain);
      if (yearLast.matches()) {
        return new RotatedName(yearLast.group(1) + yearLast.group(2), Place.BY_TIME, gzip);
      }
    }
    return new RotatedName(plain, gzip ? 0 : Place.NEWEST, gzip);
  }

  /**
   * The same of a name with an index before its extension. {@code worker-1.log} may as well be a
   * log of its own, so this is to be asked of what would not be followed otherwise. A higher index
   * is older to logback and, unless told, newer to log4j2.
   */
  static Optional<RotatedName> indexed(String name) {
    Matcher index = INDEX_INSIDE.matcher(plain(name));
    return index.matches()
        ? Optional.of(new RotatedName(index.group(1) + index.group(2), Place.BY_TIME, isGzip(name)))
        : Optional.empty();
  }

  private static boolean isGzip(String name) {
    return name.endsWith(GZ) && name.length() > GZ.length();
  }

  private static String plain(String name) {
    return isGzip(name) ? name.substring(0, name.length() - GZ.length()) : name;
  }

  /**
   * The day, then what stands behind it, digit by digit. The last of that may be an index, which
   * has no fixed width, and 10 is newer than 9. With more digits than there is room for the name
   * says no order, for two of one age would be taken for one content.
   */
  private static long age(Matcher date) {
    long day =
        ((Long.parseLong(date.group(2)) - FIRST_YEAR) * 12 + Long.parseLong(date.group(3))) * 31
            + Long.parseLong(date.group(4));
    String behind = date.group(5);
    if (behind.isEmpty()) {
      return day * DAY;
    }
    int last = behind.length();
    while (last > 0 && Character.isDigit(behind.charAt(last - 1))) {
      last--;
    }
    String number = behind.substring(last);
    String before = NOT_DIGITS.matcher(behind.substring(0, last)).replaceAll("");
    String digits = before + "0".repeat(Math.max(0, INDEX_DIGITS - number.length())) + number;
    return digits.length() > MOST_DIGITS ? Place.BY_TIME : day * DAY + Long.parseLong(digits) + 1;
  }
}
