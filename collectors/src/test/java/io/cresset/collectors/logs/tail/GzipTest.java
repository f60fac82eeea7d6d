package io.cresset.collectors.logs.tail;

import static java.nio.file.StandardOpenOption.APPEND;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compressed files that are not whole, or not yet, and whose plain form is not there. */
class GzipTest {
  private static final int LINES = 20_000;
  private static final List<String> ALL =
      IntStream.range(0, LINES).mapToObj(i -> "o line " + i).toList();

  @TempDir Path folder;

  private static byte[] text() {
    return (String.join("\n", ALL) + "\n")
        .replace("o line", "o|line")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] gzip(int level) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out =
        new GZIPOutputStream(bytes) {
          {
            def.setLevel(level);
          }
        }) {
      out.write(text());
    }
    return bytes.toByteArray();
  }

  private List<String> plus(List<String> lines, String last) {
    return java.util.stream.Stream.concat(lines.stream(), java.util.stream.Stream.of(last))
        .toList();
  }

  @Test
  void oneThatGrowsIsWaitedFor() throws Exception {
    byte[] packed = gzip(Deflater.DEFAULT_COMPRESSION);
    Path file = folder.resolve("x.log.1.gz");
    Files.writeString(folder.resolve("x.log"), "o|newest\n");
    try (Follower follower = new Follower(folder)) {
      for (int part = 0; part < 4; part++) {
        int length = packed.length / 4;
        int end = part == 3 ? packed.length : (part + 1) * length;
        Files.write(
            file,
            Arrays.copyOfRange(packed, part * length, end),
            java.nio.file.StandardOpenOption.CREATE,
            APPEND);
        Follower _ = follower.pass(Duration.ofSeconds(20));
        if (part < 3) {
          assertThat(follower.lines()).isEqualTo(ALL.subList(0, follower.lines().size()));
        }
      }
      assertThat(follower.lines()).isEqualTo(plus(ALL, "o newest"));
      assertThat(follower.counts.lost(TailCounts.Loss.DAMAGED)).isZero();
    }
  }

  @Test
  void whatIsBeforeACutIsReadAndTheRestIsCounted() throws Exception {
    byte[] packed = gzip(Deflater.DEFAULT_COMPRESSION);
    Files.write(folder.resolve("x.log.1.gz"), Arrays.copyOf(packed, packed.length / 2));
    Files.writeString(folder.resolve("x.log"), "o|newest\n");
    try (Follower follower = new Follower(folder)) {
      List<String> lines = follower.look().lines();
      assertThat(lines).hasSizeGreaterThan(LINES / 3).isEqualTo(ALL.subList(0, lines.size()));
      assertThat(follower.counts.lost(TailCounts.Loss.DAMAGED)).isZero();
      lines = follower.pass(Duration.ofSeconds(70)).lines();
      assertThat(lines).endsWith("o newest");
      assertThat(follower.counts.lost(TailCounts.Loss.DAMAGED)).isPositive();
    }
  }

  @Test
  void whatIsBeforeDamageIsReadAndTheRestIsCounted() throws Exception {
    byte[] packed = gzip(Deflater.NO_COMPRESSION);
    Arrays.fill(packed, packed.length / 2, packed.length - 8, (byte) 0xFF);
    Files.write(folder.resolve("x.log.1.gz"), packed);
    Files.writeString(folder.resolve("x.log"), "o|newest\n");
    try (Follower follower = new Follower(folder)) {
      List<String> lines = follower.look().lines();
      int sound = LINES * 9 / 20;
      assertThat(lines.subList(0, sound)).isEqualTo(ALL.subList(0, sound));
      assertThat(lines).endsWith("o newest");
      long lost = follower.counts.lost(TailCounts.Loss.DAMAGED);
      assertThat(lost).isBetween(text().length / 4L, text().length / 2L);
      assertThat(follower.sync().kill().look().lines()).isEqualTo(lines);
    }
  }

  /** Its writer goes on in it after the rotation, as logrotate's delaycompress allows for. */
  @Test
  void whatCameBehindTheEndBeforeItWasCompressedIsRead() throws Exception {
    Path log = folder.resolve("x.log");
    String first = "o|a line that is long enough for the file to be known again by its bytes\n";
    Files.writeString(log, first);
    try (Follower follower = new Follower(folder)) {
      Follower _ = follower.look();
      Files.move(log, folder.resolve("x.log.1"));
      Files.writeString(log, "o|new\n");
      assertThat(follower.look().lines()).hasSize(2);
      follower.sync().down();
      Path old = folder.resolve("x.log.1");
      Files.writeString(old, "o|late\n", APPEND);
      Path packed = folder.resolve("x.log.2.gz");
      try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
        Files.copy(old, out);
      }
      Files.delete(old);
      assertThat(follower.revive().look().lines()).hasSize(3).contains("o late");
    }
  }

  @Test
  void theSameWhileItRuns() throws Exception {
    Path log = folder.resolve("x.log");
    String first = "o|a line that is long enough for the file to be known again by its bytes\n";
    Files.writeString(log, first);
    try (Follower follower = new Follower(folder)) {
      Follower _ = follower.look();
      Files.move(log, folder.resolve("x.log.1"));
      Files.writeString(log, "o|new\n");
      assertThat(follower.look().lines()).hasSize(2);
      Path old = folder.resolve("x.log.1");
      // It is closed, and forgotten as one that was open.
      Follower _ = follower.pass(Duration.ofMinutes(6));
      Files.writeString(old, "o|late\n", APPEND);
      Path packed = folder.resolve("x.log.2.gz");
      try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
        Files.copy(old, out);
      }
      Files.delete(old);
      assertThat(follower.look().lines()).hasSize(3).contains("o late");
    }
  }
}
