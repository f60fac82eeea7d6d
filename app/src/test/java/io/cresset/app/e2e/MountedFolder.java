package io.cresset.app.e2e;

import io.cresset.testkit.Peers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** A small file system in memory, mounted for one test; root alone may do that. */
final class MountedFolder implements AutoCloseable {
  private final Path path;

  private MountedFolder(Path path) {
    this.path = path;
  }

  /**
   * @param size as mount(8) has it, such as {@code 6m}
   */
  static MountedFolder tmpfs(Path path, String size) {
    Path mount = Peers.require("mount");
    boolean root = "root".equals(System.getProperty("user.name"));
    if (!root && !"required".equals(System.getenv("CRESSET_PEERS"))) {
      Assumptions.abort("only root can mount a file system");
    }
    try {
      Files.createDirectories(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    run(List.of(mount.toString(), "-t", "tmpfs", "-o", "size=" + size, "tmpfs", path.toString()));
    return new MountedFolder(path);
  }

  Path path() {
    return path;
  }

  /**
   * @param option {@code ro} or {@code rw}
   */
  void remount(String option) {
    run(List.of("mount", "-o", "remount," + option, path.toString()));
  }

  /** Whether files may be created and deleted in a folder of it, for root too. */
  void mayChange(Path inside, boolean allowed) {
    run(List.of(Peers.require("chattr").toString(), allowed ? "-i" : "+i", inside.toString()));
  }

  private static void run(List<String> command) {
    try {
      Process process =
          new ProcessBuilder(new ArrayList<>(command)).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new AssertionError(command + ": " + said);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }

  /** Whoever still has a file open there keeps it until it ends; nobody else sees it any more. */
  @Override
  public void close() {
    run(List.of("umount", "--lazy", path.toString()));
  }
}
