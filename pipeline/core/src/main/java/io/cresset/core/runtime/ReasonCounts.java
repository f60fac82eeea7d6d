package io.cresset.core.runtime;

import java.util.Map;
import java.util.TreeMap;

/**
 * Counts by reason. A reason becomes a label value, so there is a bound to how many there are: what
 * comes after the first {@value #MAX_REASONS} counts as {@value #OTHER}. Safe for many threads.
 */
final class ReasonCounts {
  static final int MAX_REASONS = 20;
  static final String OTHER = "other";
  private static final int MAX_REASON_CHARS = 80;

  private final Map<String, Long> counts = new TreeMap<>();

  synchronized void add(String reason, long count) {
    if (count <= 0) {
      return;
    }
    String label = cut(reason);
    boolean known = counts.containsKey(label) || counts.size() < MAX_REASONS;
    counts.merge(known ? label : OTHER, count, ReasonCounts::sum);
  }

  private static String cut(String reason) {
    return reason.length() <= MAX_REASON_CHARS ? reason : reason.substring(0, MAX_REASON_CHARS);
  }

  /** A count that somebody makes up must not turn the sum around. */
  private static long sum(long one, long other) {
    return other > Long.MAX_VALUE - one ? Long.MAX_VALUE : one + other;
  }

  synchronized Map<String, Long> snapshot() {
    return Map.copyOf(counts);
  }

  /** What a reason begins with, before the details that follow a colon. */
  static String kind(String reason) {
    int colon = reason.indexOf(": ");
    return colon > 0 ? reason.substring(0, colon) : reason;
  }

  /**
   * A label value from another program's words: their {@link #kind}, where numbers, which make
   * every message a new one, become {@code N}, and what is long is cut.
   */
  static String ofWords(String reason) {
    String words = kind(reason);
    StringBuilder out = new StringBuilder();
    boolean number = false;
    for (int i = 0; i < words.length() && out.length() < MAX_REASON_CHARS; i++) {
      char c = words.charAt(i);
      if (c >= '0' && c <= '9') {
        if (!number) {
          out.append('N');
        }
        number = true;
      } else {
        number = false;
        out.append(c < ' ' ? ' ' : c);
      }
    }
    String label = out.toString().strip();
    return label.isEmpty() ? "unknown" : label;
  }
}
