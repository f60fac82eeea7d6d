package io.cresset.app.e2e;

import io.cresset.testkit.Eventually;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.GZIPOutputStream;

/**
 * Writes {@code line N} so many times a second to a file that it rotates by size as kubelet does:
 * renamed, and at the next rotation the one before compressed by way of a {@code .tmp}; five are
 * kept, or all.
 */
final class RotatingWriter implements AutoCloseable {
  private static final long TICK_NANOS = 10_000_000L;
  private static final String PAD = " of a log that is rotated, and long enough to be a usual one ";

  private final Path file;
  private final int linesPerSecond;
  private final long maxFileBytes;
  private final AtomicInteger written = new AtomicInteger();
  private final Deque<Path> rotated = new ArrayDeque<>();
  private final Thread thread;
  private volatile boolean stopping;
  private int rotation;

  RotatingWriter(Path file, int linesPerSecond, long maxFileBytes) {
    this.file = file;
    this.linesPerSecond = linesPerSecond;
    this.maxFileBytes = maxFileBytes;
    this.thread = Thread.ofPlatform().name("writes " + file.getFileName()).start(this::run);
  }

  private void run() {
    long begin = System.nanoTime();
    try {
      while (!stopping) {
        try (OutputStream out =
            Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
          long bytes = 0;
          while (!stopping && bytes < maxFileBytes) {
            long due = (System.nanoTime() - begin) * linesPerSecond / 1_000_000_000L;
            StringBuilder lines = new StringBuilder();
            while (written.get() < due) {
              lines.append("a line").append(PAD).append(written.getAndIncrement()).append('\n');
            }
            byte[] some = lines.toString().getBytes(StandardCharsets.UTF_8);
            out.write(some);
            bytes += some.length;
            LockSupport.parkNanos(TICK_NANOS);
          }
        }
        if (!stopping) {
          rotate();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void rotate() throws IOException {
    if (!rotated.isEmpty()) {
      Path before = rotated.removeLast();
      Path tmp = before.resolveSibling(before.getFileName() + ".tmp");
      Path packed = before.resolveSibling(before.getFileName() + ".gz");
      try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(tmp))) {
        Files.copy(before, out);
      }
      Files.move(tmp, packed);
      Files.delete(before);
      rotated.add(packed);
    }
    Path to = file.resolveSibling(file.getFileName() + "-20260101-%06d".formatted(rotation++));
    Files.move(file, to);
    rotated.add(to);
  }

  /** Lines that were written. */
  int stop() {
    stopping = true;
    Eventually.holds("the writer ends", () -> !thread.isAlive());
    return written.get();
  }

  @Override
  public void close() {
    int _ = stop();
  }
}
