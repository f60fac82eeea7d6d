package io.cresset.core.log;

import io.cresset.core.log.LogStatus.State;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** Why a log cannot write now. */
record DiskTrouble(State state, String reason) {
  /** With less room than this a folder counts as full. */
  static final long MIN_FREE_BYTES = 256 * 1024;

  /** What can be known without writing anything. */
  static Optional<DiskTrouble> of(Disk disk, Path folder) {
    if (!disk.isWritable(folder)) {
      return Optional.of(
          new DiskTrouble(State.READ_ONLY, "the folder " + folder + " cannot be written"));
    }
    return isFull(disk, folder)
        ? Optional.of(new DiskTrouble(State.FULL, "the disk of " + folder + " is full"))
        : Optional.empty();
  }

  /** What a failed operation means; the texts of the system may be in any language. */
  static DiskTrouble of(Disk disk, Path folder, IOException cause) {
    String reason = folder + ": " + FolderLock.reason(cause);
    String text = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
    if (text.contains("no space left") || text.contains("quota exceeded")) {
      return new DiskTrouble(State.FULL, reason);
    }
    if (cause instanceof java.nio.file.AccessDeniedException
        || text.contains("read-only file system")) {
      return new DiskTrouble(State.READ_ONLY, reason);
    }
    return of(disk, folder)
        .map(known -> new DiskTrouble(known.state(), reason))
        .orElse(new DiskTrouble(State.FAILING, reason));
  }

  private static boolean isFull(Disk disk, Path folder) {
    try {
      return disk.usableBytes(folder) < MIN_FREE_BYTES;
    } catch (IOException _) {
      return false;
    }
  }
}
