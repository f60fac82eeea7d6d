package io.cresset.core.log;

import io.airlift.compress.v3.MalformedInputException;
import io.airlift.compress.v3.lz4.Lz4JavaCompressor;
import io.airlift.compress.v3.lz4.Lz4JavaDecompressor;
import io.cresset.api.model.ByteSlice;
import java.util.Optional;

/**
 * LZ4's block format by the library's Java code, never its native one. Nothing of the library is
 * loaded before the first block. For one thread at a time.
 *
 * @see <a href="https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md">the format</a>
 */
final class Lz4Block {
  private final Lz4JavaCompressor compressor = new Lz4JavaCompressor();
  private byte[] room = new byte[0];

  /**
   * Compresses bytes.
   *
   * @return good until the next call
   */
  ByteSlice compress(ByteSlice bytes) {
    int most = compressor.maxCompressedLength(bytes.length());
    if (room.length < most) {
      room = new byte[most];
    }
    return ByteSlice.of(
        room,
        0,
        compressor.compress(bytes.array(), bytes.offset(), bytes.length(), room, 0, room.length));
  }

  /**
   * The bytes that were compressed, in an array of their own; empty if these are no block, or one
   * of another length.
   */
  static Optional<ByteSlice> decompress(ByteSlice block, int length) {
    byte[] bytes = new byte[length];
    try {
      int got =
          new Lz4JavaDecompressor()
              .decompress(block.array(), block.offset(), block.length(), bytes, 0, length);
      return got == length ? Optional.of(ByteSlice.of(bytes)) : Optional.empty();
    } catch (MalformedInputException _) {
      return Optional.empty();
    }
  }
}
