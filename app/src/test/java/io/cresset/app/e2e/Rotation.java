package io.cresset.app.e2e;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.zip.GZIPOutputStream;

/** What becomes of a log that has grown to its size. All that is rotated is kept, but of two. */
enum Rotation {
  /**
   * The kubelet's: renamed with the time, and compressed by way of a {@code .tmp} the next time.
   */
  KUBELET {
    @Override
    void rotate(Path log, int number) throws IOException {
      Path last = dated(log, number - 1);
      if (number > 0) {
        Path tmp = beside(last, ".tmp");
        compress(last, tmp);
        Files.move(tmp, beside(last, ".gz"));
        Files.delete(last);
      }
      Files.move(log, dated(log, number));
    }
  },

  /** logrotate's: {@code x.log.1}, {@code x.log.2} and so on. */
  RENAME {
    @Override
    void rotate(Path log, int number) throws IOException {
      for (int i = number; i > 0; i--) {
        Files.move(beside(log, "." + i), beside(log, "." + (i + 1)));
      }
      Files.move(log, beside(log, ".1"));
    }
  },

  /** logrotate's with delaycompress: all but the first are compressed, in place. */
  DELAY_COMPRESS {
    @Override
    void rotate(Path log, int number) throws IOException {
      Path first = beside(log, ".1");
      if (number > 0) {
        compress(first, beside(log, ".1.gz"));
        Files.delete(first);
      }
      for (int i = number; i > 0; i--) {
        Files.move(beside(log, "." + i + ".gz"), beside(log, "." + (i + 1) + ".gz"));
      }
      Files.move(log, first);
    }
  },

  /** logrotate's with dateext and compress. */
  DATE_EXT {
    @Override
    void rotate(Path log, int number) throws IOException {
      Path dated = dated(log, number);
      Files.move(log, dated);
      compress(dated, beside(dated, ".gz"));
      Files.delete(dated);
    }
  },

  /** logback's: a new name from the beginning. */
  NEW_NAME {
    @Override
    Path target(Path log, int number) {
      return log.resolveSibling(fileName(log).replace(".log", ".2026-01-01." + number + ".log"));
    }

    @Override
    void rotate(Path log, int number) {}
  },

  COPY_TRUNCATE {
    @Override
    void rotate(Path log, int number) throws IOException {
      Files.copy(log, dated(log, number), StandardCopyOption.COPY_ATTRIBUTES);
      try (SeekableByteChannel channel = Files.newByteChannel(log, StandardOpenOption.WRITE)) {
        channel.truncate(0);
      }
    }
  },

  DELETE {
    @Override
    boolean takesAway() {
      return true;
    }

    @Override
    void rotate(Path log, int number) throws IOException {
      Files.delete(log);
    }
  },

  /** A link leads to what is written, and is swapped for one to the next. */
  SYMLINK {
    @Override
    boolean takesAway() {
      return true;
    }

    @Override
    Path target(Path log, int number) throws IOException {
      Path parts = Files.createDirectories(log.resolveSibling("parts"));
      Path part = parts.resolve(fileName(log) + "." + number);
      if (Files.notExists(part)) {
        Files.createFile(part);
        Path link = beside(log, ".next");
        Files.createSymbolicLink(link, part);
        Files.move(link, log, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      }
      return part;
    }

    @Override
    void rotate(Path log, int number) {}
  };

  /** What is written to after so many rotations. */
  Path target(Path log, int number) throws IOException {
    return log;
  }

  /** Whether what was written cannot be found any more by who was not there. */
  boolean takesAway() {
    return false;
  }

  /**
   * Rotates once.
   *
   * @param number how often it was rotated before
   */
  abstract void rotate(Path log, int number) throws IOException;

  private static String fileName(Path log) {
    return String.valueOf(log.getFileName());
  }

  private static Path beside(Path log, String suffix) {
    return log.resolveSibling(fileName(log) + suffix);
  }

  private static Path dated(Path log, int number) {
    return beside(log, "-20260101-%06d".formatted(number));
  }

  private static void compress(Path from, Path to) throws IOException {
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(to))) {
      Files.copy(from, out);
    }
  }
}
