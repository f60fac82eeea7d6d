package io.cresset.exporters.loki;

import io.cresset.api.export.Outcome.Rejection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the entries that are late: so far behind the newest of their stream that Loki refuses them,
 * unless its {@code max_chunk_age}, of which half counts, is longer than by default.
 *
 * <p>They must not go with others. About the order of a stream Loki's ingester answers for the last
 * stream of a request only: with another behind it, entries that it has thrown away are answered
 * with 204. And in a stream of their own they are told from what Loki has already and calls too far
 * behind as well.
 */
final class Lateness {
  /** Loki's limit by default, and no less, since what it still takes must keep its place. */
  static final long LATE_NANOS = Duration.ofHours(1).toNanos();

  /** What is newer than the time by more than this Loki refuses, by default. */
  private static final long NEW_NANOS = Duration.ofMinutes(10).toNanos();

  private final BitSet late = new BitSet();

  /**
   * What became of entries of a chunk that comes again, by number: why they were refused, or empty.
   * Sent again they might have become too late meanwhile.
   */
  private final Map<Long, String> answered = new HashMap<>();

  /** Some entries to be sent together. */
  record Batch(Picked entries, boolean late) {}

  /**
   * Looks at a chunk. The same chunk, or the rest of one, is judged the second time as the first:
   * what is sent does not count before everything up to there is answered for.
   *
   * @param nowUnixNanos the time
   */
  void look(ChunkIndex index, long nowUnixNanos) {
    late.clear();
    for (int i = 0; i < index.size(); i++) {
      index.origin(i).stream().begin();
    }
    for (int i = 0; i < index.size(); i++) {
      Stream stream = index.origin(i).stream();
      long time = index.timeUnixNanos(i);
      if (stream.isKnown() && time < stream.seenUnixNanos() - LATE_NANOS) {
        late.set(i);
      } else if (time <= nowUnixNanos + NEW_NANOS) {
        // What is newer Loki refuses, so that it makes nothing else late.
        stream.saw(time);
      }
    }
  }

  /** Entries of a range by what they are to be sent with; those that are not late first. */
  List<Batch> batches(ChunkIndex index, int from, int to) {
    int next = late.nextSetBit(from);
    if (answered.isEmpty() && (next < 0 || next >= to)) {
      return List.of(new Batch(Picked.range(from, to), false));
    }
    Map<Stream, List<Integer>> byStream = new LinkedHashMap<>();
    int[] onTime = new int[to - from];
    int size = 0;
    for (int i = from; i < to; i++) {
      if (answered.containsKey(index.number(i))) {
        continue;
      }
      if (late.get(i)) {
        byStream.computeIfAbsent(index.origin(i).stream(), _ -> new ArrayList<>()).add(i);
      } else {
        onTime[size++] = i;
      }
    }
    List<Batch> batches = new ArrayList<>();
    if (size > 0) {
      batches.add(new Batch(Picked.of(onTime, size), false));
    }
    for (List<Integer> some : byStream.values()) {
      int[] theirs = some.stream().mapToInt(Integer::intValue).toArray();
      batches.add(new Batch(Picked.of(theirs, theirs.length), true));
    }
    return batches;
  }

  boolean isLate(int place) {
    return late.get(place);
  }

  /**
   * Keeps what became of entries of a range that is not answered for in their order.
   *
   * @param place where in the last batch it ended
   */
  void answered(ChunkIndex index, List<Batch> batches, int place, Tally tally) {
    if (tally.isVague()) {
      // Then they are asked about again.
      return;
    }
    for (int b = 0; b < batches.size(); b++) {
      Picked entries = batches.get(b).entries();
      boolean whole = b < batches.size() - 1;
      for (int i = 0; i < entries.size(); i++) {
        int at = entries.place(i);
        if (whole || at < place) {
          answered.put(index.number(at), tally.reason(index.number(at)));
        }
      }
    }
  }

  /** Says what became of entries of a range when they were sent before. */
  void recall(ChunkIndex index, int from, int to, Tally tally) {
    for (int i = from; i < to && !answered.isEmpty(); i++) {
      String reason = answered.getOrDefault(index.number(i), "");
      if (!reason.isEmpty()) {
        tally.refuse(index.number(i), reason);
      }
    }
  }

  /**
   * Keeps how new the streams are by now.
   *
   * @param upTo the number below which everything is answered for
   * @param refused of those what was refused, ascending
   */
  void keep(ChunkIndex index, long upTo, List<Rejection> refused) {
    answered.keySet().removeIf(number -> number < upTo);
    int next = 0;
    for (int i = 0; i < index.size() && index.number(i) < upTo; i++) {
      long number = index.number(i);
      while (next < refused.size() && refused.get(next).endNumber() <= number) {
        next++;
      }
      boolean taken = next == refused.size() || number < refused.get(next).firstNumber();
      if (taken && index.origin(i).stream().isNewer(index.timeUnixNanos(i))) {
        index.origin(i).stream().took(index.timeUnixNanos(i));
      }
    }
  }
}
