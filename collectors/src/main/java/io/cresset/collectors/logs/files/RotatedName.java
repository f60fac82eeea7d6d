package io.cresset.collectors.logs.files;

import io.cresset.collectors.logs.tail.Place;
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
 * </pre>
 *
 * A number counts only behind a name that does not end in a digit, so that {@code php7.4} is no
 * rotation of {@code php7}.
 *
 * @param base the name without the rotation, that of the file that is written to
 * @param age as in {@link Place}
 */
record RotatedName(String base, long age, boolean gzip) {
  private static final Pattern NUMBER = Pattern.compile("(.*\\D)\\.(\\d{1,3})");
  private static final Pattern OLD = Pattern.compile("(.+)\\.(old|bak|prev)");
  private static final String DATE =
      "((?:19|20)\\d\\d)[-_.]?([01]\\d)[-_.]?([0-3]\\d)((?:[-_.T]?\\d{2,10}){0,3})";
  private static final Pattern DATE_AT_END = Pattern.compile("(.+?)[-_.]" + DATE);
  private static final Pattern DATE_INSIDE =
      Pattern.compile("(.+?)[-_.]" + DATE + "(\\.[A-Za-z][A-Za-z0-9]{0,9})");

  /** Digits that fit into a long, behind eight of the date. */
  private static final int MAX_DIGITS = 18;

  static RotatedName of(String name) {
    boolean gzip = name.endsWith(".gz") && name.length() > 3;
    String plain = gzip ? name.substring(0, name.length() - 3) : name;
    char last = plain.charAt(plain.length() - 1);
    if (last >= '0' && last <= '9') {
      Matcher date = DATE_AT_END.matcher(plain);
      if (date.matches()) {
        return new RotatedName(date.group(1), age(date), gzip);
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
    }
    return new RotatedName(plain, gzip ? 0 : Place.NEWEST, gzip);
  }

  private static long age(Matcher date) {
    StringBuilder digits = new StringBuilder();
    digits.append(date.group(2)).append(date.group(3)).append(date.group(4));
    date.group(5).chars().filter(Character::isDigit).forEach(c -> digits.append((char) c));
    while (digits.length() < MAX_DIGITS) {
      digits.append('0');
    }
    return Long.parseLong(digits.substring(0, MAX_DIGITS));
  }
}
