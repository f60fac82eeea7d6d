package io.cresset.core.log;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** The segments of a log in their order, the newest last. */
final class Segments implements Iterable<Segment> {
  private final List<Segment> list = new ArrayList<>();

  /** Adds the newest, unless it is there. */
  void add(Segment segment) {
    if (list.isEmpty() || list.getLast() != segment) {
      list.add(segment);
    }
  }

  boolean isEmpty() {
    return list.isEmpty();
  }

  int size() {
    return list.size();
  }

  boolean contains(Segment segment) {
    return list.contains(segment);
  }

  Segment first() {
    return list.getFirst();
  }

  Segment last() {
    return list.getLast();
  }

  void removeFirst() {
    list.removeFirst();
  }

  long bytes() {
    return list.stream().mapToLong(segment -> segment.bytes).sum();
  }

  /** The segment in which a number is, or will be. Empty if there is no such record yet. */
  Optional<Segment> of(long number) {
    for (Segment segment : list) {
      if (number < segment.endNumber) {
        return Optional.of(segment);
      }
    }
    return Optional.empty();
  }

  long recordsFrom(long number) {
    return list.stream().mapToLong(segment -> segment.recordsFrom(number)).sum();
  }

  /**
   * Lets the segments end before a number.
   *
   * @return those of which nothing is left, which are no longer here
   */
  List<Segment> cutAt(long number) {
    List<Segment> gone = new ArrayList<>();
    while (!list.isEmpty() && list.getLast().firstNumber > number) {
      gone.add(list.removeLast());
    }
    if (!list.isEmpty()) {
      Segment last = list.getLast();
      last.records = last.recordsFrom(last.firstNumber) - last.recordsFrom(number);
      last.endNumber = number;
    }
    return gone;
  }

  @Override
  public Iterator<Segment> iterator() {
    return list.iterator();
  }
}
