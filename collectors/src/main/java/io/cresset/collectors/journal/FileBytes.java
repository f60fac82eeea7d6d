package io.cresset.collectors.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one file, some of them kept in memory. It is read and not mapped: a mapped file that
 * somebody cuts short ends in a fault of memory, and what a writer maps and we read is the same
 * pages either way.
 */
final class FileBytes implements AutoCloseable {
  private static final int BLOCK_BYTES = 16 * 1024;
  private static final int BLOCKS = 8;

  /** What is read at once is at most this long; longer things are read straight to their place. */
  private static final int DIRECT_BYTES = 4 * 1024;

  private final FileSource source;
  private final long[] numbers = new long[BLOCKS];
  private final @Nullable ByteBuffer[] blocks = new ByteBuffer[BLOCKS];
  private long size;

  FileBytes(FileSource source) throws IOException {
    this.source = source;
    this.size = source.size();
  }

  /** Its length when it was last looked at. */
  long size() {
    return size;
  }

  /** Forgets what was read, because a writer may have changed it. */
  void refresh() throws IOException {
    size = source.size();
    for (int i = 0; i < BLOCKS; i++) {
      numbers[i] = -1;
    }
  }

  /** Bytes as they are in the file now, whatever is kept. */
  void readFresh(ByteBuffer to, long offset) throws IOException {
    check(offset, to.remaining());
    long at = offset;
    while (to.hasRemaining()) {
      int read = source.read(to, at);
      if (read < 0) {
        throw new Damage("the file ends", at);
      }
      at += read;
    }
  }

  int unsignedByte(long offset) throws IOException {
    ByteBuffer block = block(offset, 1);
    return block.get((int) (offset % BLOCK_BYTES)) & 0xFF;
  }

  /** Four bytes, as an unsigned number. */
  long uint32(long offset) throws IOException {
    check(offset, 4);
    int within = (int) (offset % BLOCK_BYTES);
    if (within <= BLOCK_BYTES - 4) {
      return block(offset, 4).getInt(within) & 0xFFFF_FFFFL;
    }
    byte[] bytes = bytes(offset, 4);
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(0) & 0xFFFF_FFFFL;
  }

  /** Eight bytes. */
  long uint64(long offset) throws IOException {
    check(offset, 8);
    int within = (int) (offset % BLOCK_BYTES);
    if (within <= BLOCK_BYTES - 8) {
      return block(offset, 8).getLong(within);
    }
    byte[] bytes = bytes(offset, 8);
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(0);
  }

  /** Sixteen bytes of an id, which are in the order in which it is written. */
  Id128 id(long offset) throws IOException {
    return new Id128(Long.reverseBytes(uint64(offset)), Long.reverseBytes(uint64(offset + 8)));
  }

  /** A copy of some bytes. */
  byte[] bytes(long offset, int length) throws IOException {
    check(offset, length);
    byte[] bytes = new byte[length];
    if (length > DIRECT_BYTES) {
      readFresh(ByteBuffer.wrap(bytes), offset);
      return bytes;
    }
    int done = 0;
    while (done < length) {
      long at = offset + done;
      int within = (int) (at % BLOCK_BYTES);
      int part = Math.min(length - done, BLOCK_BYTES - within);
      block(at, part).get(within, bytes, done, part);
      done += part;
    }
    return bytes;
  }

  private void check(long offset, long length) throws Damage {
    if (offset < 0 || length < 0 || length > size - offset) {
      throw new Damage("something of %d bytes reaches beyond the end".formatted(length), offset);
    }
  }

  /** The block with an offset in it, filled at least up to {@code length} bytes behind that. */
  private ByteBuffer block(long offset, int length) throws IOException {
    check(offset, length);
    long number = offset / BLOCK_BYTES;
    int slot = (int) (number % BLOCKS);
    ByteBuffer block = blocks[slot];
    int end = (int) (offset % BLOCK_BYTES) + length;
    if (block != null && numbers[slot] == number && block.limit() >= end) {
      return block;
    }
    if (block == null) {
      block = ByteBuffer.allocate(BLOCK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
      blocks[slot] = block;
    }
    numbers[slot] = -1;
    block.clear();
    long from = number * BLOCK_BYTES;
    while (block.hasRemaining()) {
      int read = source.read(block, from + block.position());
      if (read < 0) {
        break;
      }
    }
    block.flip();
    if (block.limit() < end) {
      throw new Damage("the file ends", from + block.limit());
    }
    numbers[slot] = number;
    return block;
  }

  @Override
  public void close() throws IOException {
    source.close();
  }
}
