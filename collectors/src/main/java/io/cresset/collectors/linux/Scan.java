package io.cresset.collectors.linux;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.collect.CollectFailure.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Walks over the bytes of a file of the kernel: line by line, and within a line field by field
 * (between any number of blanks) or cell by cell (between single spaces). Good until the buffer
 * below it is read into again.
 */
public final class Scan {
  private final String source;
  private final byte[] bytes;
  private final int end;
  private int nextLine;
  private int lineNumber;
  private int at;
  private int lineStart;
  private int lineEnd;
  private int from;
  private int to;

  /**
   * @param source names the file in messages
   */
  public Scan(String source, byte[] bytes, int end) {
    this.source = source;
    this.bytes = bytes;
    this.end = end;
  }

  public static Scan of(String source, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    return new Scan(source, bytes, bytes.length);
  }

  /** Goes to the next line; false behind the last. */
  public boolean nextLine() {
    if (nextLine >= end) {
      return false;
    }
    at = nextLine;
    lineStart = at;
    lineEnd = at;
    while (lineEnd < end && bytes[lineEnd] != '\n') {
      lineEnd++;
    }
    nextLine = lineEnd + 1;
    lineNumber++;
    from = at;
    to = at;
    return true;
  }

  /** Goes to the next field of this line; false if there is none left. */
  public boolean nextField() {
    while (at < lineEnd && isBlank(bytes[at])) {
      at++;
    }
    from = at;
    while (at < lineEnd && !isBlank(bytes[at])) {
      at++;
    }
    to = at;
    return to > from;
  }

  /** Goes to the next field and demands one. */
  public Scan field() throws CollectFailure {
    if (!nextField()) {
      throw malformed("ends too early");
    }
    return this;
  }

  /** Goes to the next cell, which may be empty; false if the line has ended. */
  public boolean nextCell() {
    if (at > lineEnd) {
      return false;
    }
    from = at;
    while (at < lineEnd && bytes[at] != ' ') {
      at++;
    }
    to = at;
    at++;
    return true;
  }

  /**
   * Goes to what stands before the last of a character in this line; the next field begins behind
   * it. False, without going anywhere, if the line does not have that character.
   */
  public boolean nextBeforeLast(char mark) {
    for (int i = lineEnd - 1; i >= at; i--) {
      if (bytes[i] == mark) {
        from = at;
        to = i;
        at = i + 1;
        while (from < to && isBlank(bytes[from])) {
          from++;
        }
        return true;
      }
    }
    return false;
  }

  /**
   * Goes to what stands between the first of one character and the last of another; the next field
   * begins behind it. False, without going anywhere, if the line does not have both in this order.
   */
  public boolean nextWithin(char open, char close) {
    int first = at;
    while (first < lineEnd && bytes[first] != open) {
      first++;
    }
    int last = lineEnd - 1;
    while (last > first && bytes[last] != close) {
      last--;
    }
    if (last <= first) {
      return false;
    }
    from = first + 1;
    to = last;
    at = last + 1;
    return true;
  }

  /** Like {@link #nextBeforeLast}, but before the first of that character. */
  public boolean nextBefore(char mark) {
    for (int i = at; i < lineEnd; i++) {
      if (bytes[i] == mark) {
        from = at;
        to = i;
        at = i + 1;
        while (from < to && isBlank(bytes[from])) {
          from++;
        }
        return true;
      }
    }
    return false;
  }

  /** What is left of this line's fields. */
  public List<String> fields() {
    List<String> left = new ArrayList<>();
    while (nextField()) {
      left.add(text());
    }
    return left;
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t' || b == '\r';
  }

  /** The current field or cell. */
  public String text() {
    return new String(bytes, from, to - from, UTF_8);
  }

  public boolean is(String ascii) {
    return to - from == ascii.length() && startsWith(ascii);
  }

  public boolean startsWith(String ascii) {
    if (to - from < ascii.length()) {
      return false;
    }
    for (int i = 0; i < ascii.length(); i++) {
      if (bytes[from + i] != ascii.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** This line. */
  public String line() {
    return new String(bytes, lineStart, lineEnd - lineStart, UTF_8);
  }

  /** The whole file as it is. */
  public String whole() {
    return new String(bytes, 0, end, UTF_8);
  }

  /** The whole file without blanks and line ends around it. */
  public String trimmed() {
    int first = 0;
    int last = end;
    while (first < last && (isBlank(bytes[first]) || bytes[first] == '\n')) {
      first++;
    }
    while (last > first && (isBlank(bytes[last - 1]) || bytes[last - 1] == '\n')) {
      last--;
    }
    return new String(bytes, first, last - first, UTF_8);
  }

  /** The current field as an unsigned decimal of 64 bits; skip {@code skip} bytes of it. */
  public long unsigned(int skip) throws CollectFailure {
    int i = from + skip;
    if (i >= to) {
      throw notANumber();
    }
    long value = 0;
    for (; i < to; i++) {
      int digit = bytes[i] - '0';
      if (digit < 0 || digit > 9) {
        throw notANumber();
      }
      // 2^64 / 10: a larger value, or this one and a digit above 5, does not fit.
      if (Long.compareUnsigned(value, 1844674407370955161L) > 0
          || (value == 1844674407370955161L && digit > 5)) {
        throw notANumber();
      }
      value = value * 10 + digit;
    }
    return value;
  }

  public long unsigned() throws CollectFailure {
    return unsigned(0);
  }

  /** The current field as a whole number that may be negative. */
  public long signed() throws CollectFailure {
    try {
      return Long.parseLong(text());
    } catch (NumberFormatException e) {
      throw notANumber();
    }
  }

  /** The current field as an unsigned hexadecimal number of 64 bits. */
  public long hex() throws CollectFailure {
    try {
      return Long.parseUnsignedLong(text(), 16);
    } catch (NumberFormatException e) {
      throw notANumber();
    }
  }

  /** The current field, an unsigned number of the kernel's, as Prometheus has it. */
  public double count() throws CollectFailure {
    return asDouble(unsigned());
  }

  /** An unsigned number of 64 bits, rounded as Go and C round it. */
  public static double asDouble(long unsigned) {
    if (unsigned >= 0) {
      return unsigned;
    }
    // Halve it, keeping a lost bit for the rounding, and double the result.
    return ((unsigned >>> 1) | (unsigned & 1)) * 2.0;
  }

  /** The current field as a decimal fraction. */
  public double decimal() throws CollectFailure {
    // The JDK also takes words, hexadecimal digits and type suffixes, which no file here has.
    for (int i = from; i < to; i++) {
      if ("0123456789.+-e".indexOf(bytes[i]) < 0) {
        throw notANumber();
      }
    }
    try {
      return Double.parseDouble(text());
    } catch (NumberFormatException e) {
      throw notANumber();
    }
  }

  private CollectFailure notANumber() {
    return malformed("'" + text() + "' is not a number");
  }

  /** What is wrong with the current line. */
  public CollectFailure malformed(String what) {
    String place = lineNumber == 0 ? source : source + ":" + lineNumber;
    return new CollectFailure(Kind.MALFORMED, place + ": " + what, "");
  }
}
