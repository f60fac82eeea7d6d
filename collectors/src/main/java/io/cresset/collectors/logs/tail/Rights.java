package io.cresset.collectors.logs.tail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/**
 * Who may read a file, or enter and list a folder, for those who say what is in the way.
 *
 * @param shown such as {@code /var/log/pods (rwxr-x--- root adm)}
 * @param byGroup whether its group may
 */
public record Rights(String shown, String owner, String group, boolean byGroup) {

  /** What keeps a folder from being read: itself, or the first above it that lets nobody pass. */
  public static Optional<Path> closedAbove(Path folder, Reach reach) {
    if (Files.exists(folder) && !reach.reads(folder)) {
      return Optional.of(folder);
    }
    for (Path above = folder.getParent(); above != null; above = above.getParent()) {
      if (Files.exists(above) && !reach.passes(above)) {
        return Optional.of(above);
      }
    }
    return Optional.empty();
  }

  /** Empty if not even that is told. */
  public static Optional<Rights> of(Path path) {
    try {
      PosixFileAttributes it = Files.readAttributes(path, PosixFileAttributes.class);
      Set<PosixFilePermission> bits = it.permissions();
      String owner = it.owner().getName();
      String group = it.group().getName();
      return Optional.of(
          new Rights(
              "%s (%s %s %s)".formatted(path, PosixFilePermissions.toString(bits), owner, group),
              owner,
              group,
              bits.contains(PosixFilePermission.GROUP_READ)
                  && (!it.isDirectory() || bits.contains(PosixFilePermission.GROUP_EXECUTE))));
    } catch (IOException | UnsupportedOperationException _) {
      return Optional.empty();
    }
  }

  /** The path, with what is known of it. */
  public static String shown(Path path) {
    return of(path).map(Rights::shown).orElse(path.toString());
  }
}
