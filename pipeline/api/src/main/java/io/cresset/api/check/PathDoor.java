package io.cresset.api.check;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A file or folder that is read. */
public final class PathDoor {
  private PathDoor() {}

  /**
   * @param name under which it stands in the component's configuration, such as {@code procfs}
   */
  public static Door readable(Path path, String name, DoorContext context) {
    return Door.local(name, () -> List.of(look(path, name, context)));
  }

  /** The same, at once; for a door that looks at several. */
  public static Finding look(Path path, String name, DoorContext context) {
    if (Files.notExists(path)) {
      return Finding.fail(
          name,
          path + " does not exist",
          "put it there, or set " + context.key(name) + " to another");
    }
    if (!Files.exists(path)) {
      return Finding.fail(
          name,
          path + " is out of reach: a folder above it may not be entered",
          "let " + user() + " enter the folders above it, or set " + context.key(name));
    }
    boolean folder = Files.isDirectory(path);
    if (!Files.isReadable(path) || (folder && !Files.isExecutable(path))) {
      return Finding.fail(
          name,
          path + " may not be read",
          "let " + user() + " read it, or set " + context.key(name) + " to another");
    }
    if (!folder) {
      try (InputStream in = Files.newInputStream(path)) {
        int _ = in.read();
      } catch (IOException e) {
        return Finding.fail(
            name,
            path + " cannot be read: " + e.getMessage(),
            "look at the file and at the disk that it is on, or set " + context.key(name));
      }
    }
    return Finding.ok(name, path + " can be read");
  }

  /** Who tries, for remedies. */
  public static String user() {
    return "the user " + System.getProperty("user.name", "of Cresset");
  }
}
