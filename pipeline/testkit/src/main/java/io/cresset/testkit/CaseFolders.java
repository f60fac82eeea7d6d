package io.cresset.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * Runs every case below a folder of {@code src/test/resources}: real input in, expected output or
 * expected error out. A case is a folder that holds {@code expected.txt} or {@code
 * expected-error.txt}; what else it holds is the input, which the subject reads.
 *
 * <p>{@code mvn test -Dcresset.cases.write=true} writes what the subject gives now into the source
 * tree instead of comparing; read the difference before you commit it. A new case is a folder with
 * its input and an empty {@code expected.txt}.
 */
public final class CaseFolders {
  private static final String OUTPUT = "expected.txt";
  private static final String ERROR = "expected-error.txt";
  private static final boolean WRITE = Boolean.getBoolean("cresset.cases.write");

  private CaseFolders() {}

  /** Turns a case's folder into text; what it throws is the case's error, by its message. */
  @FunctionalInterface
  public interface Subject {
    String run(Path caseFolder) throws Exception;
  }

  /**
   * One test per case, for a {@code @TestFactory}.
   *
   * @param root path of a folder on the test class path, such as {@code cases/node/cpu}
   */
  public static Stream<DynamicTest> in(String root, Subject subject) {
    return in(root, subject, WRITE);
  }

  static Stream<DynamicTest> in(String root, Subject subject, boolean write) {
    Path folder = source(root);
    List<Path> cases;
    try (Stream<Path> all = Files.walk(folder)) {
      cases =
          all.filter(Files::isDirectory)
              .filter(dir -> Files.exists(dir.resolve(OUTPUT)) || Files.exists(dir.resolve(ERROR)))
              .sorted()
              .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (cases.isEmpty()) {
      throw new AssertionError("no case below " + root);
    }
    return cases.stream()
        .map(
            dir ->
                DynamicTest.dynamicTest(
                    folder.relativize(dir).toString(), () -> run(dir, subject, write)));
  }

  private static void run(Path dir, Subject subject, boolean write) throws Exception {
    String name;
    String actual;
    try {
      actual = subject.run(dir);
      name = OUTPUT;
    } catch (RuntimeException | AssertionError defect) {
      throw defect;
    } catch (Exception expected) {
      // Paths in it are told from the case's folder on, for the rest differs from machine to
      // machine.
      actual = String.valueOf(expected.getMessage()).replace(dir + "/", "") + "\n";
      name = ERROR;
    }
    if (write) {
      Files.deleteIfExists(dir.resolve(name.equals(OUTPUT) ? ERROR : OUTPUT));
      Files.writeString(dir.resolve(name), actual);
      return;
    }
    assertThat(dir.resolve(name))
        .as("this case ended with %s:%n%s", name.equals(OUTPUT) ? "output" : "an error", actual)
        .exists();
    assertThat(actual).isEqualTo(Files.readString(dir.resolve(name)));
  }

  /** The folder in the source tree, so that writing changes what is committed. */
  private static Path source(String root) {
    URL url =
        Objects.requireNonNull(
            CaseFolders.class.getClassLoader().getResource(root), "no folder " + root);
    try {
      Path built = Path.of(url.toURI());
      Path source = Path.of(built.toString().replace("target/test-classes", "src/test/resources"));
      return Files.isDirectory(source) ? source : built;
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
