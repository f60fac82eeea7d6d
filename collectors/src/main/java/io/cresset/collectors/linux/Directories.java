package io.cresset.collectors.linux;

import java.io.File;
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
