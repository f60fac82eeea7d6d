package io.cresset.collectors.parse.redact;

import java.util.List;

/**
 * The values of keys that name a secret ({@code password=...}, {@code "api_key": "..."}, {@code
 * DB_PASSWORD: ...}) or of a command's options ({@code --password ...}, {@code "--token", "..."}),
 * and the password in a URL ({@code https://user:...@host}).
 */
final class Passwords implements Finder {
  private static final List<String> KEYS =
      List.of(
          "password",
          "passwd",
          "pwd",
          "passphrase",
          "secret",
          "token",
          "api_key",
          "api-key",
          "apikey",
          "access_key",
          "accesskey",
          "secret_key",
          "secretkey",
          "private_key",
          "credentials");

  private static final int MAX_BACK = 8;

  /** Whether the last word of a key names a secret. */
  static boolean isSecret(byte[] a, int from, int end) {
    for (String key : KEYS) {
      if (end - from >= key.length() && Ascii.isAt(a, end - key.length(), end, key)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether a key is a shell's name for the working folder, PWD or OLDPWD, and so no secret if a
   * path stands behind it.
   */
  static boolean isFolder(byte[] a, int from, int end) {
    int word = end - "pwd".length();
    if (word < from || !Ascii.isAt(a, word, end, "pwd")) {
      return false;
    }
    int key =
        word - "old".length() >= from && Ascii.isAt(a, word - 3, end, "old") ? word - 3 : word;
    return key == from || !(Ascii.isBase64Url(a[key - 1]) || a[key - 1] < 0);
  }

  @Override
  public void find(byte[] a, int from, int end, Taker taker) {
    int i = from;
    while (i < end) {
      if (a[i] == ':' && i + 2 < end && a[i + 1] == '/' && a[i + 2] == '/') {
        i = url(a, i + 3, end, taker);
      } else if (a[i] == '=' || a[i] == ':') {
        i = value(a, from, i, end, taker);
      } else if (a[i] == '-') {
        i = option(a, from, i, end, taker);
      } else {
        i++;
      }
    }
  }

  /** Index from which to go on behind {@code ://}. */
  private static int url(byte[] a, int from, int end, Taker taker) {
    int colon = -1;
    int at = -1;
    for (int i = from; i < end && isAuthority(a[i]); i++) {
      if (a[i] == ':' && colon < 0) {
        colon = i;
      } else if (a[i] == '@') {
        at = i;
      }
    }
    if (colon > 0 && at > colon + 1) {
      taker.take(colon + 1, at);
      return at;
    }
    return from;
  }

  private static boolean isAuthority(byte b) {
    return !Ascii.isSpace(b) && b != '/' && b != '?' && b != '#' && b != '"' && b != '\'';
  }

  /**
   * Index from which to go on behind an option that may begin here, whose value is the next word or
   * the next item of a list.
   */
  private static int option(byte[] a, int from, int dash, int end, Taker taker) {
    int key = dash;
    while (key < end && a[key] == '-') {
      key++;
    }
    int i = key;
    while (i < end && Ascii.isBase64Url(a[i])) {
      i++;
    }
    boolean begins = dash == from || Ascii.isSpace(a[dash - 1]) || isQuote(a[dash - 1]);
    boolean negated = Ascii.isAt(a, key, i, "no-");
    if (!begins || i == key || negated || !isSecret(a, key, i)) {
      return Math.max(i, dash + 1);
    }
    int word = i;
    boolean apart = false;
    while (i < end && (isBlank(a[i]) || a[i] == ',' || (!apart && isQuote(a[i])))) {
      apart |= a[i] != '"' && a[i] != '\'';
      i++;
    }
    if (!apart || i == end || a[i] == '-') {
      return word;
    }
    return isQuote(a[i]) ? quoted(a, i, end, 0, taker) : bare(a, i, end, taker);
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t';
  }

  private static boolean isQuote(byte b) {
    return b == '"' || b == '\'';
  }

  /** Index from which to go on behind the {@code =} or {@code :} at a place. */
  private static int value(byte[] a, int from, int sign, int end, Taker taker) {
    int key = sign;
    int least = Math.max(from, sign - MAX_BACK);
    while (key > least && isAround(a[key - 1])) {
      key--;
    }
    if (!isSecret(a, from, key)) {
      return sign + 1;
    }
    int i = sign + 1;
    while (i < end && (isBlank(a[i]) || (a[i] == '=' && i == sign + 1) || a[i] == '>')) {
      i++;
    }
    int backslashes = i;
    while (i < end && a[i] == '\\') {
      i++;
    }
    boolean quotes = i < end && isQuote(a[i]);
    int first = quotes ? i + 1 : i;
    if (first < end && a[first] == '/' && isFolder(a, from, key)) {
      return sign + 1;
    }
    if (quotes) {
      return quoted(a, i, end, i - backslashes, taker);
    }
    return bare(a, backslashes, end, taker);
  }

  /** Takes a value without quotes. */
  private static int bare(byte[] a, int start, int end, Taker taker) {
    int i = start;
    while (i < end && !isEndOfValue(a[i])) {
      i++;
    }
    if (i > start) {
      taker.take(start, i);
    }
    return i;
  }

  /** What may stand between a key and its sign. */
  private static boolean isAround(byte b) {
    return isBlank(b) || b == '"' || b == '\'' || b == '\\' || b == ']' || b == '[';
  }

  private static boolean isEndOfValue(byte b) {
    return Ascii.isSpace(b)
        || switch (b) {
          case ',', ';', '&', '"', '\'', ')', '}', ']', '>', '<' -> true;
          default -> false;
        };
  }

  /**
   * @param escapes how many backslashes stand before the opening quote, and so before the closing
   *     one; a quote with more of them is one within the value
   */
  private static int quoted(byte[] a, int quote, int end, int escapes, Taker taker) {
    int i = quote + 1;
    int before = 0;
    while (i < end) {
      if (a[i] == a[quote] && before <= escapes) {
        break;
      }
      before = a[i] == '\\' ? before + 1 : 0;
      i++;
    }
    int last = i < end ? i - Math.min(escapes, i - quote - 1) : i;
    if (last > quote + 1) {
      taker.take(quote + 1, last);
    }
    return i;
  }
}
