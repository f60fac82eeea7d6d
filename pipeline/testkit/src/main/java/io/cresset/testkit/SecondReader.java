package io.cresset.testkit;

import io.cresset.api.model.Signal;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A reader of the durable log's folders that was written from {@code pipeline/core/FORMAT.md}
 * alone, in another language. It needs {@code python3}, and reads a few megabytes a second.
 */
public final class SecondReader {
  private SecondReader() {}

  /**
   * What the script finds in a folder of a log that nobody writes to: a fact a line, as it says at
   * its head.
   */
  public static List<String> read(Path folder, Signal signal) throws InterruptedException {
    Path python = Peers.require("python3");
    try {
      Path script = Files.createTempFile("second_reader", ".py");
      Path out = Files.createTempFile("second_reader", ".out");
      try (InputStream source = SecondReader.class.getResourceAsStream("second_reader.py")) {
        if (source == null) {
          throw new AssertionError("second_reader.py is not beside this class");
        }
        Files.write(script, source.readAllBytes());
        Process process =
            new ProcessBuilder(
                    python.toString(), "-B", script.toString(), folder.toString(), signal.id())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        process.getOutputStream().close();
        int code = process.waitFor();
        List<String> lines = Files.readAllLines(out, StandardCharsets.UTF_8);
        if (code != 0) {
          throw new AssertionError("second_reader.py ended with " + code + ": " + lines);
        }
        return lines;
      } finally {
        Files.delete(script);
        Files.delete(out);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
