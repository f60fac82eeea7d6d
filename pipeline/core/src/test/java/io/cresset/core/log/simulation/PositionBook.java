package io.cresset.core.log.simulation;

import io.cresset.core.log.simulation.Source.Given;
import io.cresset.core.log.simulation.Violation.Rule;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * What was given to the log since it was opened, in order. The positions that the next opening
 * finds must be those after some first part of it, for all keys the same part, and all data of that
 * part must be there.
 */
final class PositionBook {

  /** Something given, and where its records stand. */
  private record Placed(Given given, long firstNumber, long group) {
    long endNumber() {
      return firstNumber + given.count();
    }
  }

  /** What was in hand when the process ended: it may have reached the disk. */
  private static final long MAYBE = Long.MAX_VALUE;

  private final Numbers numbers;
  private Map<String, String> base = new TreeMap<>();
  private final List<Placed> placed = new ArrayList<>();
  private int promised;

  PositionBook(Numbers numbers) {
    this.numbers = numbers;
  }

  /** The records of all this stand in the log from a number on. */
  void written(List<Given> batch, long group) {
    for (Given given : batch) {
      placed.add(new Placed(given, numbers.end(), group));
      numbers.append(given);
    }
  }

  void maybeWritten(List<Given> batch) {
    written(batch, MAYBE);
  }

  /** Receipts up to a group are done. */
  void durable(long group) {
    while (promised < placed.size() && placed.get(promised).group() <= group) {
      Placed done = placed.get(promised);
      numbers.mark(done.firstNumber(), done.endNumber(), Numbers.Fate.PROMISED);
      done.given().source().promised.set(done.given().from(), done.given().to());
      promised++;
    }
  }

  /** What the newest of all is, durable or about to be. */
  Map<String, String> now() {
    Map<String, String> now = new TreeMap<>(base);
    placed.forEach(each -> apply(each.given(), now));
    return now;
  }

  private static void apply(Given given, Map<String, String> positions) {
    if (!given.key().isEmpty()) {
      given
          .value()
          .ifPresentOrElse(
              value -> positions.put(given.key(), value), () -> positions.remove(given.key()));
    }
  }

  /**
   * @param found the position that the log has under a key
   * @param sure whether all that was written is still there
   * @param isThere whether an intact record of a number was found
   * @param saidTwice whether the log has said that some records may be taken twice
   */
  void opened(
      Function<String, Optional<String>> found,
      boolean sure,
      Function<Long, Boolean> isThere,
      boolean saidTwice) {
    Map<String, String> after = foundOf(found);
    int least = promised;
    while (sure && least < placed.size() && placed.get(least).group() != MAYBE) {
      least++;
    }
    Map<String, String> upTo = new TreeMap<>(base);
    for (int i = 0; i < least; i++) {
      apply(placed.get(i).given(), upTo);
    }
    marks(upTo, after, least);
    Map<String, String> whole = after;
    after = withRecords(after);
    int first = -1;
    int last = -1;
    for (int i = least; i <= placed.size(); i++) {
      if (withRecords(upTo).equals(after)) {
        first = first < 0 ? i : first;
        last = i;
      }
      if (i < placed.size()) {
        apply(placed.get(i).given(), upTo);
      }
    }
    int from = least;
    Violation.unless(
        first >= 0,
        Rule.POSITIONS_FIT_THE_DATA,
        () ->
            "found %s, but before was %s, and then, promised up to %d,%n%s"
                .formatted(whole, base, from, placed));
    for (Placed each : placed.subList(promised, first)) {
      for (long n = each.firstNumber(); n < each.endNumber(); n++) {
        Violation.unless(
            isThere.apply(n) || numbers.is(n, Numbers.Fate.HIT),
            Rule.POSITIONS_FIT_THE_DATA,
            () -> "a position skips records that are lost: " + each + ", found " + whole);
      }
    }
    for (Placed each : placed.subList(last, placed.size())) {
      for (long n = each.firstNumber(); n < each.endNumber(); n++) {
        Violation.unless(
            saidTwice || !each.given().source().isReplayable || !isThere.apply(n),
            Rule.DOUBLES_ARE_SAID,
            () -> each + " will be taken twice, which the log has not said");
      }
    }
    restart(whole);
  }

  /** A frame without records may be lost alone, and nobody can tell; then its key is older. */
  private void marks(Map<String, String> least, Map<String, String> found, int from) {
    Set<String> keys = new TreeSet<>(least.keySet());
    keys.addAll(found.keySet());
    keys.removeIf(key -> !isMark(key));
    for (String key : keys) {
      String value = found.getOrDefault(key, "");
      Violation.unless(
          value.equals(least.getOrDefault(key, ""))
              || placed.subList(from, placed.size()).stream()
                  .anyMatch(
                      each ->
                          each.given().key().equals(key)
                              && each.given().value().orElse("").equals(value)),
          Rule.POSITIONS_FIT_THE_DATA,
          () -> "found %s=%s, from %d on of %n%s".formatted(key, value, from, placed));
    }
  }

  private static boolean isMark(String key) {
    return key.startsWith(Source.MARK);
  }

  private static Map<String, String> withRecords(Map<String, String> positions) {
    Map<String, String> of = new TreeMap<>(positions);
    of.keySet().removeIf(PositionBook::isMark);
    return of;
  }

  private Map<String, String> foundOf(Function<String, Optional<String>> found) {
    Map<String, String> keys = new TreeMap<>(base);
    placed.forEach(each -> keys.put(each.given().key(), ""));
    keys.remove("");
    Map<String, String> after = new TreeMap<>();
    keys.keySet().forEach(key -> found.apply(key).ifPresent(value -> after.put(key, value)));
    return after;
  }

  /**
   * After damage positions may be any that were; none may skip a record that is neither there nor
   * was promised.
   */
  void openedDamaged(
      Function<String, Optional<String>> found,
      Iterable<Source> sources,
      Function<Long, Boolean> isThere) {
    Map<Source, BitSet> there = new HashMap<>();
    for (long n = 0; n < numbers.end(); n++) {
      long number = n;
      numbers
          .at(n)
          .filter(_ -> isThere.apply(number) || numbers.is(number, Numbers.Fate.HIT))
          .ifPresent(r -> there.computeIfAbsent(r.source(), _ -> new BitSet()).set(r.index()));
    }
    Map<String, String> after = foundOf(found);
    for (Source source : sources) {
      int next = found.apply(source.name).map(Source::indexOf).orElse(0);
      BitSet known = there.getOrDefault(source, new BitSet());
      known.or(source.promised);
      int skipped = known.nextClearBit(0);
      Violation.unless(
          skipped >= next,
          Rule.POSITIONS_FIT_THE_DATA,
          () -> "%s goes on at %d, but %d is lost".formatted(source.name, next, skipped));
    }
    restart(after);
  }

  /** After files were deleted positions are any that ever were. */
  void openedAnew(Function<String, Optional<String>> found) {
    restart(foundOf(found));
  }

  private void restart(Map<String, String> positions) {
    base = positions;
    placed.clear();
    promised = 0;
  }
}
