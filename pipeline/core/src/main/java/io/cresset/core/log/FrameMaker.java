package io.cresset.core.log;

import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.EncodedBatch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes frames of batches, and compresses their messages. Before they are written, not while: what
 * is kept of them until they are durable is the compressed form, a fifth as a rule. Used by one
 * thread.
 */
final class FrameMaker {
  private static final int FIRST_BYTES = 64 * 1024;

  private final Compression compression;
  private final int frameBytes;

  /** The pieces of a message in one, in an array that is kept from frame to frame. */
  private byte[] gathered = new byte[0];

  /** Null until there is something to compress: a log that takes nothing loads no library. */
  private @Nullable Lz4Block lz4;

  /**
   * @param frameBytes up to how many OTLP bytes batches share a frame
   */
  FrameMaker(Compression compression, int frameBytes) {
    this.compression = compression;
    this.frameBytes = frameBytes;
  }

  /**
   * Makes frames of batches, in their order. Small neighbours share a frame: OTLP messages that are
   * concatenated are their union, and of the moves of one position the later wins.
   */
  List<OutgoingFrame> frames(List<EncodedBatch> batches, long nowUnixNanos) {
    List<OutgoingFrame> frames = new ArrayList<>();
    Draft draft = new Draft();
    for (EncodedBatch batch : batches) {
      int more = batch.recordCount() == 0 ? 0 : batch.otlp().length();
      int moreMoves = PositionCodec.encodedBytes(batch.positions().moves());
      boolean fits =
          draft.bytes + more <= frameBytes
              && draft.movesBytes + moreMoves <= FrameHeader.MAX_POSITIONS_BYTES;
      if (!fits && !draft.isEmpty()) {
        frames.add(finish(draft, nowUnixNanos));
        draft = new Draft();
      }
      draft.moves.putAll(batch.positions().moves());
      draft.movesBytes += moreMoves;
      if (more > 0) {
        draft.pieces.add(batch.otlp());
        draft.bytes += more;
        draft.records += batch.recordCount();
      }
    }
    if (!draft.isEmpty()) {
      frames.add(finish(draft, nowUnixNanos));
    }
    return frames;
  }

  /** What goes into the next frame. */
  private static final class Draft {
    final Map<String, Optional<ByteSlice>> moves = new LinkedHashMap<>();
    final List<ByteSlice> pieces = new ArrayList<>();
    int bytes;
    int movesBytes;
    int records;

    boolean isEmpty() {
      return bytes + movesBytes == 0;
    }
  }

  private OutgoingFrame finish(Draft draft, long nowUnixNanos) {
    List<ByteSlice> stored = draft.pieces;
    Compression codec = Compression.NONE;
    if (compression == Compression.LZ4 && draft.records > 0) {
      ByteSlice block = block(draft);
      if (block.length() < draft.bytes) {
        stored = List.of(ByteSlice.of(block.toByteArray()));
        codec = Compression.LZ4;
      }
    }
    return OutgoingFrame.of(draft.moves, stored, codec, draft.bytes, draft.records, nowUnixNanos);
  }

  /** The message compressed; good until the next one is. */
  private ByteSlice block(Draft draft) {
    Lz4Block known = lz4;
    if (known == null) {
      known = new Lz4Block();
      lz4 = known;
    }
    return known.compress(draft.pieces.size() == 1 ? draft.pieces.getFirst() : gathered(draft));
  }

  private ByteSlice gathered(Draft draft) {
    if (gathered.length < draft.bytes) {
      gathered = new byte[Math.max(draft.bytes, Math.max(FIRST_BYTES, 2 * gathered.length))];
    }
    int at = 0;
    for (ByteSlice piece : draft.pieces) {
      System.arraycopy(piece.array(), piece.offset(), gathered, at, piece.length());
      at += piece.length();
    }
    return ByteSlice.of(gathered, 0, at);
  }
}
