package io.cresset.app;

import io.cresset.api.model.Signal;
import io.cresset.core.config.CressetConfig;
import io.cresset.core.log.DurableLog;
import io.cresset.core.log.LogStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The durable logs that sinks need, and the data folder that they are in; nothing if none does. */
final class Storage {
  private final Optional<Path> folder;
  private final Map<Signal, DurableLog> logs;

  private Storage(Optional<Path> folder, Map<Signal, DurableLog> logs) {
    this.folder = folder;
    this.logs = logs;
  }

  static Storage none() {
    return new Storage(Optional.empty(), Map.of());
  }

  /**
   * Takes the data folder and opens a log for each signal; nothing for none.
   *
   * @throws CannotStart if the folder cannot be made or another process has it
   */
  static Storage open(CressetConfig.General general, Set<Signal> signals, Surroundings surroundings)
      throws CannotStart {
    if (signals.isEmpty()) {
      return none();
    }
    Path folder = DataFolder.choose(general.data(), surroundings.environment());
    throw new CannotStart("no log can be opened yet in " + folder, new IOException());
  }

  /** Forgets what the logs know about sinks that the configuration no longer has. */
  void forgetAllBut(Collection<String> sinks) {
    for (DurableLog log : logs.values()) {
      for (LogStatus.SinkStatus sink : log.status().sinks()) {
        if (!sinks.contains(sink.sink())) {
          log.forget(sink.sink());
        }
      }
    }
  }

  /** Syncs and closes the logs, then lets go of the folder. */
  void close() {}

  Optional<Path> folder() {
    return folder;
  }

  List<DurableLog> logs() {
    return List.copyOf(logs.values());
  }

  DurableLog log(Signal signal) {
    return Optional.ofNullable(logs.get(signal)).orElseThrow();
  }
}
