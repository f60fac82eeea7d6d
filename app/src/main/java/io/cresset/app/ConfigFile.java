package io.cresset.app;

import io.cresset.core.config.ConfigLoader;
import io.cresset.core.config.ConfigReference;
import io.cresset.core.config.CressetConfig;
import io.cresset.core.config.InvalidConfig;
import io.cresset.core.config.Kinds;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which configuration counts.
 *
 * @param file the file; empty if there is none and the defaults run
 */
record ConfigFile(Optional<Path> file, CressetConfig config) {
  private static final Path USUAL = Path.of("/etc/cresset/cresset.yaml");
  private static final ConfigLoader.Defaults DEFAULTS =
      new ConfigLoader.Defaults(List.of("node"), List.of("prometheus"));

  /**
   * The file that was named, else the one in {@code $CRESSET_CONFIG}, else {@code
   * /etc/cresset/cresset.yaml} if there is one, else none.
   *
   * @throws InvalidConfig with everything that is wrong with it
   */
  static ConfigFile find(Optional<Path> named, Map<String, String> environment)
      throws InvalidConfig {
    ConfigLoader loader = new ConfigLoader(Kinds.onClassPath(), DEFAULTS, environment);
    Optional<Path> file =
        named
            .or(
                () ->
                    Optional.ofNullable(environment.get("CRESSET_CONFIG"))
                        .filter(name -> !name.isEmpty())
                        .map(Path::of))
            .or(() -> Optional.of(USUAL).filter(Files::exists));
    return new ConfigFile(file, file.isPresent() ? loader.load(file.get()) : loader.withoutFile());
  }

  /**
   * A configuration in which one kind of collector runs with its defaults, and nothing else.
   *
   * @throws InvalidConfig if something must be said for it to run
   */
  static CressetConfig onDefaults(String kind, Map<String, String> environment)
      throws InvalidConfig {
    ConfigLoader.Defaults alone = new ConfigLoader.Defaults(List.of(kind), List.of());
    return new ConfigLoader(Kinds.onClassPath(), alone, environment).withoutFile();
  }

  /** What a configuration of this program can say. */
  static ConfigReference reference() {
    return ConfigReference.of(Kinds.onClassPath());
  }

  /** The kinds of collectors that there are. */
  static List<String> collectorKinds() {
    return Kinds.onClassPath().collectors().keySet().stream().sorted().toList();
  }

  /** The kinds that run by themselves. */
  static Set<String> running() {
    Set<String> running = new HashSet<>(DEFAULTS.collectors());
    running.addAll(DEFAULTS.exporters());
    return running;
  }
}
