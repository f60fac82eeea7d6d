package io.cresset.core.log;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A segment's file name: the number of its first record in 20 digits and {@code .log}. Two segments
 * may begin at the same number, one that holds only state and one that was written again after a
 * failed sync: the second gets {@code -1} behind the digits, and so on.
 */
final class SegmentName {
  private static final Pattern PATTERN = Pattern.compile("(\\d{20})(?:-\\d{1,9})?\\.log");

  private SegmentName() {}

  static String of(long firstNumber, int suffix) {
    String digits = String.format(Locale.ROOT, "%020d", firstNumber);
    return digits + (suffix == 0 ? "" : "-" + suffix) + ".log";
  }

  /** The number of the first record; empty if it is no segment's name. */
  static Optional<Long> firstNumber(String name) {
    Matcher matcher = PATTERN.matcher(name);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Long.parseLong(matcher.group(1)));
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
  }
}
