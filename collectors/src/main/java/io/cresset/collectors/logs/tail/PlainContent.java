package io.cresset.collectors.logs.tail;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** A file as it is. */
final class PlainContent implements Content {
  /**
   * Read at once. The JDK reads into memory of its own first, as large as what it is asked for, and
   * the C library maps and unmaps what is large for each read.
   */
  private static final int READ_BYTES = 64 * 1024;

  private final FileChannel channel;

  PlainContent(FileChannel channel) {
    this.channel = channel;
  }

  @Override
  public int read(long offset, byte[] into, int at, int length) throws IOException {
    ByteBuffer room = ByteBuffer.wrap(into, at, length);
    long from = offset;
    while (room.position() < at + length) {
      room.limit(Math.min(room.position() + READ_BYTES, at + length));
      int count = channel.read(room, from);
      if (count <= 0) {
        break;
      }
      from += count;
    }
    return room.position() - at;
  }

  @Override
  public long size() throws IOException {
    return channel.size();
  }

  @Override
  public void through(long offset) {}

  @Override
  public long diskBytes() throws IOException {
    return channel.size();
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException _) {
      // Nothing was written, so nothing is lost.
    }
  }
}
