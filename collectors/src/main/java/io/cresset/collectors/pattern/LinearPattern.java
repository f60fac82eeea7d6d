package io.cresset.collectors.pattern;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A pattern that a user wrote, in RE2's language, which takes linear time for any text: without
 * look-around and back-references. Bytes that are not UTF-8 are taken for Latin-1, each byte a
 * character.
 */
public final class LinearPattern {
  private static final int MAX_CHARS = 4096;

  /**
   * Instructions that a pattern may become. All of them may have to be tried at each byte, some 30
   * ns each: at the worst 64 KiB take two seconds. {@code (a?){1000}} has 2,000, one that takes a
   * line of a log apart 50 to 300.
   */
  private static final int MAX_INSTRUCTIONS = 1000;

  private final String text;
  private final Pattern pattern;
  private final List<Group> groups;

  /** A group with a name. */
  public record Group(String name, int number) {}

  private LinearPattern(String text, Pattern pattern) {
    this.text = text;
    this.pattern = pattern;
    List<Group> named = new ArrayList<>();
    for (Map.Entry<String, Integer> entry : pattern.namedGroups().entrySet()) {
      named.add(new Group(entry.getKey(), entry.getValue()));
    }
    named.sort((a, b) -> Integer.compare(a.number, b.number));
    this.groups = List.copyOf(named);
  }

  /**
   * @throws IllegalArgumentException with a message for the user
   */
  public static LinearPattern parse(String text) {
    if (text.isEmpty() || text.length() > MAX_CHARS) {
      throw new IllegalArgumentException(
          "a pattern has 1 to "
              + MAX_CHARS
              + " characters, not "
              + text.length()
              + (text.isEmpty() ? "; '^$' fits only an empty text" : ""));
    }
    LinearPattern parsed = compile(text);
    if (parsed.instructions() > MAX_INSTRUCTIONS) {
      throw new IllegalArgumentException(
          "'%s' would try %,d things at each byte of a text, and at most %,d can be; numbers in braces make a pattern large"
              .formatted(text, parsed.instructions(), MAX_INSTRUCTIONS));
    }
    return parsed;
  }

  private static LinearPattern compile(String text) {
    try {
      return new LinearPattern(text, Pattern.compile(text));
    } catch (PatternSyntaxException e) {
      String where = e.getPattern().isEmpty() ? "" : ": '" + e.getPattern() + "'";
      throw new IllegalArgumentException(
          "'%s' is not a pattern: %s%s%s"
              .formatted(text, e.getDescription(), where, hint(e.getPattern())),
          e);
    } catch (RuntimeException | StackOverflowError e) {
      throw new IllegalArgumentException("'" + text + "' is not a pattern that can be read", e);
    }
  }

  private static String hint(String part) {
    boolean around =
        part.startsWith("(?=")
            || part.startsWith("(?!")
            || part.startsWith("(?<=")
            || part.startsWith("(?<!");
    return around ? "; there is no looking ahead or behind in RE2's patterns" : "";
  }

  /** How much there may be to do at each byte of a text. */
  public int instructions() {
    return pattern.programSize();
  }

  /** The groups with names, in the order in which they begin. */
  public List<Group> groups() {
    return groups;
  }

  public boolean hasGroup(String name) {
    return groups.stream().anyMatch(group -> group.name.equals(name));
  }

  /** How many groups there are, named or not. */
  public int groupCount() {
    return pattern.groupCount();
  }

  /** Whether it is found anywhere in this text. */
  public boolean isIn(String text) {
    return pattern.matcher(text).find();
  }

  /** Whether it is all of this text. */
  public boolean isAllOf(String text) {
    return pattern.matcher(text).matches();
  }

  /**
   * What the groups with names have where it is first found in this text, by name; empty text for
   * one that has no part in the match. Nothing if it is not found.
   */
  public Optional<SortedMap<String, String>> captures(String text) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      return Optional.empty();
    }
    SortedMap<String, String> captures = new TreeMap<>();
    for (Group group : groups) {
      String captured = matcher.group(group.number);
      captures.put(group.name, captured == null ? "" : captured);
    }
    return Optional.of(captures);
  }

  /** Whether it is found anywhere in these bytes. */
  public boolean isIn(ByteSlice bytes) {
    return matcher(bytes).find();
  }

  /** What is found in these bytes, from the first on. */
  public Matches in(ByteSlice bytes) {
    return new Matches(matcher(bytes), bytes);
  }

  private Matcher matcher(ByteSlice bytes) {
    byte[] own = bytes.toByteArray();
    return Utf8.isValid(bytes)
        ? pattern.matcher(own)
        : pattern.matcher(new String(own, StandardCharsets.ISO_8859_1));
  }

  /** One match after another. */
  public static final class Matches {
    private final Matcher matcher;
    private final ByteSlice bytes;

    private Matches(Matcher matcher, ByteSlice bytes) {
      this.matcher = matcher;
      this.bytes = bytes;
    }

    public boolean next() {
      return matcher.find();
    }

    /** Index of a group's first byte; 0 is the whole match. -1 if it has no part in the match. */
    public int start(int group) {
      return matcher.start(group);
    }

    /** Index behind a group's last byte. */
    public int end(int group) {
      return matcher.end(group);
    }

    /** The bytes of a group, by reference; empty if it has no part in the match. */
    public Optional<ByteSlice> group(int group) {
      int start = matcher.start(group);
      return start < 0
          ? Optional.empty()
          : Optional.of(bytes.slice(start, matcher.end(group) - start));
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LinearPattern that && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
