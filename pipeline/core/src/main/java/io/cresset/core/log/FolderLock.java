package io.cresset.core.log;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One process per data folder: a lock on the file {@code lock} in it, which holds the owner's
 * process id. The operating system drops the lock when the process ends, however it ends.
 */
public final class FolderLock implements AutoCloseable {
  private static final String FILE = "lock";

  private final Disk.Claim claim;

  private FolderLock(Disk.Claim claim) {
    this.claim = claim;
  }

  /**
   * Makes the folder if need be and takes it. A folder that nobody can write, such as one on a
   * read-only disk, needs no lock: it is taken without one, and the logs in it start read-only.
   *
   * @param pid this process, for the message that the next one gets
   * @throws LogFolderUnavailable if it cannot be created or another process has it
   */
  public static FolderLock take(Disk disk, Path data, long pid, System.Logger logger)
      throws LogFolderUnavailable {
    createFolder(disk, data);
    Path file = data.resolve(FILE);
    Optional<Disk.Claim> claim;
    try {
      claim = disk.claim(file, Long.toString(pid) + "\n");
    } catch (IOException e) {
      logger.log(
          System.Logger.Level.WARNING,
          "{0} cannot be locked ({1}); make sure that no other Cresset uses {2}",
          file,
          reason(e),
          data);
      return new FolderLock(() -> {});
    }
    return new FolderLock(
        claim.orElseThrow(
            () ->
                new LogFolderUnavailable(
                    "another Cresset (process "
                        + owner(disk, file)
                        + ") uses the data folder "
                        + data,
                    "Stop that one, or give this one a folder of its own: data: /some/folder")));
  }

  /**
   * The process that uses a data folder now; does not take it.
   *
   * @return its id, or {@code unknown}; empty if nobody does
   * @throws IOException if that cannot be found out, as in another user's folder
   */
  public static Optional<String> holder(Path data) throws IOException {
    return RealDisk.holder(data.resolve(FILE))
        .map(String::strip)
        .map(pid -> pid.isEmpty() ? "unknown" : pid);
  }

  static void createFolder(Disk disk, Path folder) throws LogFolderUnavailable {
    try {
      disk.createFolder(folder);
    } catch (IOException e) {
      throw new LogFolderUnavailable(
          "the folder " + folder + " cannot be created: " + reason(e),
          "Create it and let this user write in it, or name another one: data: /some/folder",
          e);
    }
  }

  /** An I/O failure in a few words; the JDK's file exceptions often have only the path as text. */
  static String reason(IOException e) {
    return switch (e) {
      case java.nio.file.AccessDeniedException _ -> "permission denied";
      case java.nio.file.NoSuchFileException _ -> "no such file";
      case java.nio.file.FileAlreadyExistsException _ -> "a file of that name is in the way";
      case java.nio.file.FileSystemException f when f.getReason() != null ->
          String.valueOf(f.getReason());
      default -> String.valueOf(e.getMessage());
    };
  }

  private static String owner(Disk disk, Path file) {
    try {
      String text = disk.owner(file).strip();
      return text.isEmpty() ? "unknown" : text;
    } catch (IOException _) {
      return "unknown";
    }
  }

  @Override
  public void close() {
    claim.close();
  }
}
