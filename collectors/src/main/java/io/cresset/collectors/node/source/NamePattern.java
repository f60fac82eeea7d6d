package io.cresset.collectors.node.source;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/**
 * A user's pattern for names, in RE2's syntax. Like node_exporter's it is found anywhere in a name
 * unless it says {@code ^} and {@code $}.
 */
public final class NamePattern {
  private final Pattern pattern;

  private NamePattern(Pattern pattern) {
    this.pattern = pattern;
  }

  /**
   * @throws IllegalArgumentException with a message for the user
   */
  public static NamePattern parse(String text) {
    try {
      return new NamePattern(Pattern.compile(text));
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a regular expression of RE2: " + e.getMessage(), e);
    }
  }

  /** Whether it is all of a name. */
  public boolean isAllOf(String name) {
    return pattern.matcher(name).matches();
  }

  public boolean isIn(String name) {
    return pattern.matcher(name).find();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NamePattern that && toString().equals(that.toString());
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
