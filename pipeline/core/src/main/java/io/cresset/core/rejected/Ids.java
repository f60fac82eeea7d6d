package io.cresset.core.rejected;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** By what rejected records are named: the numbers that they have where they are set aside. */
public record Ids(List<Range> ranges) {
  private static final int MAX_DIGITS = 18;

  public Ids {
    ranges = List.copyOf(ranges);
  }

  /** All from the first to the last. */
  public record Range(long first, long last) {
    @Override
    public String toString() {
      return first == last ? Long.toString(first) : first + "-" + last;
    }

    boolean has(long id) {
      return id >= first && id <= last;
    }
  }

  /**
   * @param text ids and ranges of them, such as {@code 3-7,9}
   * @throws IllegalArgumentException if it is anything else
   */
  public static Ids parse(String text) {
    List<Range> ranges = new ArrayList<>();
    for (String word : text.split(",", -1)) {
      int dash = word.indexOf('-');
      long first = number(dash < 0 ? word : word.substring(0, dash));
      long last = dash < 0 ? first : number(word.substring(dash + 1));
      if (first > last) {
        throw new IllegalArgumentException("the range '" + word + "' ends before it begins");
      }
      ranges.add(new Range(first, last));
    }
    return new Ids(ranges);
  }

  private static long number(String word) {
    if (word.isEmpty()
        || word.length() > MAX_DIGITS
        || !word.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw new IllegalArgumentException("'" + word + "' is not an id, such as 7, or 7-9");
    }
    return Long.parseLong(word);
  }

  public boolean has(long id) {
    for (Range range : ranges) {
      if (range.has(id)) {
        return true;
      }
    }
    return false;
  }

  /** As {@link #parse} takes it. */
  @Override
  public String toString() {
    return ranges.stream().map(Range::toString).collect(Collectors.joining(","));
  }
}
