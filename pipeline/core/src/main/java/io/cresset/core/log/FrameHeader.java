package io.cresset.core.log;

import io.cresset.core.log.SegmentHeader.SegmentId;
import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * What stands before a frame's payload: {@value #BYTES} bytes, big-endian. It repeats what the
 * segment's header says, so that a damaged segment header costs nothing.
 *
 * <pre>
 *  0  4  marker: F5 C7 FD 9B, which UTF-8 text never contains
 *  4  1  kind: 1 data, 2 state
 *  5  1  codec of the payload: 0 none
 *  6  2  zero
 *  8 16  log id
 * 24  4  sequence of the segment
 * 28  4  salt of the segment
 * 32  4  epoch
 * 36  4  offset of this frame in the segment
 * 40  8  number of the first record; of a state frame, of the record that comes next
 * 48  8  durable end: records below it would have survived a power cut when this was written
 * 56  8  wall clock when it was taken, nanoseconds since the Unix epoch
 * 64  4  record count; 0 in a state frame
 * 68  4  bytes of position moves, with which the payload begins
 * 72  4  bytes of the payload, decoded
 * 76  4  bytes of the payload, as stored
 * 80  4  CRC32C of the payload, as stored
 * 84  4  CRC32C of the 84 bytes before
 * </pre>
 */
record FrameHeader(
    FrameKind kind,
    int codec,
    SegmentId segment,
    int offset,
    long firstNumber,
    long durableEnd,
    long takenUnixNanos,
    int recordCount,
    int positionsBytes,
    int decodedBytes,
    int storedBytes,
    int payloadCrc) {
  static final int BYTES = 88;
  static final int CODEC_NONE = 0;

  /** The most position moves that go with one message. */
  static final int MAX_POSITIONS_BYTES = 256 * 1024;

  static final int MAX_PAYLOAD_BYTES = DurableLog.MAX_PAYLOAD_BYTES + MAX_POSITIONS_BYTES;
  static final byte MARKER_FIRST_BYTE = (byte) 0xF5;
  private static final int MARKER = 0xF5C7_FD9B;
  private static final int CRC_OFFSET = 84;

  /** What a payload is. */
  enum FrameKind {
    DATA,
    STATE
  }

  FrameHeader {
    assert firstNumber >= 0 && durableEnd >= 0 && recordCount >= 0 && offset >= SegmentHeader.BYTES;
    assert (kind == FrameKind.DATA) == (recordCount > 0);
    assert 0 <= positionsBytes && positionsBytes <= decodedBytes;
    assert decodedBytes <= MAX_PAYLOAD_BYTES && storedBytes <= MAX_PAYLOAD_BYTES;
  }

  /** The number just past its last record. */
  long endNumber() {
    return firstNumber + recordCount;
  }

  /** How the payload is stored, in a word. */
  String codecName() {
    return codec == CODEC_NONE ? "none" : "unknown (" + codec + ")";
  }

  /** Bytes from this frame's start to the next one's. */
  int frameBytes() {
    return BYTES + storedBytes;
  }

  void writeTo(ByteBuffer out) {
    int start = out.position();
    out.putInt(MARKER).put((byte) (kind.ordinal() + 1)).put((byte) codec).putShort((short) 0);
    segment.writeTo(out);
    out.putInt(offset).putLong(firstNumber).putLong(durableEnd).putLong(takenUnixNanos);
    out.putInt(recordCount).putInt(positionsBytes).putInt(decodedBytes).putInt(storedBytes);
    out.putInt(payloadCrc).putInt(crc(out, start));
    assert out.position() - start == BYTES;
  }

  /**
   * Whether these are the bytes of an intact header that says it stands where it was found. Whose
   * segment it is of, and whether its numbers fit, is the caller's to look at.
   *
   * @param at the index in {@code in}, in which {@value #BYTES} bytes follow
   * @param offset where that is in the segment
   */
  static boolean standsAt(ByteBuffer in, int at, long offset) {
    return in.getInt(at) == MARKER
        && in.getInt(at + 36) == offset
        && in.getInt(at + CRC_OFFSET) == crc(in, at)
        && isSound(in, at);
  }

  /** Whether every field is in its range: bytes that say otherwise were not written by a log. */
  private static boolean isSound(ByteBuffer in, int at) {
    int kind = in.get(at + 4);
    int records = in.getInt(at + 64);
    int positions = in.getInt(at + 68);
    int decoded = in.getInt(at + 72);
    int stored = in.getInt(at + 76);
    return (kind == 1 ? records > 0 : kind == 2 && records == 0)
        && in.getInt(at + 36) >= SegmentHeader.BYTES
        && in.getLong(at + 40) >= 0
        && in.getLong(at + 40) <= Long.MAX_VALUE - records
        && in.getLong(at + 48) >= 0
        && positions >= 0
        && positions <= decoded
        && records <= decoded - positions
        && decoded <= MAX_PAYLOAD_BYTES
        && stored >= 0
        && stored <= MAX_PAYLOAD_BYTES;
  }

  /** Reads a header that {@link #standsAt} there. */
  static FrameHeader read(ByteBuffer in, int at) {
    SegmentId segment =
        new SegmentId(
            new UUID(in.getLong(at + 8), in.getLong(at + 16)),
            in.getInt(at + 24),
            in.getInt(at + 28),
            in.getInt(at + 32));
    return new FrameHeader(
        FrameKind.values()[in.get(at + 4) - 1],
        in.get(at + 5) & 0xFF,
        segment,
        in.getInt(at + 36),
        in.getLong(at + 40),
        in.getLong(at + 48),
        in.getLong(at + 56),
        in.getInt(at + 64),
        in.getInt(at + 68),
        in.getInt(at + 72),
        in.getInt(at + 76),
        in.getInt(at + 80));
  }

  private static int crc(ByteBuffer bytes, int start) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.duplicate().limit(start + CRC_OFFSET).position(start));
    return (int) crc.getValue();
  }
}
