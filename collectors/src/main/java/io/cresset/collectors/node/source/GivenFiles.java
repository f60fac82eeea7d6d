package io.cresset.collectors.node.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads whole files of a folder into which somebody else writes, for one run. A pipe would be
 * waited for until somebody writes to it, so only regular files are read; and all of a run's files
 * have a limit beside that of each.
 */
public final class GivenFiles {
  private final int maxFileBytes;
  private final long maxRunBytes;
  private long runBytes;

  public GivenFiles(int maxFileBytes, long maxRunBytes) {
    this.maxFileBytes = maxFileBytes;
    this.maxRunBytes = maxRunBytes;
  }

  /**
   * @throws IOException it cannot be read, is no regular file or is beyond a limit
   */
  public byte[] read(Path file) throws IOException {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new IOException("it is no regular file");
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(maxFileBytes + 1);
      if (bytes.length > maxFileBytes) {
        throw new IOException("it is longer than " + maxFileBytes + " bytes");
      }
      if (runBytes + bytes.length > maxRunBytes) {
        throw new IOException("with it all are longer than " + maxRunBytes + " bytes");
      }
      runBytes += bytes.length;
      return bytes;
    }
  }
}
