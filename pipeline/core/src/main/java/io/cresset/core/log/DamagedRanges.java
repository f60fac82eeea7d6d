package io.cresset.core.log;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Record numbers known to be lost to damage, so that each is counted once, whoever comes by. */
final class DamagedRanges {
  private final TreeMap<Long, Long> endByStart = new TreeMap<>();

  DamagedRanges(List<NumberRange> ranges) {
    for (NumberRange range : ranges) {
      endByStart.merge(range.from(), range.to(), Math::max);
    }
  }

  /** Adds a range and says how many of its numbers were not known yet. */
  long add(long from, long to) {
    long known = 0;
    long mergedFrom = from;
    long mergedTo = to;
    Map.Entry<Long, Long> near = endByStart.floorEntry(to);
    while (near != null && near.getValue() >= from) {
      long overlapFrom = Math.max(from, near.getKey());
      long overlapTo = Math.min(to, near.getValue());
      known += Math.max(0, overlapTo - overlapFrom);
      mergedFrom = Math.min(mergedFrom, near.getKey());
      mergedTo = Math.max(mergedTo, near.getValue());
      endByStart.remove(near.getKey());
      near = endByStart.floorEntry(to);
    }
    endByStart.put(mergedFrom, mergedTo);
    while (endByStart.size() > StateRecord.MAX_RANGES) {
      endByStart.pollFirstEntry();
    }
    return to - from - known;
  }

  /** Drops what lies below a number: it is gone from the log altogether. */
  void forgetBelow(long number) {
    while (!endByStart.isEmpty() && endByStart.firstEntry().getValue() <= number) {
      endByStart.pollFirstEntry();
    }
  }

  List<NumberRange> ranges() {
    List<NumberRange> ranges = new ArrayList<>(endByStart.size());
    endByStart.forEach((from, to) -> ranges.add(new NumberRange(from, to)));
    return ranges;
  }
}
