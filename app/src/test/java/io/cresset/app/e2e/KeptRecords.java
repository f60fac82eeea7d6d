package io.cresset.app.e2e;

import io.cresset.api.model.ResourceLogs;
import io.cresset.api.model.Signal;
import io.cresset.api.otlp.MalformedOtlp;
import io.cresset.api.otlp.OtlpLogs;
import io.cresset.core.log.LogFolderUnavailable;
import io.cresset.core.log.RealDisk;
import io.cresset.core.log.StoredLog;
import io.cresset.core.log.StoredLogVisitor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Reads the log records that stand in a folder to which nobody writes. */
final class KeptRecords {
  private KeptRecords() {}

  /** What was found besides records. */
  record Found(List<StoredLogVisitor.Damage> damage, long end) {}

  /**
   * @param from the first record that is of interest
   */
  static Found read(Path folder, long from, Consumer<ResourceLogs> each)
      throws LogFolderUnavailable {
    StoredLog log = StoredLog.read(new RealDisk(), folder, Signal.LOGS);
    List<StoredLogVisitor.Damage> damage = new ArrayList<>();
    log.walk(
        from,
        new StoredLogVisitor() {
          @Override
          public boolean records(Records records) {
            try {
              OtlpLogs.decode(records.frame().otlp()).forEach(each);
            } catch (MalformedOtlp e) {
              throw new AssertionError(e);
            }
            return true;
          }

          @Override
          public void damage(Damage found) {
            damage.add(found);
          }
        });
    return new Found(damage, log.status().end());
  }
}
