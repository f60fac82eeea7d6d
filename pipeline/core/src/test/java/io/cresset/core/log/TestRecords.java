package io.cresset.core.log;

import io.cresset.api.export.Chunk;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.EncodedBatch;
import io.cresset.api.model.PositionMoves;
import io.cresset.api.model.Signal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Records that are told apart in what comes out of a log, which takes any bytes for a message: each
 * is eight bytes, its id.
 */
final class TestRecords {
  private static final int BYTES = 8;

  private TestRecords() {}

  /** A batch of records with ids from {@code first} on. */
  static EncodedBatch batch(long first, int count) {
    return batch(first, count, Map.of());
  }

  static EncodedBatch batch(long first, int count, Map<String, Optional<ByteSlice>> moves) {
    ByteBuffer bytes = ByteBuffer.allocate(BYTES * count);
    for (int i = 0; i < count; i++) {
      bytes.putLong(first + i);
    }
    return new EncodedBatch(
        Signal.LOGS, ByteSlice.of(bytes.array()), count, new PositionMoves(moves));
  }

  /** A batch that only moves a position. */
  static EncodedBatch position(String key, long value) {
    return batch(0, 0, Map.of(key, Optional.of(bytes(Long.toString(value)))));
  }

  static ByteSlice bytes(String text) {
    return ByteSlice.of(text.getBytes(StandardCharsets.UTF_8));
  }

  static String text(ByteSlice bytes) {
    return new String(bytes.toByteArray(), StandardCharsets.UTF_8);
  }

  /** The ids of a data frame's records. */
  static List<Long> ids(FrameScanner.Frame frame) {
    List<Long> ids = new ArrayList<>();
    ByteBuffer bytes = ByteBuffer.wrap(frame.message().toByteArray());
    while (bytes.hasRemaining()) {
      ids.add(bytes.getLong());
    }
    return ids;
  }

  /** The ids of a chunk's records, without those that were answered for before. */
  static List<Long> ids(Chunk chunk) {
    List<Long> ids = new ArrayList<>();
    for (Chunk.Frame frame : chunk.frames()) {
      ByteBuffer bytes = ByteBuffer.wrap(frame.otlp().toByteArray());
      if (bytes.remaining() != BYTES * frame.recordCount()) {
        throw new AssertionError(
            frame.recordCount() + " records in " + bytes.remaining() + " bytes");
      }
      for (long number = frame.firstNumber(); number < frame.endNumber(); number++) {
        long id = bytes.getLong();
        if (number >= chunk.firstNumber()) {
          ids.add(id);
        }
      }
    }
    return ids;
  }
}
