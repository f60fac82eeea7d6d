package io.cresset.api.model;

import java.util.Map;
import java.util.Optional;

/**
 * How far a replayable source has been read, in the source's own opaque words. The moves of a batch
 * become durable in the same frame as its records: a crash loses neither or both.
 *
 * @param moves key to the new position, at most {@value #MAX_VALUE_BYTES} bytes; empty = forget it
 */
public record PositionMoves(Map<String, Optional<ByteSlice>> moves) {
  public static final int MAX_VALUE_BYTES = 4096;
  public static final int MAX_KEY_BYTES = 1024;
  private static final PositionMoves NONE = new PositionMoves(Map.of());

  public PositionMoves {
    moves = Map.copyOf(moves);
    moves.forEach(
        (key, value) -> {
          if (key.isEmpty()
              || key.getBytes(java.nio.charset.StandardCharsets.UTF_8).length > MAX_KEY_BYTES) {
            throw new InvalidTelemetry("a position's key has 1 to 1024 bytes: '" + key + "'");
          }
          if (value.isPresent() && value.get().length() > MAX_VALUE_BYTES) {
            throw new InvalidTelemetry(
                "position '"
                    + key
                    + "' has "
                    + value.get().length()
                    + " bytes, more than "
                    + MAX_VALUE_BYTES);
          }
        });
  }

  public static PositionMoves none() {
    return NONE;
  }

  /** Makes these moves in {@code positions}. */
  public void applyTo(Map<String, ByteSlice> positions) {
    moves.forEach(
        (key, value) ->
            value.ifPresentOrElse(
                position -> positions.put(key, position), () -> positions.remove(key)));
  }

  public boolean isEmpty() {
    return moves.isEmpty();
  }
}
