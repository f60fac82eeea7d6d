package io.cresset.core.log;

import io.cresset.api.model.ByteSlice;
import io.cresset.core.log.FrameHeader.FrameKind;
import io.cresset.core.log.SegmentHeader.SegmentId;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** Gives frames their bytes at a place in a segment. */
final class FrameEncoder {
  private FrameEncoder() {}

  /**
   * Puts a frame behind what is in a buffer, which has room for {@link OutgoingFrame#frameBytes},
   * and looks whether it got there intact.
   */
  static void put(
      OutgoingFrame frame,
      ByteBuffer out,
      SegmentId segment,
      int offset,
      long firstNumber,
      long durableEnd) {
    FrameHeader header =
        new FrameHeader(
            frame.recordCount() > 0 ? FrameKind.DATA : FrameKind.STATE,
            frame.codec().code(),
            SegmentHeader.VERSION,
            segment,
            offset,
            firstNumber,
            durableEnd,
            frame.takenUnixNanos(),
            frame.recordCount(),
            frame.positions().length(),
            frame.messageBytes(),
            frame.storedBytes(),
            frame.crc());
    int start = out.position();
    header.writeTo(out);
    put(frame.positions(), out);
    for (ByteSlice piece : frame.stored()) {
      put(piece, out);
    }
    CRC32C crc = new CRC32C();
    crc.update(out.duplicate().limit(out.position()).position(start + FrameHeader.BYTES));
    if (out.position() - start != header.frameBytes()
        || (int) crc.getValue() != frame.crc()
        || !FrameHeader.standsAt(out, start, offset)) {
      throw new IllegalStateException(
          "a frame is not what it was when it was made: a batch was changed after it was handed"
              + " over, or memory is damaged");
    }
  }

  private static void put(ByteSlice bytes, ByteBuffer out) {
    out.put(bytes.array(), bytes.offset(), bytes.length());
  }
}
