package io.cresset.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.testkit.Eventually;
import io.cresset.testkit.Peers;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A journal is written while Cresset reads it and is killed three times. Whatever reads its log
 * afterwards finds every entry, once, in order.
 */
class JournalIT {
  private static final int LINES = 100_000;
  private static final int CHUNKS = 10;
  private static final long START_MICROS = 1_760_000_000_000_000L;

  private static byte[] entries(int from, int end) {
    StringBuilder out = new StringBuilder();
    for (int i = from; i < end; i++) {
      out.append("__REALTIME_TIMESTAMP=").append(START_MICROS + i * 10L);
      out.append("\n__MONOTONIC_TIMESTAMP=").append(1000 + i * 10L);
      out.append("\n_BOOT_ID=").append("0123456789abcdef".repeat(2));
      out.append("\n_HOSTNAME=journal-host\nSYSLOG_IDENTIFIER=journal-app\nPRIORITY=6");
      out.append("\nMESSAGE=line ").append(i).append("\n\n");
    }
    return out.toString().getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void everyEntryOnceAcrossKills(@TempDir Path folder) throws Exception {
    Path journal = Files.createDirectories(folder.resolve("journal/machine"));
    Path remote = Peers.require("systemd-journal-remote");
    try (CountingDestination destination = new CountingDestination()) {
      destination.away(true);
      String config =
          """
          data: %s
          web: { listen: 127.0.0.1:0 }
          collectors:
            journal: { paths: [ %s ] }
          exporters:
            otlp: { url: "%s", signals: [logs], compression: none }
          """
              .formatted(folder.resolve("data"), folder.resolve("journal"), destination.url());
      Process writer =
          new ProcessBuilder(
                  remote.toString(), "-o", journal.resolve("system.journal").toString(), "-")
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("writer.log").toFile())
              .start();
      Program program = Program.run(folder.resolve("program-0"), config);
      try {
        try (OutputStream in = writer.getOutputStream()) {
          for (int chunk = 0; chunk < CHUNKS; chunk++) {
            write(in, chunk);
            if (chunk % 3 == 1) {
              Program running = program;
              Eventually.holds("it reads", () -> read(running) > 0);
              program.kill();
              program = Program.run(folder.resolve("program-" + chunk), config);
            }
          }
        }
        assertThat(writer.waitFor(60, TimeUnit.SECONDS)).isTrue();
        destination.away(false);
        Eventually.holds(
            "every entry is delivered",
            Duration.ofMinutes(1).toNanos(),
            () -> destination.count() >= LINES);
        assertThat(destination.seen().cardinality()).isEqualTo(LINES);
        assertThat(destination.doubled()).isZero();
        assertThat(destination.outOfOrder()).isZero();
        assertThat(program.stop()).isZero();
      } finally {
        program.close();
        writer.destroy();
      }
    }
  }

  private static void write(OutputStream to, int chunk) throws IOException {
    int size = LINES / CHUNKS;
    to.write(entries(chunk * size, (chunk + 1) * size));
    to.flush();
  }

  /** Entries that this run of the program has read. */
  private static double read(Program program) {
    return program
        .get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith("cresset_collector_records_total{component=\"journal\""))
        .map(line -> line.substring(line.lastIndexOf(' ') + 1))
        .mapToDouble(Double::parseDouble)
        .sum();
  }

  /** Somebody who only looks gets what there is, and the end. */
  @Test
  void anExcerptIsPrinted(@TempDir Path folder) throws Exception {
    Path journal = Files.createDirectories(folder.resolve("journal"));
    Process writer =
        new ProcessBuilder(
                Peers.require("systemd-journal-remote").toString(),
                "-o",
                journal.resolve("system.journal").toString(),
                "-")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("writer.log").toFile())
            .start();
    try (OutputStream in = writer.getOutputStream()) {
      in.write(entries(0, 50));
    }
    assertThat(writer.waitFor(60, TimeUnit.SECONDS)).isTrue();
    Path config = folder.resolve("cresset.yaml");
    Files.writeString(config, "collectors: { journal: { paths: [ %s ] } }\n".formatted(journal));
    Path out = folder.resolve("out.txt");
    Process collect =
        new ProcessBuilder(
                Program.command(
                    "collect", "journal", "--since", "87600h", "--config", config.toString()))
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    assertThat(collect.waitFor(60, TimeUnit.SECONDS)).isTrue();
    List<String> lines = Files.readAllLines(out);
    assertThat(collect.exitValue()).as(lines.toString()).isZero();
    assertThat(lines.stream().filter(line -> line.contains("line "))).hasSize(50);
  }
}
