package io.cresset.collectors.linux;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.collect.CollectFailure.Kind;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Lists folders of /sys. */
public final class Directories {
  private Directories() {}

  /** Names in a folder, sorted; none if it is not there or may not be read. */
  public static List<String> names(String path) {
    String[] names = new File(path).list();
    if (names == null) {
      return List.of();
    }
    Arrays.sort(names);
    return List.of(names);
  }

  /**
   * Names in a folder without which there is nothing to report, sorted.
   *
   * @throws CollectFailure absent if it does not exist, else why it could not be read
   */
  public static List<String> source(String path) throws CollectFailure {
    Path folder = Path.of(path);
    if (!Files.isDirectory(folder)) {
      throw new CollectFailure(Kind.ABSENT, path + ": there is no such folder", "");
    }
    if (!Files.isReadable(folder)) {
      throw new CollectFailure(
          Kind.UNAUTHORIZED,
          path + ": may not be read",
          "Let the user that runs this program read it.");
    }
    return names(path);
  }

  /** Those names that are a prefix and a digit and whatever follows: {@code cpu0}, not cpuidle. */
  public static List<String> numbered(String path, String prefix) {
    List<String> numbered = new ArrayList<>();
    for (String name : names(path)) {
      if (name.startsWith(prefix)
          && name.length() > prefix.length()
          && name.charAt(prefix.length()) >= '0'
          && name.charAt(prefix.length()) <= '9') {
        numbered.add(name);
      }
    }
    return numbered;
  }
}
