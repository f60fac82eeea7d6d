package io.cresset.core.log;

import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.PositionMoves;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Position moves as they stand at the head of a payload, as {@code FORMAT.md} has them. */
final class PositionCodec {
  private static final int GONE = 0xFFFF;
  private static final int LENGTHS_BYTES = 4;

  private PositionCodec() {}

  static int encodedBytes(String key, Optional<ByteSlice> value) {
    return LENGTHS_BYTES
        + key.getBytes(StandardCharsets.UTF_8).length
        + value.map(ByteSlice::length).orElse(0);
  }

  static int encodedBytes(Map<String, Optional<ByteSlice>> moves) {
    int bytes = 0;
    for (Map.Entry<String, Optional<ByteSlice>> move : moves.entrySet()) {
      bytes += encodedBytes(move.getKey(), move.getValue());
    }
    return bytes;
  }

  static ByteSlice encode(Map<String, Optional<ByteSlice>> moves) {
    if (moves.isEmpty()) {
      return ByteSlice.empty();
    }
    ByteBuffer out = ByteBuffer.allocate(encodedBytes(moves));
    moves.forEach(
        (key, value) -> {
          byte[] name = key.getBytes(StandardCharsets.UTF_8);
          out.putShort((short) name.length).put(name);
          if (value.isPresent()) {
            ByteSlice bytes = value.get();
            out.putShort((short) bytes.length());
            out.put(bytes.array(), bytes.offset(), bytes.length());
          } else {
            out.putShort((short) GONE);
          }
        });
    return ByteSlice.of(out.array());
  }

  /** The moves in their order, copied; empty if the bytes are not what {@link #encode} makes. */
  static Optional<Map<String, Optional<ByteSlice>>> decode(ByteSlice bytes) {
    if (bytes.length() == 0) {
      return Optional.of(Map.of());
    }
    ByteBuffer in = ByteBuffer.wrap(bytes.array(), bytes.offset(), bytes.length());
    Map<String, Optional<ByteSlice>> moves = new LinkedHashMap<>();
    while (in.hasRemaining()) {
      Optional<byte[]> key = read(in, lengthOf(in), PositionMoves.MAX_KEY_BYTES);
      int length = lengthOf(in);
      boolean gone = length == GONE;
      Optional<byte[]> value = read(in, gone ? 0 : length, PositionMoves.MAX_VALUE_BYTES);
      if (key.isEmpty() || key.get().length == 0 || value.isEmpty()) {
        return Optional.empty();
      }
      moves.put(
          new String(key.get(), StandardCharsets.UTF_8),
          gone ? Optional.empty() : value.map(ByteSlice::of));
    }
    return Optional.of(moves);
  }

  /** -1 if there are not enough bytes for a length. */
  private static int lengthOf(ByteBuffer in) {
    return in.remaining() < 2 ? -1 : in.getShort() & 0xFFFF;
  }

  private static Optional<byte[]> read(ByteBuffer in, int length, int maxBytes) {
    if (length < 0 || length > maxBytes || length > in.remaining()) {
      return Optional.empty();
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    return Optional.of(bytes);
  }
}
