package io.cresset.app;

import io.cresset.api.Time;
import io.cresset.api.model.Signal;
import io.cresset.core.config.CressetConfig;
import io.cresset.core.log.Compression;
import io.cresset.core.log.Disk;
import io.cresset.core.log.DurableLog;
import io.cresset.core.log.FolderLock;
import io.cresset.core.log.LogFolderUnavailable;
import io.cresset.core.log.LogLimits;
import io.cresset.core.log.LogStatus;
import io.cresset.core.log.RealDisk;
import io.cresset.core.log.ThreadedLog;
import io.cresset.core.log.VolatileLog;
import io.cresset.core.rejected.RejectedLog;
import io.cresset.core.rejected.StoredRejected;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The durable logs that sinks need, and the data folder that they are in; nothing until one does.
 * Changed by one thread at a time, asked by any.
 */
final class Storage implements AutoCloseable {
  private final Map<String, String> environment;
  private CressetConfig.General general;
  private final Time time;
  private final System.Logger logger;
  private final Disk disk = new RealDisk();
  private final Map<Signal, DurableLog> logs = new ConcurrentSkipListMap<>();
  private final RejectedLog rejected;
  private Optional<FolderLock> lock = Optional.empty();

  /**
   * @param rejectedLogger of the log of rejected records
   */
  Storage(
      CressetConfig.General general,
      Map<String, String> environment,
      Time time,
      System.Logger logger,
      System.Logger rejectedLogger) {
    this.general = general;
    this.environment = environment;
    this.time = time;
    this.logger = logger;
    this.rejected = new RejectedLog(new RejectedPlace(rejectedLogger), time, rejectedLogger);
  }

  /** Opened by whoever delivers, so never before the folder is this process's own. */
  private final class RejectedPlace implements RejectedLog.Place {
    private final System.Logger about;

    RejectedPlace(System.Logger about) {
      this.about = about;
    }

    @Override
    public DurableLog open() throws LogFolderUnavailable {
      return RejectedFolder.open(
          disk, chosen(), general.buffer().rejected().maxBytes(), time, about);
    }

    @Override
    public StoredRejected read() throws LogFolderUnavailable {
      return RejectedFolder.read(disk, chosen());
    }
  }

  /**
   * From now on folder and sizes of another configuration count, unless the folder is taken
   * already.
   *
   * @return what counts
   */
  CressetConfig.General adopt(CressetConfig.General next) {
    if (lock.isEmpty()) {
      general = next;
    }
    return general;
  }

  /**
   * Takes the data folder and opens a log for each signal that has none yet. Those that nobody
   * needs any more stay open.
   *
   * @return the logs that were opened
   * @throws CannotStart if the folder cannot be made or another process has it; then nothing has
   *     changed, and {@link #adopt} may name another
   */
  List<DurableLog> require(Set<Signal> signals) throws CannotStart {
    Map<Signal, DurableLog> opened = new EnumMap<>(Signal.class);
    try {
      for (Signal signal : signals) {
        if (!logs.containsKey(signal)) {
          opened.put(signal, open(signal));
        }
      }
      logs.putAll(opened);
      if (!logs.isEmpty() && RejectedFolder.isIn(chosen())) {
        rejected.open();
      }
      return List.copyOf(opened.values());
    } catch (LogFolderUnavailable e) {
      opened.values().forEach(DurableLog::close);
      if (logs.isEmpty()) {
        lock.ifPresent(FolderLock::close);
        lock = Optional.empty();
      }
      throw new CannotStart(e.getMessage() + ". " + e.remedy(), e);
    }
  }

  private DurableLog open(Signal signal) throws LogFolderUnavailable {
    Path folder = chosen();
    if (lock.isEmpty()) {
      lock = Optional.of(FolderLock.take(disk, folder, ProcessHandle.current().pid(), logger));
    }
    CressetConfig.Buffer buffer = general.buffer();
    Path own = folder.resolve(signal.id());
    Compression compression = buffer.compression(signal);
    LogLimits limits = LogLimits.ofTotal(buffer.maxBytesOnDisk(signal).bytes()).with(compression);
    return switch (buffer.type()) {
      case DISK -> ThreadedLog.open(disk, own, signal, limits, time, logger);
      case MEMORY -> {
        LogLimits memory = LogLimits.inMemory(buffer.maxBytes(signal).bytes()).with(compression);
        yield VolatileLog.open(disk, own, signal, memory, limits, time, logger);
      }
    };
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
    return logs.isEmpty() ? Optional.empty() : Optional.of(chosen());
  }

  private Path chosen() {
    return DataFolder.choose(general.data(), environment);
  }

  List<DurableLog> logs() {
    return List.copyOf(logs.values());
  }

  DurableLog log(Signal signal) {
    return Optional.ofNullable(logs.get(signal)).orElseThrow();
  }

  /** What sinks refused for good. */
  RejectedLog rejected() {
    return rejected;
  }

  /** Makes everything taken durable, closes the logs, and lets go of the folder. */
  @Override
  public void close() {
    logs.values().forEach(DurableLog::close);
    rejected.close();
    lock.ifPresent(FolderLock::close);
  }
}
