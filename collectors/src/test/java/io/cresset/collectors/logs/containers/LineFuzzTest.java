package io.cresset.collectors.logs.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.cresset.testkit.FuzzRounds;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Lines made up and lines mutated: nothing is thrown, no byte is lost, no input takes long. */
class LineFuzzTest {
  private static final String[] SPICE = {
    "\\",
    "\"",
    "\\n",
    "\\u00",
    "\\ud83d",
    "{",
    "}",
    ":",
    ",",
    " ",
    "[",
    "]",
    "P ",
    "F ",
    "\0",
    "2026-01-02T03:04:05Z ",
    "stdout ",
    "\"log\":\"",
    "\u00ff"
  };

  private final LineParser parser = new LineParser();
  private final RuntimeLine line = new RuntimeLine();

  /** What a runtime was given is what comes out, for any bytes. */
  @Test
  void aTextComesBackByteForByte() {
    FuzzRounds.run(
        "runtime lines",
        20_000,
        dice -> {
          byte[] text = text(dice);
          boolean partial = dice.nextBoolean();
          IoStream stream = dice.nextBoolean() ? IoStream.STDOUT : IoStream.STDERR;
          checkCri(text, partial, stream);
          checkDocker(text, partial, stream, dice);
        });
  }

  private void checkCri(byte[] text, boolean partial, IoStream stream) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    String name = stream == IoStream.STDOUT ? "stdout" : "stderr";
    out.writeBytes(
        ("..2026-01-02T03:04:05.5Z " + name + (partial ? " P " : " F "))
            .getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(text);
    out.writeBytes(new byte[] {'.', '.'});
    byte[] bytes = out.toByteArray();
    assertThat(parser.read(bytes, 2, bytes.length - 2, line)).isTrue();
    checkRead(text, partial, stream);
  }

  private void checkDocker(byte[] text, boolean partial, IoStream stream, Random dice) {
    // Docker itself makes what is not UTF-8 into U+FFFD.
    String string = new String(text, StandardCharsets.UTF_8);
    // A part that ends in a line feed is the whole rest of its line.
    boolean goesOn = partial && !string.endsWith("\n");
    String json =
        "{\"log\":\"%s\",\"stream\":\"%s\",\"time\":\"2026-01-02T03:04:05.5Z\"}"
            .formatted(
                escaped(goesOn ? string : string + "\n", dice),
                stream == IoStream.STDOUT ? "stdout" : "stderr");
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    assertThat(parser.read(bytes, 0, bytes.length, line)).as(json).isTrue();
    checkRead(string.getBytes(StandardCharsets.UTF_8), goesOn, stream);
  }

  private void checkRead(byte[] text, boolean partial, IoStream stream) {
    assertThat(Arrays.copyOfRange(line.array(), line.from(), line.end())).isEqualTo(text);
    assertThat(line.isPartial()).isEqualTo(partial);
    assertThat(line.stream()).isEqualTo(stream.ordinal());
    assertThat(line.unixNanos()).isEqualTo(1_767_323_045_500_000_000L);
  }

  private static byte[] text(Random dice) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int parts = dice.nextInt(8); parts > 0; parts--) {
      switch (dice.nextInt(4)) {
        case 0 -> {
          byte[] some = new byte[dice.nextInt(dice.nextInt(20) == 0 ? 5000 : 20)];
          dice.nextBytes(some);
          out.writeBytes(some);
        }
        case 1 ->
            out.writeBytes(SPICE[dice.nextInt(SPICE.length)].getBytes(StandardCharsets.UTF_8));
        case 2 ->
            out.writeBytes(
                Character.toString(dice.nextInt(0xD800)).getBytes(StandardCharsets.UTF_8));
        default -> out.writeBytes("plain words ".getBytes(StandardCharsets.UTF_8));
      }
    }
    return out.toByteArray();
  }

  /** A JSON string's inside, each character in any of the ways that it may be written. */
  private static String escaped(String text, Random dice) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean last = i == text.length() - 1;
      if (c == '\n') {
        out.append("\\n");
      } else if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ' || (!last && dice.nextInt(10) == 0 && !Character.isSurrogate(c))) {
        out.append("\\u%04x".formatted((int) c));
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  @Test
  void aMutatedLineIsReadOrNotAndNeverTakesMoreThanItHas() throws Exception {
    List<byte[]> lines = lines();
    FuzzRounds.run(
        "mutated runtime lines",
        40_000,
        dice -> {
          byte[] bytes = mutated(lines.get(dice.nextInt(lines.size())), dice);
          byte[] before = bytes.clone();
          if (parser.read(bytes, 0, bytes.length, line)) {
            assertThat(line.length()).isBetween(0, bytes.length);
            assertThat(line.unixNanos()).isNotNegative();
          }
          assertThat(bytes).isEqualTo(before);
        });
  }

  private static List<byte[]> lines() throws IOException, URISyntaxException {
    List<byte[]> lines = new ArrayList<>();
    for (String folder : List.of("cri", "docker", "hostile")) {
      URL url =
          Objects.requireNonNull(
              LineFuzzTest.class.getResource("/cases/containers/lines/" + folder + "/input.bin"));
      String all = Files.readString(Path.of(url.toURI()), StandardCharsets.ISO_8859_1);
      for (String each : all.split("\n", -1)) {
        lines.add(each.getBytes(StandardCharsets.ISO_8859_1));
      }
    }
    return lines;
  }

  private static byte[] mutated(byte[] line, Random dice) {
    StringBuilder out = new StringBuilder(new String(line, StandardCharsets.ISO_8859_1));
    for (int times = dice.nextInt(4); times > 0 && out.length() > 0; times--) {
      int at = dice.nextInt(out.length());
      switch (dice.nextInt(4)) {
        case 0 -> out.setCharAt(at, (char) dice.nextInt(256));
        case 1 -> out.insert(at, SPICE[dice.nextInt(SPICE.length)]);
        case 2 -> out.delete(at, Math.min(out.length(), at + 1 + dice.nextInt(10)));
        default -> out.setLength(at);
      }
    }
    return out.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  /** 256 KiB of the same, of everything that a parser could stumble over. */
  @Test
  void noInputTakesLong() {
    List<byte[]> large = new ArrayList<>();
    for (String head :
        List.of(
            "",
            "{",
            "{\"log\":\"",
            "{\"x\":",
            "{\"attrs\":{",
            "2026-01-02T03:04:05Z stdout F",
            "2026-01-02T03:04:05Z stdout F:")) {
      for (String part : SPICE) {
        large.add(
            (head + part.repeat(256 * 1024 / part.length())).getBytes(StandardCharsets.UTF_8));
      }
    }
    assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> {
          for (int times = 0; times < 10; times++) {
            large.forEach(bytes -> parser.read(bytes, 0, bytes.length, line));
          }
        });
  }

  @Test
  void whatDockerKeepsOfAContainerMayBeAnything() throws Exception {
    byte[] whole =
        Files.readAllBytes(
            Path.of(
                Objects.requireNonNull(
                        LineFuzzTest.class.getResource(
                            "/cases/containers/docker/pod/config.v2.json"))
                    .toURI()));
    assertThat(DockerContainer.parse(whole)).isPresent();
    FuzzRounds.run("config.v2.json", 5_000, dice -> DockerContainer.parse(mutated(whole, dice)));
  }
}
