package io.cresset.collectors.linux;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.collect.CollectFailure.Kind;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * Reads small files of /proc and /sys whole, into one buffer that the next read overwrites. For one
 * thread at a time.
 */
public final class SmallFiles {
  /** More than any file of the kernel that is read here; a longer one is refused. */
  public static final int MAX_FILE_BYTES = 8 * 1024 * 1024;

  /** The JDK copies reads up to this size by way of the stack, longer ones by way of malloc. */
  private static final int READ_BYTES = 8192;

  private byte[] buffer = new byte[READ_BYTES];
  private int length;

  /**
   * A file without which there is nothing to report.
   *
   * @return its content, good until the next read
   * @throws CollectFailure absent if it does not exist, else why it could not be read
   */
  public Scan source(String path) throws CollectFailure {
    try {
      return new Scan(path, buffer(path), length);
    } catch (FileNotFoundException e) {
      throw notOpened(path, e);
    } catch (IOException e) {
      throw new CollectFailure(
          Kind.UNSUPPORTED, path + ": cannot be read: " + e.getMessage(), "", e);
    }
  }

  /**
   * A file that may be missing, and that the kernel may refuse to read (the speed of an interface
   * that is down gives EINVAL): its item is left out then.
   */
  public Optional<Scan> item(String path) {
    try {
      return Optional.of(new Scan(path, buffer(path), length));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The text of a file that may be missing, without blanks and line ends around it. */
  public Optional<String> text(String path) {
    return item(path).map(Scan::trimmed);
  }

  /** A file that holds one unsigned number and without which there is nothing to report. */
  public double count(String path) throws CollectFailure {
    Scan in = source(path);
    if (!in.nextLine()) {
      throw in.malformed("is empty");
    }
    return in.field().count();
  }

  private byte[] buffer(String path) throws IOException {
    try (FileInputStream in = new FileInputStream(path)) {
      int at = 0;
      while (true) {
        if (at == buffer.length) {
          if (at > MAX_FILE_BYTES) {
            throw new IOException("longer than " + MAX_FILE_BYTES + " bytes");
          }
          buffer = Arrays.copyOf(buffer, Math.min(at * 2, MAX_FILE_BYTES + 1));
        }
        int read = in.read(buffer, at, Math.min(READ_BYTES, buffer.length - at));
        if (read < 0) {
          length = at;
          return buffer;
        }
        at += read;
      }
    }
  }

  private static CollectFailure notOpened(String path, FileNotFoundException cause) {
    Path file = Path.of(path);
    if (Files.notExists(file)) {
      return new CollectFailure(Kind.ABSENT, path + ": there is no such file", "", cause);
    }
    if (!Files.isReadable(file)) {
      return new CollectFailure(
          Kind.UNAUTHORIZED,
          path + ": may not be read",
          "Let the user that runs this program read it.",
          cause);
    }
    return new CollectFailure(Kind.UNSUPPORTED, path + ": cannot be opened", "", cause);
  }
}
