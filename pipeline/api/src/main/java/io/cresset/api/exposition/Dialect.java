package io.cresset.api.exposition;

import io.cresset.api.model.MetricSpec;
import java.util.Set;

/** What the text formats say differently. */
interface Dialect {

  /** What stands behind {@code # TYPE} and {@code # HELP}. */
  record Family(String name, String type) {}

  /**
   * How a metric is announced.
   *
   * @param names of the families on the page; one that is not a metric's own is added
   */
  Family family(MetricSpec spec, Set<String> names);

  boolean escapesQuotesInHelp();

  /** Writes the value of a label {@code le} or {@code quantile}. */
  PageBuffer bound(PageBuffer out, double value);

  /** What the page ends with. */
  String end();
}
