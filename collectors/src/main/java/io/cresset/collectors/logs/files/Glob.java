package io.cresset.collectors.logs.files;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.PatternSyntaxException;

/**
 * Files by a pattern of absolute paths: {@code *} and {@code ?} within a name, {@code [a-c]},
 * {@code {a,b}}, and {@code **} across folders. A folder between two {@code **}'s slashes may be
 * missing: {@code /var/**}{@code /x.log} means {@code /var/x.log} too.
 */
public final class Glob {
  /** How deep below its root {@code **} looks. */
  private static final int MAX_DEPTH = 16;

  private final String text;
  private final Path root;
  private final List<PathMatcher> names = new ArrayList<>();

  /** Index of the first part that is {@code **}; the count of parts if there is none. */
  private int deep;

  private final List<PathMatcher> whole = new ArrayList<>();

  private Glob(String text) {
    this.text = text;
    String[] parts = text.substring(1).split("/", -1);
    Path fixed = Path.of("/");
    int at = 0;
    while (at < parts.length - 1 && !isPattern(parts[at])) {
      fixed = fixed.resolve(parts[at]);
      at++;
    }
    this.root = fixed;
    deep = parts.length - at;
    for (int i = at; i < parts.length; i++) {
      if (parts[i].contains("**") && deep == parts.length - at) {
        deep = i - at;
      }
      names.add(matcher(parts[i]));
    }
    whole.add(matcher(text));
    if (text.contains("/**/")) {
      whole.add(matcher(text.replace("/**/", "/")));
    }
  }

  private static boolean isPattern(String part) {
    return part.matches(".*[*?\\[{\\\\].*");
  }

  private static PathMatcher matcher(String pattern) {
    return FileSystems.getDefault().getPathMatcher("glob:" + pattern);
  }

  /**
   * @throws IllegalArgumentException with a message for the user
   */
  public static Glob parse(String text) {
    if (!text.startsWith("/")) {
      throw new IllegalArgumentException(
          "'" + text + "' is not an absolute path; write one, such as /var/log/*.log");
    }
    if (text.endsWith("/")) {
      throw new IllegalArgumentException(
          "'" + text + "' is a folder; write which files in it, such as " + text + "*.log");
    }
    if (text.matches(".*\\{[^}]*/.*")) {
      throw new IllegalArgumentException(
          "'" + text + "' has a / within { }; write one pattern for each folder");
    }
    try {
      return new Glob(text);
    } catch (PatternSyntaxException | java.nio.file.InvalidPathException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a pattern of paths: " + e.getMessage(), e);
    }
  }

  /** The folder up to which nothing of it is a pattern. */
  Path root() {
    return root;
  }

  boolean matches(Path file) {
    for (PathMatcher each : whole) {
      if (each.matches(file)) {
        return true;
      }
    }
    return false;
  }

  /** Whether files that match may lie in a folder or below it. */
  boolean enters(Path folder) {
    if (!folder.startsWith(root)) {
      return false;
    }
    int depth = folder.getNameCount() - root.getNameCount();
    for (int i = 0; i < Math.min(depth, deep); i++) {
      if (!names.get(i).matches(folder.getName(root.getNameCount() + i))) {
        return false;
      }
    }
    return deep < names.size() ? depth <= deep + MAX_DEPTH : depth < names.size();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Glob that && text.equals(that.text);
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
