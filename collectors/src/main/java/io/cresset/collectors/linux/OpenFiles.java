package io.cresset.collectors.linux;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How many files processes have open. Since Linux 6.2 it is the size of a process's folder {@code
 * fd}, which everybody may see, and no list has to be made.
 */
public final class OpenFiles {
  private final Path root;
  private final Way way;

  /** How they are counted. */
  enum Way {
    SIZE,
    /** What lists its own files has opened their folder for that. */
    LIST,
    /** A folder like /proc, whose size is no number of files. */
    LIST_OF_A_FOLDER
  }

  OpenFiles(Path root, Way way) {
    this.root = root;
    this.way = way;
  }

  /**
   * @param root /proc, or a folder like it
   */
  public static OpenFiles in(Path root) {
    return new OpenFiles(root, way(root));
  }

  private static Way way(Path root) {
    try {
      if (!Files.getFileStore(root).type().equals("proc")) {
        return Way.LIST_OF_A_FOLDER;
      }
    } catch (IOException _) {
      return Way.LIST_OF_A_FOLDER;
    }
    return new File(root + "/self/fd").length() > 0 ? Way.SIZE : Way.LIST;
  }

  /** Of a process; -1 if that may not be seen. */
  public long of(int pid) {
    File folder = new File(root + "/" + pid + "/fd");
    return way == Way.SIZE ? folder.length() : listed(folder);
  }

  /** Of this process; -1 if that may not be seen. */
  public long ofThisProcess() {
    File folder = new File(root + "/self/fd");
    if (way == Way.SIZE) {
      return folder.length();
    }
    long listed = listed(folder);
    return way == Way.LIST && listed > 0 ? listed - 1 : listed;
  }

  private static long listed(File folder) {
    String[] names = folder.list();
    return names == null ? -1 : names.length;
  }
}
