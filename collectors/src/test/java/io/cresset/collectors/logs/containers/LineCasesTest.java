package io.cresset.collectors.logs.containers;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.Value;
import io.cresset.testkit.CaseFolders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Lines of runtimes, and lines that only look like theirs; each line of a file is one. */
class LineCasesTest {

  @TestFactory
  Stream<DynamicTest> lines() {
    return CaseFolders.in("cases/containers/lines", LineCasesTest::each);
  }

  private static String each(Path folder) throws Exception {
    byte[] input = Files.readAllBytes(folder.resolve("input.bin"));
    LineParser parser = new LineParser();
    RuntimeLine line = new RuntimeLine();
    StringBuilder out = new StringBuilder();
    int start = 0;
    for (int i = 0; i < input.length; i++) {
      if (input[i] == '\n') {
        out.append(visible(ByteSlice.of(input, start, i - start))).append('\n');
        out.append(parser.read(input, start, i, line) ? read(line) : "  not read\n").append('\n');
        start = i + 1;
      }
    }
    assertThat(start).as("input.bin ends with a line feed").isEqualTo(input.length);
    return out.toString();
  }

  private static String read(RuntimeLine line) {
    long nanos = line.unixNanos();
    StringBuilder out = new StringBuilder();
    out.append("  time    ")
        .append(Instant.ofEpochSecond(nanos / 1_000_000_000, nanos % 1_000_000_000))
        .append('\n');
    out.append("  stream  ")
        .append(IoStream.values()[line.stream()])
        .append(line.isPartial() ? ", partial" : "");
    line.attributes()
        .forEach((key, value) -> out.append("\n  ").append(key).append(" = ").append(value));
    ByteSlice text = ByteSlice.of(line.array(), line.from(), line.length());
    return out.append("\n  text    ").append(visible(text)).append('\n').toString();
  }

  /** Valid UTF-8 as it is, except control characters; other bytes one by one. */
  static String visible(ByteSlice bytes) {
    StringBuilder out = new StringBuilder("|");
    if (Value.ofUtf8(bytes) instanceof Value.Text text) {
      text.toString()
          .chars()
          .forEach(c -> out.append(c < ' ' || c == 0x7F ? "\\x%02x".formatted(c) : (char) c + ""));
    } else {
      for (byte b : bytes.toByteArray()) {
        out.append(b >= ' ' && b < 0x7F ? (char) b + "" : "\\x%02x".formatted(b & 0xFF));
      }
    }
    return out.append('|').toString();
  }
}
