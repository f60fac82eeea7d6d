package io.cresset.app;

import io.cresset.app.cli.Command;
import io.cresset.app.cli.Command.LogName;
import io.cresset.app.stored.Dump;
import io.cresset.app.stored.Inspection;
import io.cresset.app.stored.Verification;
import io.cresset.core.config.InvalidConfig;
import io.cresset.core.log.LogFolderUnavailable;
import io.cresset.core.log.RealDisk;
import io.cresset.core.log.StoredLog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code cresset log}: reads the logs in a data folder. Needs no running program and disturbs none.
 */
final class StoredData {
  private final Surroundings surroundings;

  StoredData(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /** The logs in a folder. */
  private record Opened(Path data, List<StoredLog> logs) {}

  int inspect(Command.LogInspect inspect) throws CannotStart, InvalidConfig {
    Opened opened = open(inspect.logs(), List.of(LogName.values()));
    if (inspect.json()) {
      Inspection.json(opened.data(), opened.logs(), surroundings.out());
    } else {
      Inspection.print(opened.data(), opened.logs(), surroundings.out());
    }
    return Program.FINE;
  }

  int verify(Command.LogVerify verify) throws CannotStart, InvalidConfig {
    Opened opened = open(verify.logs(), List.of(LogName.values()));
    boolean good = new Verification(surroundings.out(), verify.json()).run(opened.logs());
    return good ? Program.FINE : Program.FAILED;
  }

  int dump(Command.LogDump dump) throws CannotStart, InvalidConfig {
    // What was set aside stands in its log a second time, and has a command of its own.
    Opened opened = open(dump.logs(), List.of(LogName.LOGS, LogName.METRICS));
    boolean complete =
        new Dump(
                surroundings.out(),
                surroundings.err(),
                dump.json(),
                dump.from(),
                dump.to(),
                dump.limit())
            .run(opened.logs());
    return complete ? Program.FINE : Program.FAILED;
  }

  private Opened open(Command.StoredLogs asked, List<LogName> usual)
      throws CannotStart, InvalidConfig {
    Path data = folder(asked.data(), asked.config(), surroundings);
    List<StoredLog> logs = new ArrayList<>();
    for (LogName log : asked.only().map(List::of).orElse(usual)) {
      Path folder = data.resolve(log.folder());
      if (Files.isDirectory(folder)) {
        try {
          logs.add(StoredLog.read(new RealDisk(), folder, log.signal));
        } catch (LogFolderUnavailable e) {
          throw new CannotStart(e.getMessage() + ". " + e.remedy(), e);
        }
      }
    }
    if (logs.isEmpty()) {
      throw new CannotStart(nothingIn(data, asked.only()));
    }
    return new Opened(data, logs);
  }

  /**
   * The data folder that is meant.
   *
   * @param named empty for the one of the configuration
   */
  static Path folder(Optional<Path> named, Optional<Path> config, Surroundings surroundings)
      throws InvalidConfig {
    if (named.isPresent()) {
      return named.get();
    }
    ConfigFile file = ConfigFile.find(config, surroundings.environment());
    return DataFolder.choose(file.config().general().data(), surroundings.environment());
  }

  private static String nothingIn(Path data, Optional<LogName> log) {
    if (Files.isDirectory(data) && !Files.isReadable(data)) {
      return "the folder " + data + " cannot be read; read it as the user that it belongs to";
    }
    return "there is no log"
        + log.map(only -> " of " + only.folder()).orElse("")
        + " in "
        + data
        + "; name the data folder of a Cresset that has a sink: --data DIR";
  }
}
