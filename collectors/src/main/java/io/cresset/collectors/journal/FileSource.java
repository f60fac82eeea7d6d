package io.cresset.collectors.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** An open file, as far as it is needed: bytes at places. */
interface FileSource extends Closeable {

  /**
   * Reads some bytes into what remains of a buffer.
   *
   * @return how many; negative at the end
   */
  int read(ByteBuffer to, long at) throws IOException;

  /** How long it is now, in bytes. */
  long size() throws IOException;

  /** Opens files. */
  @FunctionalInterface
  interface Opening {
    FileSource open(Path path) throws IOException;
  }

  /** Opens a file of the file system. */
  static FileSource open(Path path) throws IOException {
    FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
    return new FileSource() {
      @Override
      public int read(ByteBuffer to, long at) throws IOException {
        return channel.read(to, at);
      }

      @Override
      public long size() throws IOException {
        return channel.size();
      }

      @Override
      public void close() throws IOException {
        channel.close();
      }
    };
  }
}
