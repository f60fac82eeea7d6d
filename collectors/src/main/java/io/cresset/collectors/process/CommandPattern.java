package io.cresset.collectors.process;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Map;
import java.util.Set;

/** A regular expression of the user's for command lines, in RE2's syntax. */
public final class CommandPattern {
  private final Pattern pattern;

  private CommandPattern(Pattern pattern) {
    this.pattern = pattern;
  }

  /**
   * @throws IllegalArgumentException with a message for the user
   */
  public static CommandPattern parse(String text) {
    try {
      return new CommandPattern(Pattern.compile(text));
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a regular expression of RE2: " + e.getMessage(), e);
    }
  }

  /** The names of its groups. */
  Set<String> groups() {
    return pattern.namedGroups().keySet();
  }

  /**
   * Whether it is found.
   *
   * @param captured gets what its named groups have; empty text for one that has no part
   */
  boolean find(String commandLine, Map<String, String> captured) {
    Matcher matcher = pattern.matcher(commandLine);
    if (!matcher.find()) {
      return false;
    }
    for (Map.Entry<String, Integer> group : pattern.namedGroups().entrySet()) {
      String text = matcher.group(group.getValue());
      captured.put(group.getKey(), text == null ? "" : text);
    }
    return true;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CommandPattern that && toString().equals(that.toString());
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
