package io.cresset.core.log;

import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.EncodedBatch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * A frame before it has a place. It is kept until it is durable, so that it can be written again
 * elsewhere; the checksum of what was taken is computed once.
 *
 * @param moves what the payload begins with
 * @param positions the same, encoded
 * @param messages pieces of the message, which is what they are together
 * @param crc CRC32C of the positions and the message
 */
record OutgoingFrame(
    Map<String, Optional<ByteSlice>> moves,
    ByteSlice positions,
    List<ByteSlice> messages,
    int messageBytes,
    int crc,
    int recordCount,
    long takenUnixNanos) {

  /** A state frame. */
  static OutgoingFrame state(
      Map<String, Optional<ByteSlice>> moves, ByteSlice message, long nowUnixNanos) {
    return of(moves, List.of(message), 0, nowUnixNanos);
  }

  private static OutgoingFrame of(
      Map<String, Optional<ByteSlice>> moves,
      List<ByteSlice> messages,
      int recordCount,
      long nowUnixNanos) {
    ByteSlice positions = PositionCodec.encode(moves);
    CRC32C crc = new CRC32C();
    crc.update(positions.array(), positions.offset(), positions.length());
    int bytes = 0;
    for (ByteSlice piece : messages) {
      crc.update(piece.array(), piece.offset(), piece.length());
      bytes += piece.length();
    }
    return new OutgoingFrame(
        moves, positions, messages, bytes, (int) crc.getValue(), recordCount, nowUnixNanos);
  }

  /**
   * Makes frames of batches, in their order. Small neighbours share a frame: OTLP messages that are
   * concatenated are their union, and of the moves of one position the later wins.
   *
   * @param frameBytes up to how many OTLP bytes batches share a frame
   */
  static List<OutgoingFrame> merge(List<EncodedBatch> batches, int frameBytes, long nowUnixNanos) {
    List<OutgoingFrame> frames = new ArrayList<>();
    Map<String, Optional<ByteSlice>> moves = new LinkedHashMap<>();
    List<ByteSlice> messages = new ArrayList<>();
    int bytes = 0;
    int movesBytes = 0;
    int records = 0;
    for (EncodedBatch batch : batches) {
      int more = batch.recordCount() == 0 ? 0 : batch.otlp().length();
      int moreMoves = PositionCodec.encodedBytes(batch.positions().moves());
      if (bytes + movesBytes > 0
          && (bytes + more > frameBytes
              || movesBytes + moreMoves > FrameHeader.MAX_POSITIONS_BYTES)) {
        frames.add(of(moves, List.copyOf(messages), records, nowUnixNanos));
        moves = new LinkedHashMap<>();
        messages.clear();
        bytes = 0;
        movesBytes = 0;
        records = 0;
      }
      moves.putAll(batch.positions().moves());
      movesBytes += moreMoves;
      if (more > 0) {
        messages.add(batch.otlp());
        bytes += more;
        records += batch.recordCount();
      }
    }
    if (bytes + movesBytes > 0) {
      frames.add(of(moves, List.copyOf(messages), records, nowUnixNanos));
    }
    return frames;
  }

  /** What it takes in a segment at most; less if its message is compressed. */
  int mostFrameBytes() {
    return FrameHeader.BYTES + positions.length() + messageBytes;
  }
}
