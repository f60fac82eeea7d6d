package io.cresset.core.log;

import io.cresset.api.model.Signal;
import io.cresset.core.runtime.SystemTime;
import io.cresset.testkit.RecordingLogger;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** The contracts on files of this machine. */
class ThreadedLogOnRealDiskTest {
  private static DurableLog openIn(Path folder) throws LogFolderUnavailable {
    return ThreadedLog.open(
        new RealDisk(),
        folder.resolve("logs"),
        Signal.LOGS,
        LogLimits.defaults(),
        new SystemTime(),
        new RecordingLogger());
  }

  @Nested
  class AsLog extends DurableLogContract {
    @TempDir Path folder = Path.of("");

    @Override
    protected DurableLog openLog() throws LogFolderUnavailable {
      return openIn(folder);
    }
  }

  @Nested
  class AsFeed extends DurableFeedContract {
    @TempDir Path folder = Path.of("");

    @Override
    protected DurableLog openLog() throws LogFolderUnavailable {
      return openIn(folder);
    }
  }
}
