package io.cresset.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.export.Chunk;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.Signal;
import io.cresset.api.otlp.MalformedOtlp;
import io.cresset.api.otlp.OtlpLogs;
import io.cresset.core.log.LogFolderUnavailable;
import io.cresset.core.log.RealDisk;
import io.cresset.core.log.StoredLog;
import io.cresset.core.log.StoredLogVisitor;
import io.cresset.testkit.SecondReader;
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
    BitSet numbers = new BitSet();
    KeptRecords.Found found =
        KeptRecords.read(
            folder,
            from,
            about -> about.records().forEach(it -> numbers.set(CountingDestination.numberOf(it))));
    return new KeptLines(numbers, found.damage(), found.end());
  }

  /** The number of the one line in a message. */
  static int numberOf(ByteSlice otlp) {
    try {
      return CountingDestination.numberOf(OtlpLogs.decode(otlp).getFirst().records().getFirst());
    } catch (MalformedOtlp e) {
      throw new AssertionError(e);
    }
  }

  /** Fails unless who has only read FORMAT.md finds the same records, damage and end there. */
  static void assertThatAnotherReaderAgrees(Path folder)
      throws LogFolderUnavailable, InterruptedException {
    List<String> found = new ArrayList<>();
    StoredLog log = StoredLog.read(new RealDisk(), folder, Signal.LOGS);
    log.walk(
        0,
        new StoredLogVisitor() {
          @Override
          public boolean records(Records records) {
            Chunk.Frame frame = records.frame();
            found.add("frame " + frame.firstNumber() + " " + frame.recordCount());
            return true;
          }

          @Override
          public void damage(Damage damage) {
            found.add("damage " + damage.firstLost() + " " + damage.endLost());
          }
        });
    found.add("end " + log.status().end());
    List<String> second = new ArrayList<>();
    for (String fact : SecondReader.read(folder, Signal.LOGS)) {
      String[] words = fact.split(" ");
      switch (words[0]) {
        case "frame" -> second.add("frame " + words[3] + " " + words[4]);
        case "damage" -> second.add("damage " + words[4] + " " + words[5]);
        case "end" -> second.add(fact);
        default -> {
          // What it says besides is held to the program's view in the log's own tests.
        }
      }
    }
    assertThat(second).as("what FORMAT.md lets one find in %s", folder).isEqualTo(found);
  }
}
