package io.cresset.core.log.simulation;

import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.EncodedBatch;
import io.cresset.api.model.PositionMoves;
import io.cresset.api.model.Signal;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Makes records, of which no two are alike. One that can be read again keeps them, like a file, and
 * goes on from the position that the log has kept for it; the other is a sender, who gives each
 * record once.
 */
final class Source {

  /** One record, for ever. */
  record Record(Source source, int index, byte[] bytes) {}

  /** What a source has given to the log in one piece. */
  record Given(
      Source source, int from, int to, String key, Optional<String> value, EncodedBatch batch) {
    int count() {
      return to - from;
    }

    List<Record> records() {
      return source.records.subList(from, to);
    }

    @Override
    public String toString() {
      return "%s [%d..%d) %s=%s".formatted(source.name, from, to, key, value.orElse("gone"));
    }
  }

  /** How keys begin of which the position moves without records. */
  static final String MARK = "mark";

  final String name;

  /** Whether it can be read again, and where it is stands in the log. */
  final boolean isReplayable;

  private final List<Record> records = new ArrayList<>();
  private int next;

  /** Records that were durable in the log at some time. */
  final BitSet promised = new BitSet();

  private int moves;

  Source(String name, boolean isReplayable) {
    this.name = name;
    this.isReplayable = isReplayable;
  }

  /** How many records it has given so far, those among them that it will give again. */
  int given() {
    return next;
  }

  int size() {
    return records.size();
  }

  /** Goes on from a position, or from its start. */
  void resume(Optional<String> position) {
    next = position.map(text -> Integer.parseInt(text.substring(0, text.indexOf(':')))).orElse(0);
  }

  static int indexOf(String position) {
    return Integer.parseInt(position.substring(0, position.indexOf(':')));
  }

  /**
   * Gives the next records.
   *
   * @param frames bytes to put into some of them, such as somebody who logs our log would
   */
  Given give(int count, SplittableRandom dice, byte[] frames) {
    int from = next;
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    for (int i = 0; i < count; i++, next++) {
      if (next == records.size()) {
        records.add(new Record(this, next, bytes(next, dice, frames)));
      }
      message.writeBytes(records.get(next).bytes());
    }
    String position = next + ":" + ++moves;
    return new Given(
        this,
        from,
        next,
        isReplayable ? name : "",
        Optional.of(position),
        batch(
            message.toByteArray(), count, isReplayable ? Map.of(name, slice(position)) : Map.of()));
  }

  private static Optional<ByteSlice> slice(String text) {
    return Optional.of(ByteSlice.of(text.getBytes(StandardCharsets.UTF_8)));
  }

  static EncodedBatch batch(byte[] message, int count, Map<String, Optional<ByteSlice>> moves) {
    return new EncodedBatch(Signal.LOGS, ByteSlice.of(message), count, new PositionMoves(moves));
  }

  /** Moves or forgets the position of something that has no records. */
  Given mark(String key, Optional<String> value) {
    return new Given(
        this,
        next,
        next,
        key,
        value,
        batch(new byte[0], 0, Map.of(key, value.flatMap(Source::slice))));
  }

  private byte[] bytes(int index, SplittableRandom dice, byte[] frames) {
    byte[] head = (name + ":" + index + " ").getBytes(StandardCharsets.UTF_8);
    int sizes = dice.nextInt(200);
    if (sizes < 3 && frames.length > 0) {
      int from = dice.nextInt(frames.length);
      return joined(head, java.util.Arrays.copyOfRange(frames, from, frames.length));
    }
    int more = sizes == 3 ? dice.nextInt(6000) : sizes < 20 ? dice.nextInt(400) : dice.nextInt(30);
    byte[] filler = new byte[more];
    if (dice.nextBoolean()) {
      dice.nextBytes(filler);
    }
    return joined(head, filler);
  }

  private static byte[] joined(byte[] one, byte[] other) {
    byte[] both = java.util.Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, both, one.length, other.length);
    return both;
  }
}
