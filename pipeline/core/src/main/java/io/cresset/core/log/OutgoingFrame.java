package io.cresset.core.log;

import io.cresset.api.model.ByteSlice;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * A frame before it has a place, as {@link FrameMaker} makes it. It is kept until it is durable, so
 * that it can be written again elsewhere, and so it holds its message as it is stored.
 *
 * @param moves what the payload begins with; none once they were made
 * @param positions the same, encoded
 * @param stored pieces of the message as it is stored, which is what they are together
 * @param storedBytes their sum
 * @param codec how they are stored
 * @param messageBytes of the message, decoded
 * @param crc CRC32C of the positions and what is stored
 */
record OutgoingFrame(
    Map<String, Optional<ByteSlice>> moves,
    ByteSlice positions,
    List<ByteSlice> stored,
    int storedBytes,
    Compression codec,
    int messageBytes,
    int crc,
    int recordCount,
    long takenUnixNanos) {

  /** A state frame. */
  static OutgoingFrame state(
      Map<String, Optional<ByteSlice>> moves, ByteSlice message, long nowUnixNanos) {
    return of(moves, List.of(message), Compression.NONE, message.length(), 0, nowUnixNanos);
  }

  static OutgoingFrame of(
      Map<String, Optional<ByteSlice>> moves,
      List<ByteSlice> stored,
      Compression codec,
      int messageBytes,
      int recordCount,
      long nowUnixNanos) {
    ByteSlice positions = PositionCodec.encode(moves);
    CRC32C crc = new CRC32C();
    crc.update(positions.array(), positions.offset(), positions.length());
    int bytes = 0;
    for (ByteSlice piece : stored) {
      crc.update(piece.array(), piece.offset(), piece.length());
      bytes += piece.length();
    }
    return new OutgoingFrame(
        moves,
        positions,
        stored,
        bytes,
        codec,
        messageBytes,
        (int) crc.getValue(),
        recordCount,
        nowUnixNanos);
  }

  /** What is left to be kept once the moves were made: the payload has them too. */
  OutgoingFrame withoutMoves() {
    return new OutgoingFrame(
        Map.of(),
        positions,
        stored,
        storedBytes,
        codec,
        messageBytes,
        crc,
        recordCount,
        takenUnixNanos);
  }

  /** What it takes in a segment. */
  int frameBytes() {
    return FrameHeader.BYTES + positions.length() + storedBytes;
  }

  /** What it would take without compression, by which a sink's chunks are measured. */
  int plainBytes() {
    return FrameHeader.BYTES + positions.length() + messageBytes;
  }
}
