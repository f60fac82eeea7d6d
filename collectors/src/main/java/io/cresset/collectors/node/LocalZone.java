package io.cresset.collectors.node;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cresset.collectors.node.source.Machine.Zone;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The local time zone. The JDK knows its offset; the abbreviation is taken from the system's own
 * file (RFC 9636), whose last line names both halves of the year, because the JDK's words are its
 * own (BRT for what the zone data base calls -03) and cost loading its locale data.
 */
final class LocalZone {
  private static final Path LOCALTIME = Path.of("/etc/localtime");
  private static final Path ZONEINFO = Path.of("/usr/share/zoneinfo");

  /** A name and an offset of a POSIX TZ string; the second offset may be missing. */
  private static final Pattern HALF =
      Pattern.compile("(?:<([^>]+)>|([A-Za-z]+))([+-]?\\d{1,3}(?::\\d{1,2}){0,2})?");

  private static final int HOUR_SECONDS = 3600;

  /** Read once, as the JDK reads which zone is the local one. */
  private static final class Held {
    private static final ZoneId ID = ZoneId.systemDefault();
    private static final String RULE = rule(ID);
  }

  private LocalZone() {}

  static Zone at(long unixSeconds) {
    int offset = Held.ID.getRules().getOffset(Instant.ofEpochSecond(unixSeconds)).getTotalSeconds();
    return new Zone(name(Held.RULE, offset), offset);
  }

  /** The last line of the zone's file; empty if there is no such file, or it is an old one. */
  private static String rule(ZoneId id) {
    String configured = System.getenv("TZ");
    Path file =
        configured == null || configured.isEmpty() ? LOCALTIME : ZONEINFO.resolve(id.getId());
    try {
      return rule(Files.readAllBytes(file));
    } catch (IOException e) {
      return "";
    }
  }

  static String rule(byte[] file) {
    int end = file.length - 1;
    if (end < 0 || file[end] != '\n') {
      return "";
    }
    int start = end;
    while (start > 0 && file[start - 1] != '\n') {
      start--;
    }
    return start == 0 ? "" : new String(file, start, end - start, UTF_8);
  }

  /**
   * The abbreviation of an offset in a rule such as {@code CET-1CEST,M3.5.0,M10.5.0/3}; what the
   * zone data base writes where there is no word for it, {@code -03} or {@code +0530}, if the rule
   * does not have that offset.
   */
  static String name(String rule, int offsetSeconds) {
    Matcher half = HALF.matcher(rule);
    if (half.lookingAt() && half.group(3) != null) {
      int standard = -seconds(half.group(3));
      if (standard == offsetSeconds) {
        return word(half);
      }
      half.region(half.end(), rule.length());
      if (half.lookingAt()) {
        // Summer time is an hour ahead unless the rule says otherwise.
        int summer = half.group(3) == null ? standard + HOUR_SECONDS : -seconds(half.group(3));
        if (summer == offsetSeconds) {
          return word(half);
        }
      }
    }
    return rule.isEmpty() && offsetSeconds == 0 ? "UTC" : numeric(offsetSeconds);
  }

  private static String word(Matcher half) {
    return half.group(1) != null ? half.group(1) : half.group(2);
  }

  /** {@code [+-]hh[:mm[:ss]]}, west of Greenwich positive. */
  private static int seconds(String offset) {
    String[] parts = offset.split(":", -1);
    int seconds = 0;
    int unit = HOUR_SECONDS;
    for (String part : parts) {
      seconds += Math.abs(Integer.parseInt(part)) * unit;
      unit /= 60;
    }
    return offset.startsWith("-") ? -seconds : seconds;
  }

  private static String numeric(int offsetSeconds) {
    int minutes = Math.abs(offsetSeconds) / 60;
    String text = (offsetSeconds < 0 ? "-" : "+") + twoDigits(minutes / 60);
    return minutes % 60 == 0 ? text : text + twoDigits(minutes % 60);
  }

  private static String twoDigits(int number) {
    return number < 10 ? "0" + number : Integer.toString(number);
  }
}
