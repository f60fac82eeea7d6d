package io.cresset.app;

import io.cresset.app.control.ControlClient;
import io.cresset.app.control.ControlPlaces;
import io.cresset.app.control.ControlUnavailable;
import io.cresset.core.config.InvalidConfig;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** The program that runs here, for the commands that ask it. */
final class Running {
  private Running() {}

  /**
   * The one with the web port of the configuration that {@code run} would take with the same words,
   * if that names one; else the only one that runs.
   *
   * @throws ControlUnavailable none is meant, or it may not be asked; one line
   */
  static ControlClient find(Optional<Path> config, Map<String, String> environment)
      throws ControlUnavailable {
    return ControlClient.find(ControlPlaces.of(environment), port(config, environment));
  }

  private static OptionalInt port(Optional<Path> config, Map<String, String> environment) {
    try {
      ConfigFile found = ConfigFile.find(config, environment);
      int port = found.config().general().web().listen().port();
      return found.file().isEmpty() || port == 0 ? OptionalInt.empty() : OptionalInt.of(port);
    } catch (InvalidConfig _) {
      // Wrong by now, or with secrets that only the running program's environment has.
      return OptionalInt.empty();
    }
  }
}
