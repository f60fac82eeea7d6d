package io.cresset.app.delivery;

import java.util.Arrays;

/**
 * Reads snappy's block format, by its description alone.
 *
 * @see <a href="https://github.com/google/snappy/blob/main/format_description.txt">the format</a>
 */
final class SnappyBlock {
  private SnappyBlock() {}

  static byte[] plain(byte[] block) {
    int at = 0;
    int length = 0;
    for (int shift = 0; ; shift += 7) {
      length |= (block[at] & 0x7F) << shift;
      if (block[at++] >= 0) {
        break;
      }
    }
    byte[] plain = new byte[length];
    int size = 0;
    while (at < block.length) {
      int tag = block[at++] & 0xFF;
      int count = tag >> 2;
      if ((tag & 3) == 0) {
        int extra = Math.max(0, count - 59);
        count = 1 + (extra == 0 ? count : little(block, at, extra));
        at += extra;
        System.arraycopy(block, at, plain, size, count);
        at += count;
      } else {
        int bytes = (tag & 3) == 3 ? 4 : tag & 3;
        boolean isShort = bytes == 1;
        int offset = little(block, at, bytes) | (isShort ? tag >> 5 << 8 : 0);
        count = isShort ? 4 + (count & 7) : 1 + count;
        at += bytes;
        for (int i = 0; i < count; i++) {
          plain[size + i] = plain[size + i - offset];
        }
      }
      size += count;
    }
    return Arrays.copyOf(plain, size);
  }

  private static int little(byte[] block, int at, int bytes) {
    int value = 0;
    for (int i = bytes - 1; i >= 0; i--) {
      value = value << 8 | block[at + i] & 0xFF;
    }
    return value;
  }
}
