package io.cresset.collectors.journal;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;

/**
 * Files whose entries are numbered together: the system's and the users' journals of one machine,
 * with what became of them by rotation. Used by one thread.
 */
final class Series {
  private final Id128 id;
  private long seqnum;
  private long damaged;

  /** Files with a next entry, the one with the lowest number first. */
  private final Queue<FollowedFile> ready =
      new PriorityQueue<>(
          Comparator.comparingLong(FollowedFile::order).thenComparing(FollowedFile::id));

  Series(Id128 id, Place.InSeries place) {
    this.id = id;
    this.seqnum = place.seqnum();
    this.damaged = place.damaged();
  }

  Id128 id() {
    return id;
  }

  Queue<FollowedFile> ready() {
    return ready;
  }

  Place.InSeries place() {
    return new Place.InSeries(seqnum, damaged);
  }

  /** The highest number that was read; 0 if nothing was. */
  long seqnum() {
    return seqnum;
  }

  /**
   * By what series are put in order: when the next entry was written, and of equal times a volatile
   * one first, so that what journald copied from it is known as a copy.
   */
  long order() {
    FollowedFile next = ready.peek();
    if (next == null || next.head() == null) {
      return Long.MAX_VALUE;
    }
    return next.head().realtimeMicros() * 2 + (next.isVolatile() ? 0 : 1);
  }

  /** How many numbers are left out in front of one. */
  long gapBefore(long number) {
    return seqnum == 0 ? 0 : Math.max(0, number - seqnum - 1);
  }

  /** Entries that could not be read, and whose numbers will be missed later. */
  void damaged(long entries) {
    damaged += entries;
  }

  /**
   * A gap is accepted.
   *
   * @return how much of it is not explained by entries that could not be read
   */
  long accept(long gap) {
    long explained = Math.min(gap, damaged);
    damaged -= explained;
    return gap - explained;
  }

  void read(long number) {
    seqnum = Math.max(seqnum, number);
  }
}
