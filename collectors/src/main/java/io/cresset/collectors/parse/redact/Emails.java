package io.cresset.collectors.parse.redact;

import io.cresset.api.text.Digits;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * E-mail addresses in their usual form, letters of all languages included. Names of systemd's units
 * ({@code user@1000.service}) look like them, but end in what is no domain: systemd.unit(5).
 */
final class Emails implements Finder {
  private static final int MAX_LOCAL_BYTES = 64;
  private static final int MAX_DOMAIN_BYTES = 253;
  private static final Set<String> UNITS =
      Set.of(
          "service",
          "socket",
          "timer",
          "mount",
          "slice",
          "scope",
          "target",
          "device",
          "path",
          "swap",
          "automount");

  @Override
  public void find(byte[] a, int from, int end, Taker taker) {
    int done = from;
    for (int i = from; i < end; i++) {
      if (a[i] == '@') {
        int start = i;
        int least = Math.max(done, i - MAX_LOCAL_BYTES);
        while (start > least && isLocal(a[start - 1])) {
          start--;
        }
        while (start < i && a[start] == '.') {
          start++;
        }
        int last = start < i ? domainEnd(a, i + 1, end) : -1;
        if (last > 0) {
          taker.take(start, last);
          done = last;
          i = last - 1;
        }
      }
    }
  }

  private static boolean isLocal(byte b) {
    return Ascii.isAlphanumeric(b)
        || b < 0
        || b == '.'
        || b == '_'
        || b == '%'
        || b == '+'
        || b == '-'
        || b == '\'';
  }

  /** Index behind a domain, or -1. */
  private static int domainEnd(byte[] a, int from, int end) {
    int last = nameEnd(a, from, end);
    return last < 0 || isUnit(a, from, last) ? -1 : last;
  }

  private static boolean isUnit(byte[] a, int from, int end) {
    int label = end;
    while (label > from && a[label - 1] != '.') {
      label--;
    }
    return UNITS.contains(new String(a, label, end - label, StandardCharsets.ISO_8859_1));
  }

  /** Index behind a name of at least two labels, the last of which has two letters; or -1. */
  private static int nameEnd(byte[] a, int from, int end) {
    int limit = Math.min(end, from + MAX_DOMAIN_BYTES);
    int i = from;
    int label = from;
    int best = -1;
    while (i <= limit) {
      boolean inside = i < limit && (Ascii.isAlphanumeric(a[i]) || a[i] == '-' || a[i] < 0);
      if (!inside) {
        if (i == label) {
          return best;
        }
        if (label > from && i - label >= 2 && !Digits.isDigit(a[label])) {
          best = i;
        }
        if (i >= limit || a[i] != '.') {
          return best;
        }
        label = i + 1;
      }
      i++;
    }
    return best;
  }
}
