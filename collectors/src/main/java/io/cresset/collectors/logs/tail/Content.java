package io.cresset.collectors.logs.tail;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** The bytes of an open file. Stays what it is when the file is renamed or deleted. */
sealed interface Content extends AutoCloseable permits PlainContent, GzipContent {

  /**
   * Reads until the room is filled or the file ends.
   *
   * @return how many bytes; 0 behind the end
   */
  int read(long offset, byte[] into, int at, int length) throws IOException;

  /**
   * Bytes that there are now; of a compressed file, {@link Long#MAX_VALUE} until its end is met.
   */
  long size() throws IOException;

  /** Nothing before this offset will be read again, in the ordinary course of things. */
  void through(long offset);

  /** What it holds of the disk. */
  long diskBytes() throws IOException;

  @Override
  void close();

  /**
   * Opens what is at a path.
   *
   * @return empty if another file was there before or after: then the names that are known are old
   */
  static Optional<Content> open(Path path, Stat.Key key, boolean gzip) throws IOException {
    if (Stat.of(path).filter(found -> isFile(found, key)).isEmpty()) {
      return Optional.empty();
    }
    FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
    // The JDK does not tell the inode of an open file: it is the one that was there all the time.
    if (Stat.of(path).filter(found -> isFile(found, key)).isEmpty()) {
      channel.close();
      return Optional.empty();
    }
    return Optional.of(gzip ? new GzipContent(channel) : new PlainContent(channel));
  }

  private static boolean isFile(Stat found, Stat.Key key) {
    return found.kind() == Stat.Kind.FILE && found.key().equals(key);
  }
}
