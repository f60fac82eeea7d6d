package io.cresset.collectors.parse.redact;

import java.util.List;

/**
 * Credentials behind {@code Authorization:}, however the header is quoted, and bearer tokens
 * wherever they stand. The name of the scheme stays. Behind {@code =}, other pairs may follow, so
 * what stands there without quotes and without a known scheme ends at the next space.
 */
final class AuthorizationHeaders implements Finder {
  private static final String HEADER = "authorization";
  private static final List<String> SCHEMES =
      List.of("bearer", "basic", "token", "apikey", "negotiate", "ntlm");

  /** Their credentials have parameters, with spaces between them. */
  private static final List<String> LONG_SCHEMES =
      List.of("digest", "oauth", "hawk", "signature", "aws4-hmac-sha256");

  private static final int LEAST_TOKEN_BYTES = 8;

  @Override
  public void find(byte[] a, int from, int end, Taker taker) {
    int i = from;
    while (i < end) {
      int lower = a[i] | 0x20;
      if (lower == 'a' && Ascii.isAt(a, i, end, HEADER)) {
        i = credentials(a, i + HEADER.length(), end, taker);
      } else if (lower == 'b' && Ascii.isAt(a, i, end, "bearer ")) {
        i = bearer(a, i + "bearer ".length(), end, taker);
      } else {
        i++;
      }
    }
  }

  private static int bearer(byte[] a, int from, int end, Taker taker) {
    int i = from;
    while (i < end && Ascii.isToken(a[i])) {
      i++;
    }
    if (i - from >= LEAST_TOKEN_BYTES) {
      taker.take(from, i);
    }
    return Math.max(i, from);
  }

  private static int credentials(byte[] a, int from, int end, Taker taker) {
    int i = behindQuotes(a, behindSpaces(a, from, end), end);
    i = behindSpaces(a, i, end);
    if (i >= end || (a[i] != ':' && a[i] != '=')) {
      return from;
    }
    boolean pair = a[i] == '=';
    i = behindSpaces(a, i + 1, end);
    int quote = i;
    i = behindQuotes(a, i, end);
    boolean quoted = i > quote;
    pair &= !quoted && !(i < end && a[i] == '[');
    // A list of values, as Go prints headers.
    while (i < end && a[i] == '[') {
      i = behindQuotes(a, i + 1, end);
    }
    int scheme = schemeEnd(a, i, end, SCHEMES);
    boolean oneWord = scheme > i || (pair && schemeEnd(a, i, end, LONG_SCHEMES) == i);
    int start = scheme;
    int last = start;
    while (last < end && !isEnd(a[last], quoted) && !(oneWord && Ascii.isSpace(a[last]))) {
      last++;
    }
    if (last > start) {
      taker.take(start, last);
    }
    return Math.max(last, from);
  }

  /** Index behind one of these schemes and its space, or the one given. */
  private static int schemeEnd(byte[] a, int from, int end, List<String> schemes) {
    for (String scheme : schemes) {
      int space = from + scheme.length();
      if (Ascii.isAt(a, from, end, scheme) && space < end && a[space] == ' ') {
        return space + 1;
      }
    }
    return from;
  }

  private static boolean isEnd(byte b, boolean quoted) {
    return b == '\r' || b == '\n' || b == ']' || (quoted && (b == '"' || b == '\'' || b == '\\'));
  }

  private static int behindSpaces(byte[] a, int from, int end) {
    int i = from;
    while (i < end && a[i] == ' ') {
      i++;
    }
    return i;
  }

  private static int behindQuotes(byte[] a, int from, int end) {
    int i = from;
    while (i < end && (a[i] == '"' || a[i] == '\'' || a[i] == '\\')) {
      i++;
    }
    return i;
  }
}
