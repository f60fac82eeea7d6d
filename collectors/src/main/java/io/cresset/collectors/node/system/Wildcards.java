package io.cresset.collectors.node.system;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.PatternSyntaxException;

/** Finds paths by names with {@code *}, {@code ?} and {@code [a-z]} in them. */
final class Wildcards {
  private Wildcards() {}

  /** All that match, sorted; the text as it is if nothing does. */
  static List<Path> paths(String text) {
    Path pattern = Path.of(text);
    List<Path> found = new ArrayList<>();
    found.add(pattern.isAbsolute() ? Path.of("/") : Path.of(""));
    for (Path name : pattern) {
      List<Path> deeper = new ArrayList<>();
      for (Path folder : found) {
        deeper.addAll(matching(folder, name.toString()));
      }
      found = deeper;
    }
    return found.isEmpty() ? List.of(pattern) : found;
  }

  private static List<Path> matching(Path folder, String name) {
    if (name.chars().noneMatch(c -> "*?[".indexOf(c) >= 0)) {
      Path path = folder.resolve(name);
      return Files.exists(path) ? List.of(path) : List.of();
    }
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, name)) {
      all.forEach(found::add);
    } catch (IOException | PatternSyntaxException e) {
      return List.of();
    }
    found.sort(null);
    return found;
  }
}
