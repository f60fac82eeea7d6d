package io.cresset.app.e2e;

import io.cresset.api.model.Signal;
import io.cresset.api.otlp.MalformedOtlp;
import io.cresset.api.otlp.OtlpLogs;
import io.cresset.core.log.LogFolderUnavailable;
import io.cresset.core.log.RealDisk;
import io.cresset.core.log.StoredLog;
import io.cresset.core.log.StoredLogVisitor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** The numbered lines that stand in a folder of a log that nobody writes to. */
record KeptLines(BitSet numbers, List<StoredLogVisitor.Damage> damage, long end) {

  /**
   * @param from the first record that is of interest
   */
  static KeptLines in(Path folder, long from) throws LogFolderUnavailable {
    StoredLog log = StoredLog.read(new RealDisk(), folder, Signal.LOGS);
    BitSet numbers = new BitSet();
    List<StoredLogVisitor.Damage> damage = new ArrayList<>();
    log.walk(
        from,
        new StoredLogVisitor() {
          @Override
          public boolean records(Records records) {
            try {
              OtlpLogs.decode(records.frame().otlp())
                  .forEach(
                      about ->
                          about
                              .records()
                              .forEach(it -> numbers.set(CountingDestination.numberOf(it))));
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
    return new KeptLines(numbers, damage, log.status().end());
  }
}
