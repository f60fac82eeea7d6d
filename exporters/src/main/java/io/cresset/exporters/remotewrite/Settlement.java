package io.cresset.exporters.remotewrite;

import io.cresset.api.export.Chunk;
import io.cresset.api.export.Outcome;
import io.cresset.api.export.Outcome.Rejection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What has become of a chunk's points so far, while it is being sent in order. */
final class Settlement {
  private final long firstNumber;

  /** Refused one by one, or in whole ranges. */
  private final List<Rejection> rejections = new ArrayList<>();

  /** Refused points of which it is not known which they were. */
  private long unattributed;

  /** Why the first of them were. */
  private String refusal = "";

  /**
   * @param unreadable points that cannot be sent, wherever they stand in the chunk
   */
  Settlement(Chunk chunk, List<Rejection> unreadable) {
    firstNumber = chunk.firstNumber();
    rejections.addAll(unreadable);
  }

  void refuse(List<Rejection> refused) {
    rejections.addAll(refused);
  }

  /** Some points of a request are refused. */
  void refuseSome(long points, String reason) {
    if (unattributed == 0) {
      refusal = reason;
    }
    unattributed += points;
  }

  /** All is answered for. */
  Outcome done() {
    return new Outcome.Done(sorted(rejections), unattributed, refusal);
  }

  /**
   * The points from a number on are to be sent again.
   *
   * @param after zero for Delivery's own backoff
   */
  Outcome interrupted(long upTo, Duration after, String reason) {
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
