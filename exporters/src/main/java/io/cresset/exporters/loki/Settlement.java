package io.cresset.exporters.loki;

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

  /** Refused one by one. */
  private final List<Rejection> rejections = new ArrayList<>();

  /** Ranges of which Loki refused some, without saying well enough which. */
  private final List<Rejection> vague = new ArrayList<>();

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

  void refuseSome(List<Rejection> ranges) {
    vague.addAll(ranges);
  }

  /** All is answered for. What is vague counts as refused: too much rather than too little. */
  Outcome done() {
    long unattributed = 0;
    for (Rejection range : vague) {
      unattributed += range.endNumber() - range.firstNumber();
    }
    String reason = vague.isEmpty() ? "" : vague.getFirst().reason();
    return new Outcome.Done(sorted(rejections), unattributed, reason);
  }

  /**
   * The records from a number on are to be sent again.
   *
   * @param after zero for Delivery's own backoff
   */
  Outcome interrupted(long upTo, Duration after, String reason) {
    if (upTo == firstNumber) {
      return new Outcome.RetryAfter(after, reason);
    }
    List<Rejection> settled = new ArrayList<>(vague);
    rejections.stream().filter(range -> range.endNumber() <= upTo).forEach(settled::add);
    return new Outcome.Partial(upTo, sorted(settled), after, reason);
  }

  private static List<Rejection> sorted(List<Rejection> ranges) {
    return ranges.stream().sorted(Comparator.comparingLong(Rejection::firstNumber)).toList();
  }
}
