package io.cresset.app;

import io.cresset.api.Time;
import io.cresset.api.model.Signal;
import io.cresset.core.config.CressetConfig;
import io.cresset.core.log.Disk;
import io.cresset.core.log.DurableLog;
import io.cresset.core.log.FolderLock;
import io.cresset.core.log.LogFolderUnavailable;
import io.cresset.core.log.LogLimits;
import io.cresset.core.log.LogStatus;
import io.cresset.core.log.RealDisk;
import io.cresset.core.log.ThreadedLog;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The durable logs that sinks need, and the data folder that they are in; nothing if none does. */
final class Storage implements AutoCloseable {
  private final Optional<Path> folder;
  private final Map<Signal, DurableLog> logs = new EnumMap<>(Signal.class);
  private final System.Logger logger;
  private Optional<FolderLock> lock = Optional.empty();

  private Storage(Optional<Path> folder, System.Logger logger) {
    this.folder = folder;
    this.logger = logger;
  }

  /** For nobody who wants anything kept: no folder, no write. */
  static Storage none(System.Logger logger) {
    return new Storage(Optional.empty(), logger);
  }

  /**
   * Takes the data folder and opens a log for each signal; nothing for none.
   *
   * @throws CannotStart if the folder cannot be made or another process has it
   */
  static Storage open(
      CressetConfig.General general,
      Set<Signal> signals,
      Map<String, String> environment,
      Time time,
      System.Logger logger)
      throws CannotStart {
    if (signals.isEmpty()) {
      return none(logger);
    }
    Path folder = DataFolder.choose(general.data(), environment);
    Storage storage = new Storage(Optional.of(folder), logger);
    try {
      storage.take(folder, general.buffer(), signals, time);
      return storage;
    } catch (LogFolderUnavailable e) {
      storage.close();
      throw new CannotStart(e.getMessage() + ". " + e.remedy(), e);
    }
  }

  private void take(Path data, CressetConfig.Buffer buffer, Set<Signal> signals, Time time)
      throws LogFolderUnavailable {
    Disk disk = new RealDisk();
    lock = Optional.of(FolderLock.take(disk, data, ProcessHandle.current().pid(), logger));
    for (Signal signal : signals) {
      CressetConfig.LogSize size =
          switch (signal) {
            case LOGS -> buffer.logs();
            case METRICS -> buffer.metrics();
          };
      LogLimits limits = LogLimits.ofTotal(size.maxBytes().bytes());
      logs.put(
          signal, ThreadedLog.open(disk, data.resolve(signal.id()), signal, limits, time, logger));
    }
  }

  /** Forgets what a log knows about sinks that no longer read it, and says so. */
  void forgetAllBut(DurableLog log, Collection<String> sinks) {
    for (LogStatus.SinkStatus known : log.status().sinks()) {
      if (!sinks.contains(known.sink())) {
        long given = log.forget(known.sink());
        logger.log(
            Level.WARNING,
            "{0} is no longer configured: {1} {2} that waited for it are given up",
            known.sink(),
            given,
            log.signal() == Signal.LOGS ? "log records" : "data points");
      }
    }
  }

  /** The data folder; empty if nothing is kept. */
  Optional<Path> folder() {
    return folder;
  }

  List<DurableLog> logs() {
    return List.copyOf(logs.values());
  }

  DurableLog log(Signal signal) {
    return Optional.ofNullable(logs.get(signal)).orElseThrow();
  }

  /** Makes everything taken durable, closes the logs, and lets go of the folder. */
  @Override
  public void close() {
    logs.values().forEach(DurableLog::close);
    lock.ifPresent(FolderLock::close);
  }
}
