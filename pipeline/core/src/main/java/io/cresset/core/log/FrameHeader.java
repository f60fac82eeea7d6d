package io.cresset.core.log;

import io.cresset.core.log.SegmentHeader.SegmentId;
import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * What stands before a frame's payload: {@value #BYTES} bytes, as {@code FORMAT.md} has them. It
 * repeats what the segment's header says, so that a damaged segment header costs nothing.
 *
 * @param codec of the message; what is unknown here is not {@link Compression}'s
 * @param messageBytes of the message, decoded
 * @param storedBytes of the message, as it stands behind the position moves
 */
record FrameHeader(
    FrameKind kind,
    int codec,
    int version,
    SegmentId segment,
    int offset,
    long firstNumber,
    long durableEnd,
    long takenUnixNanos,
    int recordCount,
    int positionsBytes,
    int messageBytes,
    int storedBytes,
    int payloadCrc) {
  static final int BYTES = 88;

  /** The most position moves that go with one message. */
  static final int MAX_POSITIONS_BYTES = 256 * 1024;

  private static final int MAX_MESSAGE_BYTES = DurableLog.MAX_PAYLOAD_BYTES;

  /** The most that can follow a header. */
  static final int MAX_PAYLOAD_BYTES = MAX_MESSAGE_BYTES + MAX_POSITIONS_BYTES;

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
    assert version != SegmentHeader.VERSION
        || areSound(codec, recordCount, positionsBytes, messageBytes, storedBytes);
  }

  /** The number just past its last record. */
  long endNumber() {
    return firstNumber + recordCount;
  }

  /** How the payload is stored, in a word. */
  String codecName() {
    return Compression.of(codec).map(Compression::label).orElse("unknown (" + codec + ")");
  }

  /** The position moves, then the message as stored. */
  int payloadBytes() {
    return positionsBytes + storedBytes;
  }

  /** Bytes from this frame's start to the next one's. */
  int frameBytes() {
    return BYTES + payloadBytes();
  }

  void writeTo(ByteBuffer out) {
    int start = out.position();
    out.putInt(MARKER).put((byte) (kind.ordinal() + 1)).put((byte) codec);
    out.put((byte) version).put((byte) 0);
    segment.writeTo(out);
    out.putInt(offset).putLong(firstNumber).putLong(durableEnd).putLong(takenUnixNanos);
    out.putInt(recordCount).putInt(positionsBytes).putInt(messageBytes).putInt(storedBytes);
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

  /**
   * Whether every field is in its range: bytes that say otherwise were not written by a log. Of a
   * version that this program does not know it asks no more than it needs to go on to the next.
   */
  private static boolean isSound(ByteBuffer in, int at) {
    int kind = in.get(at + 4);
    int records = in.getInt(at + 64);
    int positions = in.getInt(at + 68);
    int stored = in.getInt(at + 76);
    return records >= 0
        && in.getInt(at + 36) >= SegmentHeader.BYTES
        && in.getLong(at + 40) >= 0
        && in.getLong(at + 40) <= Long.MAX_VALUE - records
        && in.getLong(at + 48) >= 0
        && 0 <= positions
        && 0 <= stored
        && (long) positions + stored <= Integer.MAX_VALUE - BYTES
        && (in.get(at + 6) != SegmentHeader.VERSION
            || ((kind == 1 ? records > 0 : kind == 2 && records == 0)
                && areSound(in.get(at + 5), records, positions, in.getInt(at + 72), stored)));
  }

  private static boolean areSound(
      int codec, int records, int positionsBytes, int messageBytes, int storedBytes) {
    return 0 <= positionsBytes
        && positionsBytes <= MAX_POSITIONS_BYTES
        && records <= messageBytes
        && messageBytes <= MAX_MESSAGE_BYTES
        && 0 <= storedBytes
        && (codec == Compression.NONE.code()
            ? storedBytes == messageBytes
            : storedBytes < messageBytes);
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
        in.getInt(at + 64) > 0 ? FrameKind.DATA : FrameKind.STATE,
        in.get(at + 5) & 0xFF,
        in.get(at + 6) & 0xFF,
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
