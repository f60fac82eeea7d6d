package io.cresset.collectors.node;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A folder with the files of a machine that has everything: of each sub-collector the case that
 * gives most, one upon the other.
 */
record WholeMachine(Path folder) {
  private static final Path CASES = Path.of("src/test/resources/cases/node");

  /** Lines of these are the machine's all together. */
  private static final Set<String> JOINED = Set.of("bus", "options", "statvfs");

  /** Here everything runs. */
  private static final String DISABLING = "disable: ";

  private static final Set<String> EXPECTATIONS = Set.of("expected.txt", "expected-error.txt");

  /**
   * Nothing that opens this file can read it: the kernel has nothing at its beginning. As root one
   * may read any other.
   */
  private static final Path UNREADABLE = Path.of("/proc/self/mem");

  static WholeMachine in(Path folder) throws IOException {
    WholeMachine machine = new WholeMachine(folder);
    for (NodePart part : NodePart.values()) {
      machine.add(best(CASES.resolve(part.id())));
    }
    return machine;
  }

  private static Path best(Path cases) throws IOException {
    Path best = cases;
    long most = -1;
    try (Stream<Path> all = Files.list(cases)) {
      for (Path dir : all.sorted().toList()) {
        Path expected = dir.resolve("expected.txt");
        if (Files.exists(expected) && !disables(dir)) {
          List<String> lines = Files.readAllLines(expected);
          boolean fine =
              lines.stream().noneMatch(line -> line.matches("(failed, |WARNING |\\d+ dupl).*"));
          if (fine && lines.size() > most) {
            best = dir;
            most = lines.size();
          }
        }
      }
    }
    return best;
  }

  private static boolean disables(Path dir) throws IOException {
    Path options = dir.resolve("options");
    return Files.exists(options) && Files.readString(options).contains(DISABLING);
  }

  /** Puts the files of a folder over those that are there. */
  void add(Path from) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            put(file, folder.resolve(from.relativize(file).toString()));
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static void put(Path file, Path target) throws IOException {
    String name = String.valueOf(file.getFileName());
    if (EXPECTATIONS.contains(name)) {
      return;
    }
    Files.createDirectories(target.resolveSibling("."));
    if (JOINED.contains(name)) {
      Files.write(
          target, Files.readAllBytes(file), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } else if (!Files.isDirectory(target)) {
      // A link stays one, as those of /sys are.
      Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING, LinkOption.NOFOLLOW_LINKS);
    }
  }

  /** Makes reads of a file fail as those fail whose driver gives an error. */
  Path makeUnreadable(String file) throws IOException {
    Path path = folder.resolve(file);
    Files.delete(path);
    return Files.createSymbolicLink(path, UNREADABLE);
  }

  void remove(String dir) throws IOException {
    Files.walkFileTree(
        folder.resolve(dir),
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
              throws IOException {
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
