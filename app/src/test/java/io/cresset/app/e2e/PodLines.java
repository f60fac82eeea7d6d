package io.cresset.app.e2e;

import io.cresset.api.model.LogRecord;
import io.cresset.api.model.Resource;
import io.cresset.api.model.Signal;
import io.cresset.api.model.Value;
import io.cresset.api.otlp.MalformedOtlp;
import io.cresset.api.otlp.OtlpLogs;
import io.cresset.core.log.LogFolderUnavailable;
import io.cresset.core.log.RealDisk;
import io.cresset.core.log.StoredLog;
import io.cresset.core.log.StoredLogVisitor;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;

/**
 * The numbered lines of pods that stand in a log: {@code pod line N}, some with x behind them.
 *
 * @param numbers of each {@code pod/restart}
 * @param doubled how many stand there more than once
 * @param strange lines that are none of these, or not of the length that they must have
 * @param longLines how many have the x
 */
record PodLines(Map<String, BitSet> numbers, long doubled, long strange, long longLines) {

  static PodLines in(Path folder, int longLineBytes) throws LogFolderUnavailable {
    Walk walk = new Walk(longLineBytes);
    StoredLog.read(new RealDisk(), folder, Signal.LOGS).walk(0, walk);
    return new PodLines(walk.numbers, walk.doubled, walk.strange, walk.longLines);
  }

  /** Lines that are there, each counted once. */
  long count() {
    return numbers.values().stream().mapToLong(BitSet::cardinality).sum();
  }

  private static final class Walk implements StoredLogVisitor {
    private final int longLineBytes;
    private final Map<String, BitSet> numbers = new TreeMap<>();
    private long doubled;
    private long strange;
    private long longLines;

    Walk(int longLineBytes) {
      this.longLineBytes = longLineBytes;
    }

    @Override
    public boolean records(Records records) {
      try {
        OtlpLogs.decode(records.frame().otlp())
            .forEach(about -> about.records().forEach(it -> take(about.resource(), it)));
      } catch (MalformedOtlp e) {
        throw new AssertionError(e);
      }
      return true;
    }

    @Override
    public void damage(Damage found) {
      // A SIGKILL tears no frame that was acknowledged; what was torn is read again.
    }

    private void take(Resource resource, LogRecord record) {
      String pod = attribute(resource, "k8s.pod.name");
      String body = record.body().toString();
      String[] words = body.split(" ", 4);
      if (words.length < 3 || !words[0].equals(pod) || !words[2].matches("\\d+")) {
        strange++;
        return;
      }
      if (words.length == 4) {
        longLines++;
        strange += body.length() == longLineBytes && words[3].matches("x+") ? 0 : 1;
      }
      BitSet seen =
          numbers.computeIfAbsent(
              pod + "/" + attribute(resource, "k8s.container.restart_count"), _ -> new BitSet());
      int number = Integer.parseInt(words[2]);
      doubled += seen.get(number) ? 1 : 0;
      seen.set(number);
    }

    private static String attribute(Resource resource, String key) {
      return resource
          .attributes()
          .get(key)
          .map(it -> it instanceof Value.Int number ? "" + number.value() : it.toString())
          .orElse("");
    }
  }
}
