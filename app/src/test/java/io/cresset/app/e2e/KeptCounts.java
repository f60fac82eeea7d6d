package io.cresset.app.e2e;

import io.cresset.api.model.LogRecord;
import io.cresset.api.model.Resource;
import io.cresset.core.log.LogFolderUnavailable;
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
    // A kill tears no frame that was acknowledged; what was torn is read again.
    KeptRecords.read(
        folder,
        0,
        about -> {
          BitSet seen = of(numbers, about.resource());
          for (LogRecord record : about.records()) {
            int number = CountingDestination.numberOf(record);
            doubled[0] += seen.get(number) ? 1 : 0;
            seen.set(number);
          }
        });
    return new KeptCounts(numbers, doubled[0]);
  }

  private static BitSet of(Map<String, BitSet> numbers, Resource resource) {
    return numbers.computeIfAbsent(resource.serviceName().orElse(""), _ -> new BitSet());
  }
}
