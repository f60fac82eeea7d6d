package io.cresset.testkit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/**
 * Finds the real programs that tests run against: in {@code $CRESSET_PEERS_DIR} (else {@code
 * ~/.cache/cresset/peers}), then on the PATH. With {@code CRESSET_PEERS=required}, as in CI, a
 * missing one fails the test; otherwise the test is skipped and says which peer it wanted.
 */
public final class Peers {
  private Peers() {}

  /** The executable of a peer, or the end of this test. */
  public static Path require(String name) {
    return require(name, find(name));
  }

  /**
   * A file that a peer needs besides its executable, such as a module, or the end of this test.
   *
   * @param folders where it may be
   */
  public static Path requirePart(String name, List<Path> folders) {
    return require(
        name,
        folders.stream().map(folder -> folder.resolve(name)).filter(Files::exists).findFirst());
  }

  private static Path require(String name, Optional<Path> found) {
    if (found.isEmpty() && "required".equals(System.getenv("CRESSET_PEERS"))) {
      throw new AssertionError("peer '" + name + "' is required and not installed; see .ci/run");
    }
    Assumptions.assumeTrue(found.isPresent(), () -> "peer '" + name + "' is not installed");
    return found.orElseThrow();
  }

  public static Optional<Path> find(String name) {
    return folders().stream()
        .map(folder -> folder.resolve(name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static List<Path> folders() {
    List<Path> folders = new ArrayList<>();
    String configured = System.getenv("CRESSET_PEERS_DIR");
    String cache = System.getenv("XDG_CACHE_HOME");
    Path peers =
        configured != null
            ? Path.of(configured)
            : (cache != null ? Path.of(cache) : Path.of(System.getProperty("user.home"), ".cache"))
                .resolve("cresset")
                .resolve("peers");
    for (String below : List.of("bin", "deb/usr/bin", "deb/usr/sbin")) {
      folders.add(peers.resolve(below));
    }
    for (String entry : String.valueOf(System.getenv("PATH")).split(":", -1)) {
      folders.add(Path.of(entry));
    }
    folders.add(Path.of("/usr/sbin"));
    folders.add(Path.of("/sbin"));
    return folders;
  }
}
