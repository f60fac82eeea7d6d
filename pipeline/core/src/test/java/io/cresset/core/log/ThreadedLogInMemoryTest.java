package io.cresset.core.log;

import io.cresset.api.model.Signal;
import io.cresset.core.runtime.SystemTime;
import io.cresset.testkit.RecordingLogger;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;

/** The contracts on a disk in memory, in segments so small that there are many. */
class ThreadedLogInMemoryTest {
  private static final LogLimits SMALL =
      new LogLimits(8 << 20, 4 << 10, 4096, 64 << 10, 64 << 10, 2 << 10);

  private static DurableLog openIn(Disk disk) throws LogFolderUnavailable {
    return ThreadedLog.open(
        disk, Path.of("/data/logs"), Signal.LOGS, SMALL, new SystemTime(), new RecordingLogger());
  }

  @Nested
  class AsLog extends DurableLogContract {
    private final MemoryDisk disk = new MemoryDisk();

    @Override
    protected DurableLog openLog() throws LogFolderUnavailable {
      return openIn(disk);
    }
  }

  @Nested
  class AsFeed extends DurableFeedContract {
    private final MemoryDisk disk = new MemoryDisk();

    @Override
    protected DurableLog openLog() throws LogFolderUnavailable {
      return openIn(disk);
    }
  }
}
