package io.cresset.collectors.parse.detect;

import io.cresset.api.model.Severity;
import io.cresset.api.text.Digits;
import io.cresset.collectors.parse.Levels;

/**
 * Reads how a plain line begins: a syslog priority, klog's header, or a time stamp and a word for
 * its severity in one of the layouts in common use:
 *
 * <pre>
 * &lt;3&gt;disk is full
 * E0102 03:04:05.678901   12345 server.go:17] no route
 * ERROR disk is full          [error] disk is full          error: disk is full
 * 2026-01-02 03:04:05,678 INFO  [main] ready
 * 2026-01-02 03:04:05,678 - app.db - WARNING - slow
 * 2026/01/02 03:04:05 [error] 12#12: *1 open() failed
 * [Fri Jan 02 03:04:05.678901 2026] [core:error] [pid 7] gone
 * [2026-01-02T03:04:05.678901+00:00] app.ERROR: gone {"exception":"..."} []
 * 192.0.2.1 - - [02/Jan/2026:03:04:05 +0100] "GET / HTTP/1.1" 200 5
 * </pre>
 *
 * <p>Such a word in the middle of a sentence says nothing, so only few things may stand between
 * stamp and word: brackets, numbers, dashes and bars, and a name between two of these.
 */
final class LineHead {
  private static final int MAX_HEAD_BYTES = 160;
  private static final int MAX_TOKENS = 6;
  private static final int MAX_PRIORITY = 191;
  private static final int KLOG_SHORTEST_BYTES = 21;
  private static final byte ESCAPE = 0x1B;

  private final LineTime times;

  LineHead(LineTime times) {
    this.times = times;
  }

  /** What kind of beginning was found. */
  enum Kind {
    PLAIN,
    KLOG
  }

  private int behind;

  /** Index behind klog's header. */
  int behindKlog() {
    return behind;
  }

  private int rest;

  /** Index of what stands behind a stamp with which the line begins; 0 if it begins otherwise. */
  int behindStamp() {
    return rest;
  }

  Kind read(byte[] a, int from, int end, Finding finding) {
    rest = 0;
    int limit = Math.min(end, from + MAX_HEAD_BYTES);
    int i = a[from] == '<' ? priority(a, from, limit, finding) : from;
    i = behindColor(a, i, limit);
    if (i >= limit) {
      return Kind.PLAIN;
    }
    if (isKlog(a, i, limit)) {
      return klog(a, i, limit, finding);
    }
    int stamp = a[i] == '[' && i + 1 < limit ? i + 1 : i;
    long time = times.read(a, stamp, limit, finding.observed());
    if (time != LineTime.NONE) {
      finding.time(time);
      if (stamp == i && times.end() < limit && a[times.end()] == ' ') {
        rest = times.end() + 1;
      }
      if (finding.wantsWord()) {
        wordBehindStamp(a, times.end(), limit, finding);
      }
      return Kind.PLAIN;
    }
    if (finding.wantsWord()) {
      firstWord(a, i, limit, finding);
    }
    if (finding.wantsTime()) {
      common(a, i, limit, finding);
    }
    return Kind.PLAIN;
  }

  /** Index behind {@code <PRI>}, or the one given. */
  private static int priority(byte[] a, int from, int limit, Finding finding) {
    int i = from + 1;
    while (i < limit && i < from + 4 && Digits.isDigit(a[i])) {
      i++;
    }
    if (i == from + 1 || i >= limit || a[i] != '>') {
      return from;
    }
    int priority = Digits.number(a, from + 1, i - from - 1);
    if (priority > MAX_PRIORITY) {
      return from;
    }
    int severity = Severity.ofSyslog(priority & 7);
    finding.severity(severity, Levels.name(severity));
    return i + 1;
  }

  /** {@code Lmmdd hh:mm:ss.uuuuuu}, a space, and what stands before {@code ]}. */
  private static boolean isKlog(byte[] a, int i, int limit) {
    return limit - i >= KLOG_SHORTEST_BYTES
        && Levels.ofKlog(a[i]) != Severity.UNSPECIFIED
        && a[i + 5] == ' '
        && a[i + 8] == ':'
        && a[i + 11] == ':'
        && a[i + 14] == '.'
        && Digits.number(a, i + 1, 4) >= 0
        && Digits.number(a, i + 15, 6) >= 0;
  }

  private Kind klog(byte[] a, int i, int limit, Finding finding) {
    finding.severity(Levels.ofKlog(a[i]), String.valueOf((char) a[i]));
    if (finding.wantsTime()) {
      finding.time(times.klog(a, i + 1, i + KLOG_SHORTEST_BYTES, finding.observed()));
    }
    behind = i + KLOG_SHORTEST_BYTES;
    while (behind < limit && a[behind] != ']') {
      behind++;
    }
    behind = Math.min(behind + 1, limit);
    return Kind.KLOG;
  }

  /** Index behind a terminal's color, or the one given. */
  private static int behindColor(byte[] a, int from, int limit) {
    int i = from;
    while (limit - i > 2 && a[i] == ESCAPE && a[i + 1] == '[') {
      int m = i + 2;
      while (m < limit && (Digits.isDigit(a[m]) || a[m] == ';')) {
        m++;
      }
      if (m == limit || a[m] != 'm') {
        return i;
      }
      i = m + 1;
    }
    return i;
  }

  /**
   * A word that begins the line: in brackets or before a colon as it is, or in capitals before a
   * space.
   */
  private static void firstWord(byte[] a, int from, int limit, Finding finding) {
    boolean bracket = a[from] == '[';
    int word = bracket ? from + 1 : from;
    while (bracket && word < limit && a[word] == ' ') {
      word++;
    }
    int end = Levels.lettersEnd(a, word, limit);
    int number = end < 0 ? 0 : Levels.number(a, word, end);
    if (number == 0) {
      return;
    }
    byte next = end < limit ? a[end] : (byte) ' ';
    boolean good =
        bracket
            ? next == ']' || next == ' '
            : next == ':' || (isCapitals(a, word, end) && isEndOfWord(next));
    if (good) {
      finding.severity(number, Levels.text(a, word, end));
    }
  }

  private static boolean isEndOfWord(byte b) {
    return switch (b) {
      case ' ', '\t', ':', '[', ']', '(', '|', ',', '-', ESCAPE -> true;
      default -> false;
    };
  }

  private static boolean isCapitals(byte[] a, int from, int end) {
    for (int i = from; i < end; i++) {
      if (a[i] > 'Z') {
        return false;
      }
    }
    return true;
  }

  private static void wordBehindStamp(byte[] a, int from, int limit, Finding finding) {
    boolean named = false;
    int i = from;
    for (int tokens = 0; tokens < MAX_TOKENS; tokens++) {
      boolean divided = false;
      while (i < limit && (isBetween(a[i]) || a[i] == ESCAPE)) {
        divided |= a[i] == '-' || a[i] == '|';
        int next = a[i] == ESCAPE ? behindColor(a, i, limit) : i + 1;
        if (next == i) {
          return;
        }
        i = next;
      }
      if (i >= limit) {
        return;
      }
      if (a[i] == '[' || a[i] == '(') {
        int close = closing(a, i, limit);
        if (close < 0 || isLevelInside(a, i + 1, close, finding)) {
          return;
        }
        i = close + 1;
        continue;
      }
      if (tokens == 0 && isLevelOfChannel(a, i, limit, finding)) {
        return;
      }
      int end = Levels.lettersEnd(a, i, limit);
      if (end > i && isLevel(a, i, end, limit, tokens == 0, named, finding)) {
        return;
      }
      if (!Digits.isDigit(a[i])) {
        // A name may stand here once, or it is a sentence that has begun.
        if (named || !(divided || isNameBeforeColon(a, i, limit))) {
          return;
        }
        named = !divided;
      }
      i = tokenEnd(a, i, limit);
    }
  }

  private static boolean isBetween(byte b) {
    return b == ' ' || b == '\t' || b == ']' || b == '-' || b == '|' || b == ',' || b == ':';
  }

  private static int tokenEnd(byte[] a, int from, int limit) {
    int i = from;
    while (i < limit && a[i] != ' ' && a[i] != '\t' && a[i] != '|') {
      i++;
    }
    return i;
  }

  /** A user or program between a number and {@code LEVEL:}, as PostgreSQL has it. */
  private static boolean isNameBeforeColon(byte[] a, int from, int limit) {
    int next = tokenEnd(a, from, limit) + 1;
    int end = next < limit ? Levels.lettersEnd(a, next, limit) : -1;
    return end > next && end < limit && a[end] == ':' && isCapitals(a, next, end);
  }

  /**
   * Takes a level in capitals; behind a name only before a colon, and first of all in any letters.
   */
  private static boolean isLevel(
      byte[] a, int from, int end, int limit, boolean first, boolean named, Finding finding) {
    int behind = Levels.stepEnd(a, end, limit);
    int number = Levels.number(a, from, end, behind);
    byte next = behind < limit ? a[behind] : (byte) ' ';
    if (number == 0
        || !isEndOfWord(next)
        || (named && next != ':')
        || !(first || next == ':' || next == '\t' || isCapitals(a, from, end))) {
      return false;
    }
    finding.severity(number, Levels.text(a, from, behind));
    return true;
  }

  /** {@code app.ERROR:}, a channel with a level, as Monolog has it. */
  private static boolean isLevelOfChannel(byte[] a, int from, int limit, Finding finding) {
    int colon = tokenEnd(a, from, limit) - 1;
    int word = colon;
    while (word > from && Levels.isLetter(a[word - 1])) {
      word--;
    }
    int number = colon > word && a[colon] == ':' ? Levels.number(a, word, colon) : 0;
    if (number == 0 || word - from < 2 || a[word - 1] != '.' || !isCapitals(a, word, colon)) {
      return false;
    }
    finding.severity(number, Levels.text(a, word, colon));
    return true;
  }

  private static int closing(byte[] a, int from, int limit) {
    byte wanted = (byte) (a[from] == '[' ? ']' : ')');
    for (int i = from + 1; i < limit; i++) {
      if (a[i] == wanted) {
        return i;
      }
    }
    return -1;
  }

  /** {@code [error]}, {@code [ INFO]}, {@code [core:error]}. */
  private static boolean isLevelInside(byte[] a, int from, int close, Finding finding) {
    int word = from;
    for (int i = from; i < close; i++) {
      if (a[i] == ':' || a[i] == ' ') {
        word = i + 1;
      } else if (word < i && !Levels.isLetter(a[i])) {
        word = close;
      }
    }
    int last = close;
    if (word == close) {
      // The last thing is no word; then it may be the first.
      word = from;
      last = Levels.lettersEnd(a, from, close);
      if (last >= 0 && last < close && !isBehindWordInside(a[last])) {
        return false;
      }
    }
    if (last < 0 || Levels.lettersEnd(a, word, last) != last) {
      return false;
    }
    int number = Levels.number(a, word, last);
    if (number != 0) {
      finding.severity(number, Levels.text(a, word, last));
    }
    return number != 0;
  }

  /** What may follow a level in brackets; {@code -} and digits go on with a thread's name. */
  private static boolean isBehindWordInside(byte b) {
    return b == ' ' || b == '\t' || b == ':';
  }

  /**
   * The time of the common log format: its bracket stands behind {@code -}, which begins the second
   * or third word, or begins that word itself.
   */
  private void common(byte[] a, int from, int limit, Finding finding) {
    int words = 0;
    boolean dash = false;
    for (int i = from; i + 1 < limit && words < 5; i++) {
      if (a[i] != ' ') {
        continue;
      }
      words++;
      if (a[i + 1] == '[') {
        finding.time(times.common(a, i + 2, limit));
        return;
      }
      dash |= a[i + 1] == '-';
      if (words == 2 && !dash) {
        return;
      }
    }
  }
}
