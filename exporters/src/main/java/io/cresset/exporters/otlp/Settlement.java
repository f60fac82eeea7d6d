package io.cresset.exporters.otlp;

import io.cresset.api.export.Chunk;
import io.cresset.api.export.Outcome;
import io.cresset.api.export.Outcome.Rejection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What has become of a chunk's records so far, while it is being sent in order. */
final class Settlement {
  private final long firstNumber;
  private final List<Rejection> rejections = new ArrayList<>();
  private long unattributed;
  private String reason = "";

  /**
   * @param unreadable records that cannot be sent, wherever they stand in the chunk
   */
  Settlement(Chunk chunk, List<Rejection> unreadable) {
    firstNumber = chunk.firstNumber();
    rejections.addAll(unreadable);
  }

  void refuse(List<Rejection> refused) {
    rejections.addAll(refused);
  }

  /** Some were refused without a word about which. */
  void refuseSome(long count, String why) {
    unattributed += count;
    if (reason.isEmpty()) {
      reason = why;
    }
  }

  /** All is answered for. */
  Outcome done() {
    return new Outcome.Done(sorted(rejections), unattributed, reason);
  }

  /**
   * The records from a number on are to be sent again.
   *
   * @param after zero for Delivery's own backoff
   */
  Outcome interrupted(long upTo, Duration after, String why) {
    if (upTo == firstNumber) {
      return new Outcome.RetryAfter(after, why);
    }
    List<Rejection> settled =
        rejections.stream().filter(range -> range.endNumber() <= upTo).toList();
    return new Outcome.Partial(upTo, sorted(settled), unattributed, reason, after, why);
  }

  private static List<Rejection> sorted(List<Rejection> ranges) {
    return ranges.stream().sorted(Comparator.comparingLong(Rejection::firstNumber)).toList();
  }
}
