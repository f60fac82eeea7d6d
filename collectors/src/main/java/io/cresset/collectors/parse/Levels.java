package io.cresset.collectors.parse;

import io.cresset.api.model.Severity;
import io.cresset.api.text.Digits;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The words and numbers by which programs say how severe a line is, as OpenTelemetry's severity
 * numbers. The words of syslog are mapped as {@link Severity#ofSyslog} maps their numbers.
 */
public final class Levels {
  /** No word here is longer. */
  public static final int MAX_WORD_BYTES = 13;

  private static final int TRACE = Severity.TRACE;
  private static final int CRITICAL = Severity.ERROR2;
  private static final int ALERT = Severity.ERROR3;

  private static final Map<String, Integer> WORDS =
      Map.ofEntries(
          Map.entry("trace", TRACE),
          Map.entry("trc", TRACE),
          Map.entry("verbose", TRACE),
          Map.entry("finer", TRACE),
          Map.entry("finest", TRACE),
          Map.entry("debug", Severity.DEBUG),
          Map.entry("dbg", Severity.DEBUG),
          Map.entry("debu", Severity.DEBUG),
          Map.entry("fine", Severity.DEBUG),
          Map.entry("info", Severity.INFO),
          Map.entry("inf", Severity.INFO),
          Map.entry("information", Severity.INFO),
          Map.entry("informational", Severity.INFO),
          Map.entry("log", Severity.INFO),
          Map.entry("notice", Severity.INFO2),
          Map.entry("warn", Severity.WARN),
          Map.entry("wrn", Severity.WARN),
          Map.entry("warning", Severity.WARN),
          Map.entry("error", Severity.ERROR),
          Map.entry("err", Severity.ERROR),
          Map.entry("erro", Severity.ERROR),
          Map.entry("eror", Severity.ERROR),
          Map.entry("severe", Severity.ERROR),
          Map.entry("critical", CRITICAL),
          Map.entry("crit", CRITICAL),
          Map.entry("alert", ALERT),
          Map.entry("emergency", Severity.FATAL),
          Map.entry("emerg", Severity.FATAL),
          Map.entry("fatal", Severity.FATAL),
          Map.entry("fata", Severity.FATAL),
          Map.entry("ftl", Severity.FATAL),
          Map.entry("panic", Severity.FATAL),
          Map.entry("dpanic", Severity.FATAL));

  private static final int SLOTS = 128;
  private static final Word[] TABLE = table();

  /** A word in the three ways in which it is written as a rule. */
  private record Word(byte[] lower, String[] forms, int number) {}

  private Levels() {}

  private static Word[] table() {
    Word[] table = new Word[SLOTS];
    WORDS.forEach(
        (word, number) -> {
          String upper = word.toUpperCase(Locale.ROOT);
          String[] forms = {word, upper.charAt(0) + word.substring(1), upper};
          byte[] lower = word.getBytes(StandardCharsets.US_ASCII);
          int slot = slot(lower, 0, lower.length);
          while (table[slot] != null) {
            slot = (slot + 1) % SLOTS;
          }
          table[slot] = new Word(lower, forms, number);
        });
    return table;
  }

  private static int slot(byte[] a, int from, int end) {
    int hash = 0;
    for (int i = from; i < end; i++) {
      hash = hash * 31 + (a[i] | 0x20);
    }
    return (hash ^ hash >>> 7) & (SLOTS - 1);
  }

  public static boolean isLetter(byte b) {
    int lower = b | 0x20;
    return lower >= 'a' && lower <= 'z';
  }

  /** Index behind the letters that begin here, or -1 if there are more than any word has. */
  public static int lettersEnd(byte[] a, int from, int end) {
    int limit = Math.min(end, from + MAX_WORD_BYTES + 1);
    int i = from;
    while (i < limit && isLetter(a[i])) {
      i++;
    }
    return i - from > MAX_WORD_BYTES ? -1 : i;
  }

  /** The severity that letters mean, {@link Severity#UNSPECIFIED} if they are no such word. */
  public static int number(byte[] a, int from, int end) {
    Word word = end - from < 3 ? null : word(a, from, end);
    return word == null ? Severity.UNSPECIFIED : word.number;
  }

  /**
   * Index behind the steps above or below a level, as in {@code INFO+2} of Go's slog; the one given
   * if there are none. Two digits are somebody's own: {@code ERROR-42} is an error's number.
   */
  public static int stepEnd(byte[] a, int from, int end) {
    boolean isStep =
        from + 1 < end
            && (a[from] == '+' || a[from] == '-')
            && Digits.isDigit(a[from + 1])
            && (from + 2 == end || !Digits.isDigit(a[from + 2]));
    return isStep ? from + 2 : from;
  }

  /** The severity of letters with steps behind them, which {@link #stepEnd} has found. */
  public static int number(byte[] a, int from, int end, int stepEnd) {
    int number = number(a, from, end);
    if (stepEnd == end || number < Severity.DEBUG || number > Severity.ERROR || number % 4 != 1) {
      return stepEnd == end ? number : Severity.UNSPECIFIED;
    }
    int steps = Digits.number(a, end + 1, stepEnd - end - 1);
    return Math.clamp(number + (a[end] == '-' ? -steps : steps), 1, 24);
  }

  /** What is written here, which {@link #number} knows. */
  public static String text(byte[] a, int from, int end) {
    Word word = word(a, from, end);
    if (word != null) {
      String form = word.forms[a[from] >= 'a' ? 0 : a[from + 1] >= 'a' ? 1 : 2];
      if (isWritten(form, a, from)) {
        return form;
      }
    }
    return new String(a, from, end - from, StandardCharsets.US_ASCII);
  }

  private static boolean isWritten(String form, byte[] a, int from) {
    for (int i = 0; i < form.length(); i++) {
      if (a[from + i] != form.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static @Nullable Word word(byte[] a, int from, int end) {
    int slot = slot(a, from, end);
    while (TABLE[slot] instanceof Word word) {
      if (isWord(word.lower, a, from, end)) {
        return word;
      }
      slot = (slot + 1) % SLOTS;
    }
    return null;
  }

  private static boolean isWord(byte[] lower, byte[] a, int from, int end) {
    if (lower.length != end - from) {
      return false;
    }
    for (int i = 0; i < lower.length; i++) {
      if (lower[i] != (a[from + i] | 0x20)) {
        return false;
      }
    }
    return true;
  }

  /** The severity of klog's letter. */
  public static int ofKlog(byte letter) {
    return switch (letter) {
      case 'I' -> Severity.INFO;
      case 'W' -> Severity.WARN;
      case 'E' -> Severity.ERROR;
      case 'F' -> Severity.FATAL;
      default -> Severity.UNSPECIFIED;
    };
  }

  /** What MongoDB's {@code s} says: klog's letters, and D with an optional digit. */
  public static int ofLetter(String text) {
    if (text.length() == 1 && text.charAt(0) < 0x80) {
      byte letter = (byte) text.charAt(0);
      return letter == 'D' ? Severity.DEBUG : ofKlog(letter);
    }
    return text.matches("D[1-5]") ? Severity.DEBUG : Severity.UNSPECIFIED;
  }

  /** Whether a level is written as a number. */
  public static boolean isNumber(String text) {
    String word = text.strip();
    return !word.isEmpty() && word.charAt(0) >= '0' && word.charAt(0) <= '9';
  }

  /** What a field says that holds a level as a word or a number. */
  public static int ofText(String text) {
    String word = text.strip();
    if (word.length() > MAX_WORD_BYTES || word.isEmpty()) {
      return Severity.UNSPECIFIED;
    }
    if (isNumber(word)) {
      return word.length() <= 4 && word.chars().allMatch(c -> c >= '0' && c <= '9')
          ? ofNumber(Integer.parseInt(word))
          : Severity.UNSPECIFIED;
    }
    byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
    int letters = lettersEnd(bytes, 0, bytes.length);
    return letters > 0 && stepEnd(bytes, letters, bytes.length) == bytes.length
        ? number(bytes, 0, letters, bytes.length)
        : Severity.UNSPECIFIED;
  }

  /**
   * The scales of numbers in use, which do not overlap: 0 to 7 is syslog's (GELF), 10 to 69 that of
   * bunyan and pino, in tens from TRACE to FATAL, 100 to 600 Monolog's.
   */
  public static int ofNumber(long level) {
    if (level < 0 || level > 600 || (level > 7 && level < 10) || (level > 69 && level < 100)) {
      return Severity.UNSPECIFIED;
    }
    int number = (int) level;
    if (number <= 7) {
      return Severity.ofSyslog(number);
    }
    if (number < 70) {
      return (number / 10 - 1) * 4 + 1;
    }
    return number < 200
        ? Severity.DEBUG
        : number < 250
            ? Severity.INFO
            : number < 300
                ? Severity.INFO2
                : number < 400
                    ? Severity.WARN
                    : number < 500
                        ? Severity.ERROR
                        : number < 550 ? CRITICAL : number < 600 ? ALERT : Severity.FATAL;
  }

  /** OpenTelemetry's word for a level that was given as a number. */
  public static String name(int severity) {
    return switch ((severity - 1) / 4) {
      case 0 -> "TRACE";
      case 1 -> "DEBUG";
      case 2 -> "INFO";
      case 3 -> "WARN";
      case 4 -> "ERROR";
      default -> "FATAL";
    };
  }

  /** A number of OpenTelemetry's own scale. */
  public static OptionalInt ofOtel(long number) {
    return number >= 1 && number <= 24 ? OptionalInt.of((int) number) : OptionalInt.empty();
  }
}
