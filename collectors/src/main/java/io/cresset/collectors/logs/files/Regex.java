package io.cresset.collectors.logs.files;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/**
 * A regular expression of the user's, in RE2's syntax: it takes time in proportion to the text,
 * whatever it is.
 */
public final class Regex {
  private final Pattern pattern;

  private Regex(Pattern pattern) {
    this.pattern = pattern;
  }

  /**
   * @throws IllegalArgumentException with a message for the user
   */
  public static Regex parse(String text) {
    try {
      return new Regex(Pattern.compile(text));
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a regular expression of RE2: " + e.getMessage(), e);
    }
  }

  Pattern pattern() {
    return pattern;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Regex that && toString().equals(that.toString());
  }

  @Override
  public int hashCode() {
    return toString().hashCode();
  }

  @Override
  public String toString() {
    return pattern.pattern();
  }
}
