package io.cresset.core.log;

import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.EncodedBatch;
import io.cresset.core.log.FrameHeader.FrameKind;
import io.cresset.core.log.SegmentHeader.SegmentId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * A frame before it has a place. It is kept until it is durable, so that it can be written again
 * elsewhere; its payload's checksum is computed once.
 *
 * @param moves what the payload begins with
 * @param payload the encoded moves, then the message, in pieces that are concatenated
 */
record OutgoingFrame(
    Map<String, Optional<ByteSlice>> moves,
    List<ByteSlice> payload,
    int payloadBytes,
    int payloadCrc,
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
    List<ByteSlice> payload = new ArrayList<>(messages.size() + 1);
    payload.add(PositionCodec.encode(moves));
    payload.addAll(messages);
    CRC32C crc = new CRC32C();
    int bytes = 0;
    for (ByteSlice piece : payload) {
      crc.update(piece.array(), piece.offset(), piece.length());
      bytes += piece.length();
    }
    return new OutgoingFrame(
        moves, payload, bytes, (int) crc.getValue(), recordCount, nowUnixNanos);
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

  int frameBytes() {
    return FrameHeader.BYTES + payloadBytes;
  }

  /** Puts the frame behind what is in a buffer, and looks whether it got there intact. */
  void writeTo(ByteBuffer out, SegmentId segment, int offset, long firstNumber, long durableEnd) {
    int positionsBytes = payload.getFirst().length();
    FrameHeader header =
        new FrameHeader(
            recordCount > 0 ? FrameKind.DATA : FrameKind.STATE,
            FrameHeader.CODEC_NONE,
            segment,
            offset,
            firstNumber,
            durableEnd,
            takenUnixNanos,
            recordCount,
            positionsBytes,
            payloadBytes,
            payloadBytes,
            payloadCrc);
    int start = out.position();
    header.writeTo(out);
    for (ByteSlice piece : payload) {
      out.put(piece.array(), piece.offset(), piece.length());
    }
    CRC32C crc = new CRC32C();
    crc.update(out.duplicate().limit(out.position()).position(start + FrameHeader.BYTES));
    if (out.position() - start != frameBytes()
        || (int) crc.getValue() != payloadCrc
        || !FrameHeader.standsAt(out, start, offset)) {
      throw new IllegalStateException(
          "a batch was changed after it was handed over, or memory is damaged");
    }
  }
}
