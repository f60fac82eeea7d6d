package io.cresset.collectors.syslog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;

/** The cases' lines and streams, mutated a little or not at all. */
final class MutatedLines {
  private static final String[] SPICE = {
    "<13>",
    "<191>1 ",
    " - - - - - - ",
    "[x@1 a=\"1\"]",
    "\\\"",
    "]",
    "\n",
    "\0",
    "\u00ef\u00bb\u00bf",
    "Jan  2 03:04:05",
    "Jan  2 03:04:05 h ",
    "Jan  2 03:04:05.123 ",
    "2026-01-02 03:04:05,6 ",
    "h h ",
    "CEF:0|",
    "<13> ",
    "\r\n",
    "Feb 29 23:59:60 ",
    "2026-01-02T03:04:05Z ",
    ": ",
    "[1]: ",
    "99 <13>",
    "\u00ff"
  };

  private final List<byte[]> lines = new ArrayList<>();
  private final List<byte[]> streams;

  MutatedLines() throws IOException, URISyntaxException {
    for (byte[] file : inputs("lines")) {
      String all = new String(file, StandardCharsets.ISO_8859_1);
      all.lines().map(MutatedLines::bytes).forEach(lines::add);
    }
    streams = inputs("stream");
    assertThat(lines).hasSizeGreaterThan(100);
    assertThat(streams).hasSizeGreaterThan(10);
  }

  private static List<byte[]> inputs(String kind) throws IOException, URISyntaxException {
    Path root =
        Path.of(
            Objects.requireNonNull(MutatedLines.class.getResource("/cases/syslog/" + kind))
                .toURI());
    List<byte[]> inputs = new ArrayList<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(path -> path.endsWith("input.bin")).sorted().toList()) {
        inputs.add(Files.readAllBytes(file));
      }
    }
    return inputs;
  }

  private static byte[] bytes(String latin1) {
    return latin1.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** A line without its end; it may be empty, and hold ends of lines. */
  byte[] line(Random dice) {
    byte[] line = lines.get(dice.nextInt(lines.size()));
    for (int times = dice.nextInt(4); times > 0; times--) {
      line = mutatedOnce(line, dice);
    }
    return line;
  }

  /** What a connection may send: lines in both framings, some with wrong counts. */
  byte[] stream(Random dice) {
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    if (dice.nextInt(4) == 0) {
      stream.writeBytes(mutatedOnce(streams.get(dice.nextInt(streams.size())), dice));
    }
    for (int left = dice.nextInt(8); left >= 0; left--) {
      byte[] line = line(dice);
      if (dice.nextBoolean()) {
        int off = dice.nextInt(6) == 0 ? dice.nextInt(9) - 4 : 0;
        stream.writeBytes(bytes(line.length + off + " "));
        stream.writeBytes(line);
      } else {
        stream.writeBytes(line);
        stream.write('\n');
      }
    }
    return stream.toByteArray();
  }

  private byte[] mutatedOnce(byte[] line, Random dice) {
    int at = dice.nextInt(line.length + 1);
    int end = at + dice.nextInt(Math.min(line.length - at, 12) + 1);
    byte[] between =
        switch (dice.nextInt(5)) {
          case 0 -> new byte[0];
          case 1 -> new byte[] {(byte) dice.nextInt(256)};
          case 2 -> bytes(SPICE[dice.nextInt(SPICE.length)]);
          case 3 -> lines.get(dice.nextInt(lines.size()));
          default -> bytes(String.valueOf(dice.nextInt(200)));
        };
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(line, 0, at);
    out.writeBytes(between);
    out.write(line, end, line.length - end);
    return out.toByteArray();
  }
}
