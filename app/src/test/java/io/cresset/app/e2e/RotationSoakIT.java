package io.cresset.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.testkit.Eventually;
import io.cresset.testkit.LokiPeer;
import io.cresset.testkit.LokiPeer.Entry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged program follows files that are rotated and compressed under it, and is killed at
 * random moments. Every line is in its log once, and at a real Loki once. The long form:
 *
 * <pre>
 *   -Dcresset.soak.seconds=300 -Dcresset.soak.kills=20 -Dcresset.soak.rate=2000
 *   -Dcresset.soak.file.bytes=1048576
 * </pre>
 */
class RotationSoakIT {
  private static final int SECONDS = Integer.getInteger("cresset.soak.seconds", 12);
  private static final int KILLS = Integer.getInteger("cresset.soak.kills", 5);
  private static final int RATE = Integer.getInteger("cresset.soak.rate", 1000);
  private static final int FILE_BYTES = Integer.getInteger("cresset.soak.file.bytes", 128 * 1024);
  private static final int WRITERS = 5;
  private static final long DELIVERY_LIMIT_NANOS = Duration.ofMinutes(5).toNanos();

  @TempDir Path folder;

  @Test
  @SuppressWarnings("SystemOut") // The figures are what the suite is for.
  void rotatedCompressedAndKilled() throws Exception {
    SplittableRandom dice = new SplittableRandom(6);
    Path logs = Files.createDirectory(folder.resolve("logs"));
    Path data = folder.resolve("data");
    Instant begin = Instant.now();
    try (LokiPeer loki = new LokiPeer(folder.resolve("loki"))) {
      String config =
          """
          data: %s
          web: { listen: 127.0.0.1:0 }
          collectors:
            files: [ { name: soak, include: [ "%s/*.log" ] } ]
          exporters:
            loki: { url: "%s" }
          """
              .formatted(data, logs, loki.url());
      // Away, so that all that was taken stays in the log and can be counted there.
      loki.stop();
      List<RotatingWriter> writers = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        writers.add(new RotatingWriter(logs.resolve("w" + i + ".log"), RATE, FILE_BYTES));
      }
      long each = Duration.ofSeconds(SECONDS).toNanos() / (KILLS + 1);
      for (int i = 0; i < KILLS; i++) {
        Program program = Program.launch(folder.resolve("home"), config);
        LockSupport.parkNanos(each / 2 + dice.nextLong(each));
        program.kill();
      }
      Program last = Program.run(folder.resolve("home"), config);
      List<Integer> written = new ArrayList<>();
      writers.forEach(writer -> written.add(writer.stop()));
      long all = written.stream().mapToLong(Integer::longValue).sum();
      Eventually.holds(
          "all is taken", DELIVERY_LIMIT_NANOS, () -> Account.of(last, "loki").offered() >= all);
      assertThat(last.stop()).isZero();
      KeptCounts kept = KeptCounts.in(data.resolve("logs"));
      for (int i = 0; i < WRITERS; i++) {
        BitSet lost = new BitSet();
        lost.set(0, written.get(i));
        lost.andNot(kept.numbers().getOrDefault("w" + i, new BitSet()));
        assertThat(lost).as("lines of writer %d that the log lacks", i).isEqualTo(new BitSet());
      }
      assertThat(kept.doubled()).as("lines that stand in the log twice").isZero();
      loki.start();
      try (Program again = Program.run(folder.resolve("home"), config)) {
        Eventually.holds(
            "all is delivered",
            DELIVERY_LIMIT_NANOS,
            () -> Account.of(again, "loki").delivered() >= all);
        for (int i = 0; i < WRITERS; i++) {
          List<Entry> entries =
              loki.query("{service_name=\"w" + i + "\"}", begin, Instant.now().plusSeconds(60));
          assertThat(entries).as("lines of writer %d at Loki", i).hasSize(written.get(i));
          BitSet seen = new BitSet();
          entries.forEach(
              it ->
                  seen.set(Integer.parseInt(it.line().substring(it.line().lastIndexOf(' ') + 1))));
          assertThat(seen.cardinality()).isEqualTo(written.get(i));
        }
      }
      System.out.printf(
          "rotation soak: %d writers, %d s, %,d lines, %d kills: 0 lost, 0 doubled%n",
          WRITERS, SECONDS, all, KILLS);
    }
  }
}
