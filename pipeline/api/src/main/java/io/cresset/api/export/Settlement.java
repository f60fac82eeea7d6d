package io.cresset.api.export;

import io.cresset.api.export.Outcome.Rejection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What has become of a chunk's records so far, while a sink sends them in order, in one request or
 * several. For one thread at a time.
 */
public final class Settlement {
  private final long firstNumber;

  /** Refused one by one, or in whole ranges. */
  private final List<Rejection> rejections = new ArrayList<>();

  /** Refused records of which it is not known which they were. */
  private long unattributed;

  /** Why the first of those were. */
  private String refusal = "";

  /**
   * @param unreadable records that cannot be sent, wherever they stand in the chunk
   */
  public Settlement(Chunk chunk, List<Rejection> unreadable) {
    firstNumber = chunk.firstNumber();
    rejections.addAll(unreadable);
  }

  /** These records are refused. */
  public void refuse(List<Rejection> refused) {
    rejections.addAll(refused);
  }

  /** Some records of a request are refused, without a word about which. */
  public void refuseSome(long count, String reason) {
    if (unattributed == 0) {
      refusal = reason;
    }
    unattributed += count;
  }

  /** All is answered for. */
  public Outcome done() {
    return new Outcome.Done(sorted(rejections), unattributed, refusal);
  }

  /**
   * The records from a number on are to be sent again.
   *
   * @param upTo of those below, all is answered for
   * @param after what the destination asked for; zero for Delivery's own backoff
   */
  public Outcome interrupted(long upTo, Duration after, String reason) {
    if (upTo == firstNumber) {
      return new Outcome.RetryAfter(after, reason);
    }
    List<Rejection> settled =
        rejections.stream().filter(range -> range.endNumber() <= upTo).toList();
    return new Outcome.Partial(upTo, sorted(settled), unattributed, refusal, after, reason);
  }

  private static List<Rejection> sorted(List<Rejection> ranges) {
    return ranges.stream().sorted(Comparator.comparingLong(Rejection::firstNumber)).toList();
  }
}
