package io.cresset.app.e2e;

import io.cresset.testkit.Eventually;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Writes {@code line N} so many times a second to a log that it rotates by size. */
final class RotatingWriter implements AutoCloseable {
  private static final long TICK_NANOS = 10_000_000L;
  private static final String PAD = " of a log that is rotated, and long enough to be a usual one ";

  private final Path log;
  private final Rotation rotation;
  private final int linesPerSecond;
  private final long maxFileBytes;
  private final AtomicBoolean nobodyLooks;
  private final AtomicInteger written = new AtomicInteger();
  private final AtomicInteger rotations = new AtomicInteger();
  private final Thread thread;
  private volatile boolean stopping;

  /**
   * @param nobodyLooks while this is so, what takes lines away does not rotate
   */
  RotatingWriter(
      Path log,
      Rotation rotation,
      int linesPerSecond,
      long maxFileBytes,
      AtomicBoolean nobodyLooks) {
    this.log = log;
    this.rotation = rotation;
    this.linesPerSecond = linesPerSecond;
    this.maxFileBytes = maxFileBytes;
    this.nobodyLooks = nobodyLooks;
    this.thread = Thread.ofPlatform().name("writes " + log.getFileName()).start(this::run);
  }

  private void run() {
    long begin = System.nanoTime();
    try {
      while (!stopping) {
        Path target = rotation.target(log, rotations.get());
        try (OutputStream out =
            Files.newOutputStream(target, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
          long bytes = 0;
          while (!stopping && (bytes < maxFileBytes || mustWait())) {
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
          rotation.rotate(log, rotations.get());
          rotations.incrementAndGet();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean mustWait() {
    return rotation.takesAway() && nobodyLooks.get();
  }

  Rotation rotation() {
    return rotation;
  }

  int rotations() {
    return rotations.get();
  }

  /** Lines that were written. */
  int written() {
    return written.get();
  }

  void stop() {
    stopping = true;
    Eventually.holds("the writer ends", () -> !thread.isAlive());
  }

  @Override
  public void close() {
    stop();
  }
}
