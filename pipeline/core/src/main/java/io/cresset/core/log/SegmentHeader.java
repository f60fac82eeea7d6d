package io.cresset.core.log;

import io.cresset.api.model.Signal;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * The first {@value #BYTES} bytes of a segment, big-endian. Every format version keeps this layout,
 * so that a program which does not know a version still knows that it does not.
 *
 * <pre>
 *  0  8  magic: 89 "CRESLOG"
 *  8  4  format version
 * 12  4  signal: 1 logs, 2 metrics
 * 16 16  log id, random
 * 32  4  sequence: ascends by one per segment; a later segment supersedes the records of earlier
 *        ones from its first number on
 * 36  4  salt, random
 * 40  4  epoch: which opening of the log wrote it
 * 44  4  zero
 * 48  8  number of the first record
 * 56  8  wall clock when it was made, nanoseconds since the Unix epoch
 * 64  4  zero
 * 68  4  CRC32C of the 68 bytes before
 * </pre>
 */
record SegmentHeader(
    int version, Signal signal, SegmentId id, long firstNumber, long createdUnixNanos) {
  static final int BYTES = 72;
  static final int VERSION = 1;
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
    out.putLong(MAGIC).putInt(version).putInt(signal.ordinal() + 1);
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
    int signal = in.getInt(start + 12);
    if (in.getLong(start) != MAGIC
        || crc(in, start) != in.getInt(start + CRC_OFFSET)
        || signal < 1
        || signal > Signal.values().length
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
            Signal.values()[signal - 1],
            id,
            in.getLong(start + 48),
            in.getLong(start + 56)));
  }

  private static int crc(ByteBuffer bytes, int start) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.duplicate().limit(start + CRC_OFFSET).position(start));
    return (int) crc.getValue();
  }
}
