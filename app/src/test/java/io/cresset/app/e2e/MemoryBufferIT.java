package io.cresset.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.testkit.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.BitSet;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code buffer: memory} under SIGKILL: what a source can read again is not lost, because its
 * position goes to disk when what is before it was delivered, and no sooner.
 */
class MemoryBufferIT {
  private static final int KILLS = 8;
  private static final long LIMIT_NANOS = Duration.ofMinutes(2).toNanos();

  @TempDir Path folder;
  private int written;

  private void write(Path file, int lines) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < lines; i++) {
      text.append("line ").append(written++).append('\n');
    }
    try {
      Files.writeString(
          file, text, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aFileIsReadAgainFromWhatWasDelivered() throws Exception {
    SplittableRandom dice = new SplittableRandom(7);
    Path log = Files.createDirectories(folder.resolve("logs")).resolve("app.log");
    try (CountingDestination destination = new CountingDestination()) {
      String config =
          """
          data: %s
          buffer: memory
          web: { listen: 127.0.0.1:0 }
          collectors:
            files: [ { name: app, include: [ "%s" ] } ]
          exporters:
            otlp: { url: "%s", signals: [logs], compression: none }
          """
              .formatted(folder.resolve("data"), log, destination.url());
      for (int i = 0; i < KILLS; i++) {
        destination.away(i % 3 == 1);
        Program program = Program.run(folder.resolve("home"), config);
        int before = destination.count();
        for (int j = 0; j < 20; j++) {
          write(log, 200);
          LockSupport.parkNanos(dice.nextLong(30_000_000));
        }
        if (i % 3 == 0) {
          Eventually.holds("some is delivered", () -> destination.count() > before);
        }
        program.kill();
      }
      destination.away(false);
      try (Program last = Program.run(folder.resolve("home"), config)) {
        Eventually.holds("all is delivered", LIMIT_NANOS, () -> destination.count() == written);
        Eventually.holds("it is noted", () -> Account.of(last, "otlp").lag() == 0);
        assertThat(last.stop()).isZero();
      }
      BitSet all = new BitSet();
      all.set(0, written);
      assertThat(destination.seen()).isEqualTo(all);
      assertThat(destination.outOfOrder()).isZero();

      // All was delivered and noted, so nothing comes a second time now.
      long doubled = destination.doubled();
      try (Program again = Program.run(folder.resolve("home"), config)) {
        write(log, 10);
        Eventually.holds("the rest", LIMIT_NANOS, () -> destination.count() == written);
        assertThat(again.stop()).isZero();
      }
      assertThat(destination.doubled()).isEqualTo(doubled);
    }
  }
}
