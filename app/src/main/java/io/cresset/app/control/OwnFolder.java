package io.cresset.app.control;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** A folder that only its owner can enter, and that nobody else has put there. */
final class OwnFolder {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");

  private OwnFolder() {}

  /**
   * Makes it if it is missing.
   *
   * @param uid who must own it
   * @throws IOException in words, if it cannot be made, or is there and cannot be trusted
   */
  static void make(Path folder, long uid) throws IOException {
    try {
      Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    } catch (FileAlreadyExistsException _) {
      check(folder, uid);
    }
  }

  private static void check(Path folder, long uid) throws IOException {
    PosixFileAttributes found =
        Files.readAttributes(folder, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!found.isDirectory()) {
      throw new IOException(folder + " is not a folder; remove it");
    }
    if (owner(folder) != uid) {
      throw new IOException(folder + " belongs to " + found.owner() + "; remove it");
    }
    if (!found.permissions().equals(OWNER_ONLY)) {
      throw new IOException(
          folder + " can be entered by others; remove it, or set its mode: chmod 700 " + folder);
    }
  }

  /** The number of the user that owns a file, which may itself be a link. */
  static long owner(Path file) throws IOException {
    Object uid = Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    return ((Number) uid).longValue();
  }
}
