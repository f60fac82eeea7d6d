package io.cresset.core.runtime;

import io.cresset.api.export.Chunk;
import io.cresset.api.export.Outcome;
import io.cresset.api.export.Outcome.Rejection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a sink's answer for a chunk comes to. A sink may say more than is so: a record counts as
 * refused once, and only if it was sent and is answered for.
 *
 * @param upTo the records below it are answered for
 * @param sent how many of them were sent
 * @param unselected how many of them the sink was not sent
 * @param refused how many of them are refused for good
 * @param reasons the refused by the reason that they are counted under
 * @param named which are refused, as far as the sink said: ascending, apart from each other, with
 *     the sink's words; what was not sent may lie within
 * @param unnamed how many are refused without the sink saying which
 * @param said the sink's words for the first of them
 * @param again whether and why the rest is to be sent again
 */
public record Answered(
    long upTo,
    long sent,
    long unselected,
    long refused,
    Map<String, Long> reasons,
    List<Rejection> named,
    long unnamed,
    String said,
    Optional<Again> again) {

  /**
   * @param after what the destination asked for; zero = as the sender likes
   */
  public record Again(Duration after, String reason) {}

  private static final Comparator<Rejection> BY_NUMBER =
      Comparator.comparingLong(Rejection::firstNumber);

  public Answered {
    reasons = Map.copyOf(reasons);
    named = List.copyOf(named);
  }

  static Answered of(Chunk chunk, Outcome outcome) {
    return switch (outcome) {
      case Outcome.Done done ->
          of(
              chunk,
              chunk.endNumber(),
              done.rejections(),
              done.unattributed(),
              done.reason(),
              Optional.empty());
      case Outcome.Partial partial ->
          of(
              chunk,
              Math.clamp(partial.upTo(), chunk.firstNumber(), chunk.endNumber()),
              partial.rejections(),
              partial.unattributed(),
              partial.refusal(),
              Optional.of(new Again(partial.after(), partial.reason())));
      case Outcome.RetryAfter later ->
          of(
              chunk,
              chunk.firstNumber(),
              List.of(),
              0,
              "",
              Optional.of(new Again(later.after(), later.reason())));
    };
  }

  private static Answered of(
      Chunk chunk,
      long upTo,
      List<Rejection> rejections,
      long unattributed,
      String reason,
      Optional<Again> again) {
    long sent = chunk.selectedIn(chunk.firstNumber(), upTo);
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
    long unnamed = Math.clamp(unattributed, 0, sent - refused);
    if (unnamed > 0) {
      reasons.merge(ReasonCounts.ofWords(reason), unnamed, Long::sum);
    }
    return new Answered(
        upTo,
        sent,
        chunk.presentIn(chunk.firstNumber(), upTo) - sent,
        refused + unnamed,
        reasons,
        named,
        unnamed,
        rejections.isEmpty() ? reason : rejections.getFirst().reason(),
        again);
  }
}
