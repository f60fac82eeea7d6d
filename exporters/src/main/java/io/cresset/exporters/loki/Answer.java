package io.cresset.exporters.loki;

import java.time.Duration;
import java.util.List;

/** What Loki's answer to a request means. */
sealed interface Answer {

  /** All of it is stored. */
  record Stored() implements Answer {}

  /**
   * Loki found fault with some of it, stored the rest, and sending it again would not help.
   *
   * @param complaints what it says about which entries; empty if that is not understood, or not
   *     whole
   * @param behind whether it is about the order of a stream, which is looked at last, and of the
   *     last stream only
   * @param ignored how many, if it is
   */
  record Refused(
      String reason, List<Complaint> complaints, boolean behind, Complaint.Ignored ignored)
      implements Answer {
    public Refused {
      complaints = List.copyOf(complaints);
    }

    /** How many entries it says were refused; more than there can be if it does not say. */
    long told() {
      if (behind) {
        return ignored.count();
      }
      return complaints.isEmpty()
          ? Long.MAX_VALUE
          : complaints.stream().mapToLong(Complaint::count).sum();
    }

    /** Nothing is known about which. */
    Refused(String reason) {
      this(reason, List.of(), false, new Complaint.Ignored(0, 0));
    }
  }

  /** Too much for one request. */
  record TooLarge(String reason) implements Answer {}

  /**
   * Nothing is known to be stored; to be sent again.
   *
   * @param rate whether it was too much for the rate that Loki grants
   */
  record Later(Duration after, String reason, boolean rate) implements Answer {
    Later(Duration after, String reason) {
      this(after, reason, false);
    }
  }

  /** Loki makes no more streams; what belongs to those that exist may be stored. */
  record NoMoreStreams(Duration after, String reason) implements Answer {}
}
