package io.cresset.app.e2e;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What became of every line under each fault, as a table at the end of the tests. */
final class FaultTable {

  /**
   * @param runs how often the fault was made
   * @param acknowledged lines that stood in the log, or that their sender got rid of without error
   * @param doubled lines that the destination was sent once more
   * @param lost acknowledged lines that it was never sent, and that were not counted as damaged
   * @param damaged lines that were counted as damaged
   * @param longestStop from the fault to when it was over
   */
  record Row(
      String fault,
      int runs,
      long acknowledged,
      long delivered,
      long doubled,
      long lost,
      long damaged,
      Duration longestStop) {}

  private final List<Row> rows = new ArrayList<>();

  synchronized void add(Row row) {
    rows.add(row);
  }

  @Override
  public synchronized String toString() {
    StringBuilder out = new StringBuilder();
    out.append(
        String.format(
            Locale.ROOT,
            "%-42s %5s %13s %10s %8s %5s %8s %13s%n",
            "fault",
            "runs",
            "acknowledged",
            "delivered",
            "doubled",
            "lost",
            "damaged",
            "longest stop"));
    for (Row row : rows) {
      out.append(
          String.format(
              Locale.ROOT,
              "%-42s %5d %13d %10d %8d %5d %8d %11.1f s%n",
              row.fault(),
              row.runs(),
              row.acknowledged(),
              row.delivered(),
              row.doubled(),
              row.lost(),
              row.damaged(),
              row.longestStop().toMillis() / 1000.0));
    }
    return out.toString();
  }
}
