package io.cresset.collectors.parse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;

/** The lines of a step's cases, mutated a little or not at all, and bytes of no meaning. */
public final class MutatedBodies {
  private static final String[] SPICE = {
    "{\"",
    "\":",
    "\"",
    "}",
    "]",
    "[",
    "{",
    "\\",
    "\\u12",
    "=",
    " ",
    "a=1 ",
    "level=",
    "\"level\":",
    "\u00ff",
    "\u00c3",
    "\u00e2\u0082",
    "\0",
    "\u001b[31m",
    "2026-01-02T03:04:05Z ",
    "<3>",
    "I0102 03:04:05.678901 1 a] ",
    "[error] ",
    "1e9",
    "null",
    "@",
    ".",
    ":",
    "://",
    "Bearer ",
    "4111111111111111",
    "192.0.2.1",
    "::1",
    "password="
  };

  private final List<byte[]> lines = new ArrayList<>();

  public MutatedBodies(String step) {
    try {
      Path root =
          Path.of(
              Objects.requireNonNull(MutatedBodies.class.getResource("/cases/parse/" + step))
                  .toURI());
      try (Stream<Path> files = Files.walk(root)) {
        for (Path file : files.filter(path -> path.endsWith("input.bin")).sorted().toList()) {
          new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
              .lines()
              .map(line -> line.getBytes(StandardCharsets.ISO_8859_1))
              .forEach(lines::add);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
    assertThat(lines).hasSizeGreaterThan(5);
  }

  public byte[] next(Random dice) {
    if (dice.nextInt(10) == 0) {
      byte[] random = new byte[dice.nextInt(100)];
      dice.nextBytes(random);
      return random;
    }
    byte[] line = lines.get(dice.nextInt(lines.size()));
    for (int times = dice.nextInt(4); times > 0; times--) {
      line = mutatedOnce(line, dice);
    }
    return line;
  }

  private byte[] mutatedOnce(byte[] line, Random dice) {
    int at = dice.nextInt(line.length + 1);
    int end = at + dice.nextInt(Math.min(line.length - at, 12) + 1);
    byte[] between =
        switch (dice.nextInt(4)) {
          case 0 -> new byte[0];
          case 1 -> new byte[] {(byte) dice.nextInt(256)};
          case 2 -> SPICE[dice.nextInt(SPICE.length)].getBytes(StandardCharsets.ISO_8859_1);
          default -> lines.get(dice.nextInt(lines.size()));
        };
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(line, 0, at);
    out.writeBytes(between);
    out.write(line, end, line.length - end);
    return out.toByteArray();
  }
}
