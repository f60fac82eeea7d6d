package io.cresset.core.log;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * An open file. Reads and writes go by position, so that readers and the writer do not meet. One
 * thread writes at a time; another may force meanwhile.
 */
public interface DiskFile extends AutoCloseable {

  long size() throws IOException;

  /**
   * Fills {@code into} up to its limit, or as far as the file goes.
   *
   * @return how many bytes were read; 0 at the end
   */
  int read(long position, ByteBuffer into) throws IOException;

  /** Writes all that remains in {@code from}, or fails having written any part of it. */
  void write(long position, ByteBuffer from) throws IOException;

  /** Returns once everything written before would survive a power cut. */
  void force() throws IOException;

  void truncate(long size) throws IOException;

  @Override
  void close();
}
