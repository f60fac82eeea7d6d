package io.cresset.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Where data goes when the configuration does not say. */
final class DataFolder {
  private static final Path SYSTEM = Path.of("/var/lib/cresset");

  private DataFolder() {}

  /**
   * The configured folder; else {@code /var/lib/cresset}, if it can be written or made; else {@code
   * cresset} in the user's state folder by the XDG base directory specification.
   */
  static Path choose(Optional<Path> configured, Map<String, String> environment) {
    return choose(configured, environment, SYSTEM);
  }

  static Path choose(Optional<Path> configured, Map<String, String> environment, Path system) {
    return configured
        .or(() -> Optional.of(system).filter(DataFolder::usable))
        .orElseGet(() -> stateHome(environment).resolve("cresset"));
  }

  private static boolean usable(Path folder) {
    Path parent = folder.resolveSibling(".");
    return Files.exists(folder) ? writable(folder) : writable(parent);
  }

  private static boolean writable(Path folder) {
    return Files.isDirectory(folder) && Files.isWritable(folder);
  }

  private static Path stateHome(Map<String, String> environment) {
    String state = environment.getOrDefault("XDG_STATE_HOME", "");
    // The specification wants a relative path to be ignored.
    return state.startsWith("/")
        ? Path.of(state)
        : Path.of(environment.getOrDefault("HOME", "/"), ".local", "state");
  }
}
