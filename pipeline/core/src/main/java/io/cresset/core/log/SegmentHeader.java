package io.cresset.core.log;

import io.cresset.api.model.Signal;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * The first {@value #BYTES} bytes of a segment, as {@code FORMAT.md} has them. Every format version
 * keeps this layout, so that a program which does not know a version still knows that it does not.
 *
 * @param signal empty if this program does not know what the log holds
 */
record SegmentHeader(
    int version, Optional<Signal> signal, SegmentId id, long firstNumber, long createdUnixNanos) {
  static final int BYTES = 72;
  static final int VERSION = 2;
  private static final long MAGIC = 0x8943_5245_534C_4F47L;
  private static final int CRC_OFFSET = 68;

  /**
   * Names a segment, in its own header and in those of its frames.
   *
   * @param salt so that nobody who has not read this very segment can write a frame of it
   */
  record SegmentId(UUID logId, int sequence, int salt, int epoch) {
    /** 28 bytes. */
    void writeTo(ByteBuffer out) {
      out.putLong(logId.getMostSignificantBits()).putLong(logId.getLeastSignificantBits());
      out.putInt(sequence).putInt(salt).putInt(epoch);
    }
  }

  void writeTo(ByteBuffer out) {
    int start = out.position();
    out.putLong(MAGIC).putInt(version).putInt(signal.map(Signal::ordinal).orElse(-1) + 1);
    id.writeTo(out);
    out.putInt(0).putLong(firstNumber).putLong(createdUnixNanos).putInt(0);
    out.putInt(crc(out, start));
    assert out.position() - start == BYTES;
  }

  /** Empty if these are not the bytes of an intact header. */
  static Optional<SegmentHeader> read(ByteBuffer in) {
    if (in.remaining() < BYTES) {
      return Optional.empty();
    }
    int start = in.position();
    if (in.getLong(start) != MAGIC
        || crc(in, start) != in.getInt(start + CRC_OFFSET)
        || in.getLong(start + 48) < 0) {
      return Optional.empty();
    }
    SegmentId id =
        new SegmentId(
            new UUID(in.getLong(start + 16), in.getLong(start + 24)),
            in.getInt(start + 32),
            in.getInt(start + 36),
            in.getInt(start + 40));
    return Optional.of(
        new SegmentHeader(
            in.getInt(start + 8),
            signal(in.getInt(start + 12)),
            id,
            in.getLong(start + 48),
            in.getLong(start + 56)));
  }

  private static Optional<Signal> signal(int code) {
    return code >= 1 && code <= Signal.values().length
        ? Optional.of(Signal.values()[code - 1])
        : Optional.empty();
  }

  private static int crc(ByteBuffer bytes, int start) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.duplicate().limit(start + CRC_OFFSET).position(start));
    return (int) crc.getValue();
  }
}
