package io.cresset.api.export;

import java.time.Duration;
import java.util.List;

/** What became of a chunk. */
public sealed interface Outcome {

  /**
   * The destination has answered for all of it.
   *
   * @param rejections what it refused for good, by number
   * @param unattributed refused records of which it did not say which they were
   * @param reason why the unattributed were refused, as in {@link Rejection}; empty if there are
   *     none
   */
  record Done(List<Rejection> rejections, long unattributed, String reason) implements Outcome {
    public Done {
      rejections = List.copyOf(rejections);
    }
  }

  /**
   * Records below {@code upTo} are answered for; the rest is to be sent again after a while.
   *
   * @param unattributed refused records below {@code upTo} of which it did not say which they were
   * @param refusal why the unattributed were refused, as in {@link Rejection}; empty if there are
   *     none
   * @param reason why the rest is to be sent again
   */
  record Partial(
      long upTo,
      List<Rejection> rejections,
      long unattributed,
      String refusal,
      Duration after,
      String reason)
      implements Outcome {
    public Partial {
      rejections = List.copyOf(rejections);
    }

    /** Nothing unattributed. */
    public Partial(long upTo, List<Rejection> rejections, Duration after, String reason) {
      this(upTo, rejections, 0, "", after, reason);
    }
  }

  /**
   * Nothing is known to have arrived: send it again.
   *
   * @param after what the destination asked for (Retry-After); zero = Delivery's own backoff
   * @param reason what happened and, where the user can do something, what
   */
  record RetryAfter(Duration after, String reason) implements Outcome {}

  /**
   * Records refused for good.
   *
   * @param firstNumber first record number of the range
   * @param endNumber just past the last
   * @param reason a few words that become a label value, and behind a colon and a space the details
   */
  record Rejection(long firstNumber, long endNumber, String reason) {
    public Rejection {
      if (endNumber <= firstNumber) {
        throw new IllegalArgumentException("an empty range " + firstNumber + ".." + endNumber);
      }
    }
  }

  static Outcome delivered() {
    return new Done(List.of(), 0, "");
  }

  static Outcome retry(String reason) {
    return new RetryAfter(Duration.ZERO, reason);
  }
}
