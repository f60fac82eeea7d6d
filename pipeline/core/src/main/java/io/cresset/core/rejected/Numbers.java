package io.cresset.core.rejected;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A set of record numbers, at about a bit each where they stand close together. */
final class Numbers {
  private static final int BLOCK_BITS = 12;
  private static final int BLOCK_SIZE = 1 << BLOCK_BITS;

  private final TreeMap<Long, BitSet> blocks = new TreeMap<>();

  void add(long number) {
    blocks.computeIfAbsent(number >> BLOCK_BITS, _ -> new BitSet()).set(bit(number));
  }

  void add(Numbers others) {
    others.blocks.forEach((key, block) -> blocks.computeIfAbsent(key, _ -> new BitSet()).or(block));
  }

  void remove(Ids some) {
    for (Ids.Range range : some.ranges()) {
      blocks
          .subMap(range.first() >> BLOCK_BITS, true, range.last() >> BLOCK_BITS, true)
          .forEach(
              (key, block) -> {
                long base = key << BLOCK_BITS;
                long from = Math.max(0, range.first() - base);
                long last = Math.min(BLOCK_SIZE - 1, range.last() - base);
                block.clear((int) from, (int) last + 1);
              });
    }
    blocks.values().removeIf(BitSet::isEmpty);
  }

  void removeBelow(long number) {
    if (number > 0) {
      remove(new Ids(List.of(new Ids.Range(0, number - 1))));
    }
  }

  boolean has(long number) {
    BitSet block = blocks.get(number >> BLOCK_BITS);
    return block != null && block.get(bit(number));
  }

  boolean hasAny(Ids.Range range) {
    return ids().ranges().stream()
        .anyMatch(some -> some.first() <= range.last() && some.last() >= range.first());
  }

  long count() {
    return blocks.values().stream().mapToLong(BitSet::cardinality).sum();
  }

  /** The same by ranges, ascending. */
  Ids ids() {
    List<Ids.Range> ranges = new ArrayList<>();
    for (Map.Entry<Long, BitSet> block : blocks.entrySet()) {
      long base = block.getKey() << BLOCK_BITS;
      BitSet bits = block.getValue();
      int from = bits.nextSetBit(0);
      while (from >= 0) {
        int to = bits.nextClearBit(from);
        add(ranges, base + from, base + to - 1);
        from = bits.nextSetBit(to);
      }
    }
    return new Ids(ranges);
  }

  private static void add(List<Ids.Range> ranges, long first, long last) {
    boolean joins = !ranges.isEmpty() && ranges.getLast().last() == first - 1;
    long begin = joins ? ranges.removeLast().first() : first;
    ranges.add(new Ids.Range(begin, last));
  }

  private static int bit(long number) {
    return (int) number & (BLOCK_SIZE - 1);
  }
}
