package io.cresset.collectors.parse.detect;

import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.TimeZone;
import org.jspecify.annotations.Nullable;

/**
 * Short names of time zones behind a stamp. Those of the IANA time zone database that are in use
 * are known, for capitals alone ({@code GET}, {@code HTTP}, {@code INFO}) name no zone; UTC and GMT
 * are not among them. A name may stand for zones far apart, as CST and IST do, so only those of the
 * configured zone tell a moment. Not safe for use by several threads.
 */
final class ZoneNames {
  private static final int LEAST_BYTES = 2;
  private static final int MOST_BYTES = 5;
  private static final Set<String> KNOWN =
      Set.of(
          ("ACDT ACST ADT AEDT AEST AKDT AKST AST AWST BST CAT CDT CEST CET CST EAT EDT"
                  + " EEST EET EST HDT HKT HST IDT IST JST KST MDT MSK MST NDT NST NZDT NZST PDT"
                  + " PKT PST SAST SST WAST WAT WEST WET WIB WIT WITA")
              .split(" "));

  private final ZoneId zone;

  /** Asked for when the first name is seen: the platform's names are slow to load. */
  private @Nullable Set<String> own;

  /**
   * @param zone of stamps that name none
   */
  ZoneNames(ZoneId zone) {
    this.zone = zone;
  }

  /** Index behind a zone's name that is a word of its own, or -1. */
  static int end(byte[] a, int from, int end) {
    int limit = Math.min(end, from + MOST_BYTES + 1);
    int i = from;
    while (i < limit && a[i] >= 'A' && a[i] <= 'Z') {
      i++;
    }
    boolean alone = i == end || (i < limit && (a[i] == ' ' || a[i] == ']' || a[i] == '\t'));
    return alone && i - from >= LEAST_BYTES && KNOWN.contains(name(a, from, i)) ? i : -1;
  }

  /** Whether such a name is one of the configured zone, in summer or in winter. */
  boolean isOwn(byte[] a, int from, int end) {
    Set<String> names = own;
    if (names == null) {
      TimeZone named = TimeZone.getTimeZone(zone);
      names = new HashSet<>();
      names.add(named.getDisplayName(false, TimeZone.SHORT, Locale.US));
      names.add(named.getDisplayName(true, TimeZone.SHORT, Locale.US));
      own = names;
    }
    return names.contains(name(a, from, end));
  }

  private static String name(byte[] a, int from, int end) {
    return new String(a, from, end - from, StandardCharsets.US_ASCII);
  }
}
