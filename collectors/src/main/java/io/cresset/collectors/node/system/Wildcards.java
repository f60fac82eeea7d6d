package io.cresset.collectors.node.system;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.PatternSyntaxException;

/** Finds paths by names with {@code *}, {@code ?} and {@code [a-z]} in them. */
final class Wildcards {
  private Wildcards() {}

  /**
   * All that match, sorted; the text as it is if nothing does.
   *
   * @throws InvalidPathException the text is no path, as one that is not ASCII in the locale C
   */
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
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, name)) {
      return sorted(all);
    } catch (IOException | PatternSyntaxException e) {
      return List.of();
    }
  }

  /**
   * What a folder has.
   *
   * @throws IOException also for a fault of the disk amid the listing, which the JDK wraps
   */
  static List<Path> sorted(DirectoryStream<Path> folder) throws IOException {
    List<Path> found = new ArrayList<>();
    try {
      folder.forEach(found::add);
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    found.sort(null);
    return found;
  }
}
