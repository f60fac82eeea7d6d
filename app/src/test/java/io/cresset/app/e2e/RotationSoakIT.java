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
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged program follows logs that are rotated under it, each in another form, and is killed
 * at random moments. Every line is in its log once, and at a real Loki once. Only what takes lines
 * away for good (a file that is deleted, a link that leads elsewhere) waits while nobody looks. The
 * long form:
 *
 * <pre>
 *   -Dcresset.soak.seconds=300 -Dcresset.soak.kills=20 -Dcresset.soak.rate=2000
 *   -Dcresset.soak.file.bytes=1048576 -Dit.limit=60m
 *   -Dcresset.soak.forms=KUBELET,KUBELET,KUBELET,KUBELET,KUBELET
 * </pre>
 */
class RotationSoakIT {
  private static final int SECONDS = Integer.getInteger("cresset.soak.seconds", 24);
  private static final int KILLS = Integer.getInteger("cresset.soak.kills", 3);
  private static final int RATE = Integer.getInteger("cresset.soak.rate", 500);
  private static final int FILE_BYTES = Integer.getInteger("cresset.soak.file.bytes", 64 * 1024);
  private static final List<Rotation> FORMS =
      Arrays.stream(
              System.getProperty(
                      "cresset.soak.forms",
                      Arrays.stream(Rotation.values())
                          .map(Rotation::name)
                          .collect(Collectors.joining(",")))
                  .split(","))
          .map(Rotation::valueOf)
          .toList();

  private static final Duration ASKED = Duration.ofSeconds(30);
  private static final long DELIVERY_LIMIT_NANOS = Duration.ofMinutes(5).toNanos();

  @TempDir Path folder;

  private final SplittableRandom dice = new SplittableRandom(6);
  private final List<RotatingWriter> writers = new ArrayList<>();
  private final AtomicBoolean nobodyLooks = new AtomicBoolean(true);

  private void killAgainAndAgain(String config) {
    long each = Duration.ofSeconds(SECONDS).toNanos() / (KILLS + 1);
    for (int i = 0; i < KILLS; i++) {
      Program program = Program.run(folder.resolve("home"), config);
      awaitCaughtUp(program);
      nobodyLooks.set(false);
      LockSupport.parkNanos(each / 2 + dice.nextLong(each));
      nobodyLooks.set(true);
      awaitCaughtUp(program);
      program.kill();
    }
  }

  /** Nearly all that is written is taken, and that is on the disk. */
  private void awaitCaughtUp(Program program) {
    long nearly = (long) RATE * FORMS.size() / 5;
    Eventually.holds(
        "it has caught up",
        DELIVERY_LIMIT_NANOS,
        () -> Account.of(program, "loki").offered() >= written() - nearly);
    double taken = ofLogs(program, "appended");
    Eventually.holds("it is on the disk", () -> ofLogs(program, "durable") >= taken);
  }

  private static double ofLogs(Program program, String what) {
    return program.series("cresset_log_" + what + "_records_total{signal=\"logs\"}");
  }

  private long written() {
    return writers.stream().mapToLong(RotatingWriter::written).sum();
  }

  @Test
  void rotatedInEveryFormAndKilled() throws Exception {
    Path logs = Files.createDirectory(folder.resolve("logs"));
    Path data = folder.resolve("data");
    Instant begin = Instant.now();
    try (LokiPeer loki = new LokiPeer(folder.resolve("loki"))) {
      String config =
          """
          data: %s
          buffer: { logs: { max_bytes: 2GiB } }
          web: { listen: 127.0.0.1:0 }
          collectors:
            files: [ { name: soak, include: [ "%s/*.log" ] } ]
          exporters:
            loki: { url: "%s" }
          """
              .formatted(data, logs, loki.url());
      // Away, so that all that was taken stays in the log and can be counted there.
      loki.stop();
      for (int i = 0; i < FORMS.size(); i++) {
        Path log = logs.resolve("w" + i + ".log");
        writers.add(new RotatingWriter(log, FORMS.get(i), RATE, FILE_BYTES, nobodyLooks));
      }
      killAgainAndAgain(config);
      Program last = Program.run(folder.resolve("home"), config);
      awaitCaughtUp(last);
      writers.forEach(RotatingWriter::stop);
      long all = written();
      awaitTaken(last, all);
      assertThat(last.stop()).isZero();
      KeptCounts kept = KeptCounts.in(data.resolve("logs"));
      print(kept);
      for (int i = 0; i < FORMS.size(); i++) {
        assertThat(missing(kept, i))
            .as("lines of writer %d (%s) that the log lacks", i, FORMS.get(i))
            .isEqualTo(new BitSet());
      }
      assertThat(kept.doubled()).as("lines that stand in the log twice").isZero();
      loki.start();
      atLoki(loki, config, begin, all);
    } finally {
      writers.forEach(RotatingWriter::close);
    }
  }

  /** If not all ever comes, what is missing is said better by what was kept. */
  private static void awaitTaken(Program program, long all) {
    try {
      Eventually.holds(
          "all is taken",
          Duration.ofMinutes(1).toNanos(),
          () -> Account.of(program, "loki").offered() >= all);
    } catch (AssertionError e) {
      if (!String.valueOf(e.getMessage()).contains("all is taken")) {
        throw e;
      }
    }
  }

  private BitSet missing(KeptCounts kept, int writer) {
    BitSet missing = new BitSet();
    missing.set(0, writers.get(writer).written());
    missing.andNot(kept.numbers().getOrDefault("w" + writer, new BitSet()));
    return missing;
  }

  private void atLoki(LokiPeer loki, String config, Instant begin, long all) {
    try (Program again = Program.run(folder.resolve("home"), config)) {
      Eventually.holds(
          "all is delivered",
          DELIVERY_LIMIT_NANOS,
          () -> Account.of(again, "loki").delivered() >= all);
      for (int i = 0; i < FORMS.size(); i++) {
        int written = writers.get(i).written();
        BitSet seen = new BitSet();
        int entries = 0;
        // A bit at a time: Loki refuses to tell more than 100 MiB at once.
        for (Instant from = begin; from.isBefore(Instant.now()); from = from.plus(ASKED)) {
          for (Entry entry : loki.query("{service_name=\"w" + i + "\"}", from, from.plus(ASKED))) {
            String line = entry.line();
            seen.set(Integer.parseInt(line.substring(line.lastIndexOf(' ') + 1)));
            entries++;
          }
        }
        assertThat(entries).as("lines of writer %d at Loki", i).isEqualTo(written);
        assertThat(seen.cardinality()).as("different ones").isEqualTo(written);
      }
    }
  }

  @SuppressWarnings("SystemOut") // The figures are what the suite is for.
  private void print(KeptCounts kept) {
    System.out.printf(
        "rotation soak: %d s, %d kills, %d doubled%n%-16s %12s %10s %8s%n",
        SECONDS, KILLS, kept.doubled(), "form", "lines", "rotations", "lost");
    for (int i = 0; i < FORMS.size(); i++) {
      RotatingWriter writer = writers.get(i);
      System.out.printf(
          "%-16s %,12d %,10d %,8d%n",
          writer.rotation(), writer.written(), writer.rotations(), missing(kept, i).cardinality());
    }
  }
}
