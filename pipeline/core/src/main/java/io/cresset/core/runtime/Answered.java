package io.cresset.core.runtime;

import io.cresset.api.export.Chunk;
import io.cresset.api.export.Outcome.Rejection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a sink's answer for a chunk comes to. A sink may say more than is so: a record counts as
 * refused once, and only if it was sent and is answered for.
 *
 * @param upTo the records below it are answered for
 * @param refused how many of them are refused for good
 * @param unselected how many of them the sink was not sent
 * @param reasons the refused by the reason that they are counted under
 * @param named which are refused, as far as the sink said: ascending, apart from each other, with
 *     the sink's words; what was not sent may lie within
 * @param said the sink's words for the first of them
 */
record Answered(
    long upTo,
    long refused,
    long unselected,
    Map<String, Long> reasons,
    List<Rejection> named,
    String said) {
  private static final Comparator<Rejection> BY_NUMBER =
      Comparator.comparingLong(Rejection::firstNumber);

  Answered {
    reasons = Map.copyOf(reasons);
    named = List.copyOf(named);
  }

  /**
   * @param unattributed how many the sink refused without saying which
   * @param reason why those
   */
  static Answered of(
      Chunk chunk, long upTo, List<Rejection> rejections, long unattributed, String reason) {
    long answered = chunk.selectedIn(chunk.firstNumber(), upTo);
    Map<String, Long> reasons = new HashMap<>();
    List<Rejection> named = new ArrayList<>();
    long refused = 0;
    long next = chunk.firstNumber();
    for (Rejection rejection : rejections.stream().sorted(BY_NUMBER).toList()) {
      long from = Math.max(next, rejection.firstNumber());
      long to = Math.min(upTo, rejection.endNumber());
      long count = from < to ? chunk.selectedIn(from, to) : 0;
      if (count > 0) {
        reasons.merge(ReasonCounts.ofWords(rejection.reason()), count, Long::sum);
        named.add(new Rejection(from, to, rejection.reason()));
        refused += count;
        next = to;
      }
    }
    long nameless = Math.clamp(unattributed, 0, answered - refused);
    if (nameless > 0) {
      reasons.merge(ReasonCounts.ofWords(reason), nameless, Long::sum);
      refused += nameless;
    }
    long unselected = chunk.presentIn(chunk.firstNumber(), upTo) - answered;
    String said = rejections.isEmpty() ? reason : rejections.getFirst().reason();
    return new Answered(upTo, refused, unselected, reasons, named, said);
  }
}
