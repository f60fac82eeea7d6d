package io.cresset.app.e2e;

import io.cresset.api.model.Resource;
import io.cresset.api.model.Signal;
import io.cresset.api.otlp.MalformedOtlp;
import io.cresset.api.otlp.OtlpLogs;
import io.cresset.core.log.LogFolderUnavailable;
import io.cresset.core.log.RealDisk;
import io.cresset.core.log.StoredLog;
import io.cresset.core.log.StoredLogVisitor;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * The numbered lines of several files that stand in a log's folder, by their service's name.
 *
 * @param doubled how many stand there more than once
 */
record KeptCounts(Map<String, BitSet> numbers, long doubled) {

  static KeptCounts in(Path folder) throws LogFolderUnavailable {
    Map<String, BitSet> numbers = new HashMap<>();
    long[] doubled = {0};
    StoredLog.read(new RealDisk(), folder, Signal.LOGS)
        .walk(
            0,
            new StoredLogVisitor() {
              @Override
              public boolean records(Records records) {
                try {
                  OtlpLogs.decode(records.frame().otlp())
                      .forEach(
                          about ->
                              about
                                  .records()
                                  .forEach(
                                      it -> {
                                        BitSet seen = of(numbers, about.resource());
                                        int number = CountingDestination.numberOf(it);
                                        doubled[0] += seen.get(number) ? 1 : 0;
                                        seen.set(number);
                                      }));
                } catch (MalformedOtlp e) {
                  throw new AssertionError(e);
                }
                return true;
              }

              @Override
              public void damage(Damage found) {
                // A kill tears no frame that was acknowledged; what was torn is read again.
              }
            });
    return new KeptCounts(numbers, doubled[0]);
  }

  private static BitSet of(Map<String, BitSet> numbers, Resource resource) {
    return numbers.computeIfAbsent(resource.serviceName().orElse(""), _ -> new BitSet());
  }
}
