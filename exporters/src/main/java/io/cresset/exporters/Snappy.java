package io.cresset.exporters;

import io.airlift.compress.v3.snappy.SnappyJavaCompressor;
import java.util.Arrays;

/**
 * Compresses to snappy's block format. For one thread at a time.
 *
 * @see <a href="https://github.com/google/snappy/blob/main/format_description.txt">the format</a>
 */
public final class Snappy {
  private final SnappyJavaCompressor compressor = new SnappyJavaCompressor();
  private byte[] room = new byte[16 * 1024];

  /** The compressed form of a part of an array. */
  public byte[] compress(byte[] array, int offset, int length) {
    int most = compressor.maxCompressedLength(length);
    if (room.length < most) {
      room = new byte[most];
    }
    return Arrays.copyOf(room, compressor.compress(array, offset, length, room, 0, room.length));
  }
}
