package io.cresset.core.log;

import io.cresset.api.model.ByteSlice;
import io.cresset.core.log.FrameHeader.FrameKind;
import io.cresset.core.log.SegmentHeader.SegmentId;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Gives frames their bytes. What it compresses is a copy of its own, in an array that it keeps from
 * frame to frame, so what it has checked cannot change any more. Used by one thread.
 */
final class FrameEncoder {
  private static final int FIRST_BYTES = 64 * 1024;

  private final Compression compression;
  private final CRC32C crc = new CRC32C();
  private byte[] gathered = new byte[0];

  /** Null until there is something to compress: a log that takes nothing loads no library. */
  private @Nullable Lz4Block lz4;

  FrameEncoder(Compression compression) {
    this.compression = compression;
  }

  /**
   * Puts a frame behind what is in a buffer, which has room for {@link
   * OutgoingFrame#mostFrameBytes}, and looks whether it got there intact.
   */
  void put(
      OutgoingFrame frame,
      ByteBuffer out,
      SegmentId segment,
      int offset,
      long firstNumber,
      long durableEnd) {
    List<ByteSlice> message = frame.messages();
    int storedBytes = frame.messageBytes();
    int payloadCrc = frame.crc();
    Compression codec = Compression.NONE;
    if (compression == Compression.LZ4 && frame.recordCount() > 0) {
      gather(frame);
      ByteSlice block = block(frame.messageBytes());
      if (block.length() < storedBytes) {
        message = List.of(block);
        storedBytes = block.length();
        payloadCrc = crc(frame.positions(), block);
        codec = Compression.LZ4;
      }
    }
    FrameHeader header =
        new FrameHeader(
            frame.recordCount() > 0 ? FrameKind.DATA : FrameKind.STATE,
            codec.code(),
            SegmentHeader.VERSION,
            segment,
            offset,
            firstNumber,
            durableEnd,
            frame.takenUnixNanos(),
            frame.recordCount(),
            frame.positions().length(),
            frame.messageBytes(),
            storedBytes,
            payloadCrc);
    int start = out.position();
    header.writeTo(out);
    put(frame.positions(), out);
    for (ByteSlice piece : message) {
      put(piece, out);
    }
    crc.reset();
    crc.update(out.duplicate().limit(out.position()).position(start + FrameHeader.BYTES));
    if (out.position() - start != header.frameBytes()
        || (int) crc.getValue() != payloadCrc
        || !FrameHeader.standsAt(out, start, offset)) {
      throw changed();
    }
  }

  private static IllegalStateException changed() {
    return new IllegalStateException(
        "a batch was changed after it was handed over, or memory is damaged");
  }

  /** Puts the pieces of a message into one, which is then what was taken, or this fails. */
  private void gather(OutgoingFrame frame) {
    if (gathered.length < frame.messageBytes()) {
      gathered =
          new byte[Math.max(frame.messageBytes(), Math.max(FIRST_BYTES, 2 * gathered.length))];
    }
    int at = 0;
    for (ByteSlice piece : frame.messages()) {
      System.arraycopy(piece.array(), piece.offset(), gathered, at, piece.length());
      at += piece.length();
    }
    if (crc(frame.positions(), ByteSlice.of(gathered, 0, at)) != frame.crc()) {
      throw changed();
    }
  }

  private ByteSlice block(int length) {
    Lz4Block known = lz4;
    if (known == null) {
      known = new Lz4Block();
      lz4 = known;
    }
    return known.compress(gathered, length);
  }

  private int crc(ByteSlice one, ByteSlice other) {
    crc.reset();
    crc.update(one.array(), one.offset(), one.length());
    crc.update(other.array(), other.offset(), other.length());
    return (int) crc.getValue();
  }

  private static void put(ByteSlice bytes, ByteBuffer out) {
    out.put(bytes.array(), bytes.offset(), bytes.length());
  }
}
