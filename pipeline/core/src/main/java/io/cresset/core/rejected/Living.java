package io.cresset.core.rejected;

import io.cresset.api.model.LogRecord;
import io.cresset.api.model.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which records in the log of rejected records are still to be seen to, by who refused them: all
 * that were set aside, but for what a later record says is gone and what was displaced. Not safe
 * for use by several threads.
 */
final class Living {
  /** Says that some are gone; its body names them by their ids. */
  static final String GONE_EVENT = "cresset.rejected.gone";

  /** Of a body: some hundred ranges. */
  private static final int MAX_RANGES = 500;

  private final Map<Refuser, Numbers> numbers = new TreeMap<>();

  /** What to write so that records are gone. */
  static List<LogRecord> gone(Ids ids, long nowUnixNanos) {
    List<LogRecord> records = new ArrayList<>();
    for (int from = 0; from < ids.ranges().size(); from += MAX_RANGES) {
      int to = Math.min(from + MAX_RANGES, ids.ranges().size());
      Ids some = new Ids(ids.ranges().subList(from, to));
      records.add(
          LogRecord.builder(nowUnixNanos, nowUnixNanos, Value.of(some.toString()))
              .eventName(GONE_EVENT)
              .build());
    }
    return records;
  }

  /** Takes up the next record of the log. */
  void read(long number, LogRecord record) {
    Optional<RejectedRecord> rejected = RejectedRecord.of(record);
    if (rejected.isPresent()) {
      add(rejected.get().by(), number);
    } else if (GONE_EVENT.equals(record.eventName())) {
      try {
        remove(Ids.parse(record.body().toString()));
      } catch (IllegalArgumentException _) {
        // Written by somebody else; what it may have meant is still listed.
        return;
      }
    }
  }

  void add(Refuser by, long number) {
    numbers.computeIfAbsent(by, _ -> new Numbers()).add(number);
  }

  void add(Living others) {
    others.numbers.forEach((by, some) -> numbers.computeIfAbsent(by, _ -> new Numbers()).add(some));
  }

  void remove(Ids ids) {
    numbers.values().forEach(some -> some.remove(ids));
  }

  /** What is older was displaced. */
  void removeBelow(long number) {
    numbers.values().forEach(some -> some.removeBelow(number));
  }

  /** What is newer is not meant. */
  void removeFrom(long number) {
    remove(new Ids(List.of(new Ids.Range(number, Long.MAX_VALUE))));
  }

  boolean has(Refuser by, long number) {
    Numbers some = numbers.get(by);
    return some != null && some.has(number);
  }

  /** How many there are; without those who have none. */
  Map<Refuser, Long> counts() {
    Map<Refuser, Long> counts = new TreeMap<>();
    numbers.forEach(
        (by, some) -> {
          long count = some.count();
          if (count > 0) {
            counts.put(by, count);
          }
        });
    return counts;
  }
}
