package io.cresset.app;

import io.cresset.api.Time;
import io.cresset.api.config.DataSize;
import io.cresset.api.model.Signal;
import io.cresset.core.log.Disk;
import io.cresset.core.log.DurableLog;
import io.cresset.core.log.LogFolderUnavailable;
import io.cresset.core.log.LogLimits;
import io.cresset.core.log.StoredLog;
import io.cresset.core.log.ThreadedLog;
import io.cresset.core.rejected.StoredRejected;
import java.nio.file.Files;
import java.nio.file.Path;

/** {@code rejected}, beside the logs in a data folder: a log of log records. */
final class RejectedFolder {
  static final String NAME = "rejected";

  private RejectedFolder() {}

  static boolean isIn(Path data) {
    return Files.isDirectory(data.resolve(NAME));
  }

  /** For whoever has the data folder to itself. */
  static DurableLog open(Disk disk, Path data, DataSize maxBytes, Time time, System.Logger logger)
      throws LogFolderUnavailable {
    LogLimits limits = LogLimits.ofTotal(maxBytes.bytes());
    return ThreadedLog.open(disk, data.resolve(NAME), Signal.LOGS, limits, time, logger);
  }

  static StoredRejected read(Disk disk, Path data) throws LogFolderUnavailable {
    return StoredRejected.of(StoredLog.read(disk, data.resolve(NAME), Signal.LOGS));
  }
}
