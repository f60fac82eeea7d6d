package io.cresset.collectors.parse.filter;

import io.cresset.api.collect.CollectorContext;
import io.cresset.api.collect.Tasks;
import io.cresset.api.model.MetricSpec;
import io.cresset.collectors.parse.StepCounts;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;

/** What the rules of a step have dropped. */
final class RuleCounts {
  static final MetricSpec DROPPED =
      StepCounts.spec(
          "cresset_step_dropped_records_total", "Records that a rule has dropped.", "rule");

  private static final int MAX_RULES = 1000;
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]{0,62}");

  private final StepCounts counts;
  private final LongAdder[] dropped;

  RuleCounts(String step, CollectorContext context, List<String> rules) {
    this.counts = new StepCounts(step, context);
    this.dropped = counts.counters(DROPPED, rules);
  }

  void start(Tasks tasks) {
    counts.start(tasks);
  }

  /** Counts fields that were left out because their batch was full. */
  LongAdder fullBatch() {
    return counts.counters(StepCounts.LEFT_OUT, List.of("full_batch"))[0];
  }

  void dropped(int rule) {
    dropped[rule].increment();
  }

  static void checkName(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "name must be 1 to 63 letters, digits, '_', '.' or '-', the first a letter or digit");
    }
  }

  static void checkNames(List<String> names) {
    if (names.isEmpty() || names.size() > MAX_RULES) {
      throw new IllegalArgumentException(
          "rules has " + names.size() + " entries; write from 1 to " + MAX_RULES);
    }
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (!seen.add(name)) {
        throw new IllegalArgumentException("rules has two of the name '" + name + "'");
      }
    }
  }
}
