package io.cresset.collectors.logs.containers;

import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.api.model.NumberPoint;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** What the collector counts beside what following files counts. */
final class Counts {
  private static final MetricSpec UNREAD =
      MetricSpec.counter(
          "cresset_containers_unread_lines_total",
          "Lines in neither of the runtimes' forms, which went out whole, with parse_error.");
  private static final MetricSpec RATE_LIMITED =
      MetricSpec.counter(
          "cresset_containers_rate_limited_lines_total",
          "Lines dropped because their namespace wrote more than max_namespace_lines_per_second.",
          "namespace");

  static final List<MetricSpec> SPECS = List.of(UNREAD, RATE_LIMITED);

  private final LongAdder unread = new LongAdder();

  void unreadLine() {
    unread.increment();
  }

  /**
   * @param rateLimited what was dropped, by namespace
   */
  List<MetricFamily> families(List<NumberPoint> rateLimited) {
    return List.of(UNREAD.family((double) unread.sum()), RATE_LIMITED.family(rateLimited));
  }
}
