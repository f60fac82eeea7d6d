package io.cresset.app.e2e;

/**
 * What the page says of a sink, in record numbers, all from one scrape.
 *
 * @param offered what the log has taken for this sink since it knows it
 */
record Account(
    long offered, long delivered, long rejected, long dropped, long unselected, long lag) {

  /** Loki's. */
  static Account of(Program program) {
    return of(program, "loki");
  }

  static Account of(Program program, String component) {
    String page = program.get("/metrics/cresset").body();
    return new Account(
        sum(page, component, "cresset_sink_offered_records_total"),
        sum(page, component, "cresset_sink_delivered_records_total"),
        sum(page, component, "cresset_sink_rejected_records_total"),
        sum(page, component, "cresset_sink_dropped_records_total"),
        sum(page, component, "cresset_sink_unselected_records_total"),
        sum(page, component, "cresset_sink_lag_records"));
  }

  /** All series of a metric that are about one component. */
  private static long sum(String page, String component, String metric) {
    double sum = 0;
    boolean found = false;
    for (String line : page.split("\n", -1)) {
      if (line.startsWith(metric + "{") && line.contains("component=\"" + component + "\"")) {
        sum += Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
        found = true;
      }
    }
    if (!found) {
      throw new AssertionError("no " + metric + " in:\n" + page);
    }
    return (long) sum;
  }

  /** The identity. */
  boolean addsUp() {
    return offered == delivered + rejected + dropped + unselected + lag;
  }
}
