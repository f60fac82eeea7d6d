package io.cresset.collectors.node.network;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.collectors.linux.Scan;
import io.cresset.collectors.linux.SmallFiles;
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.source.SubCollector;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The table of tracked connections, of /proc/sys/net/netfilter, and what
 * /proc/net/stat/nf_conntrack counts per CPU in hexadecimal columns, here summed. Nothing of it is
 * there unless the kernel's module is loaded.
 */
public final class Conntrack implements SubCollector {
  private static final MetricSpec ENTRIES =
      MetricSpec.gauge(
          "node_nf_conntrack_entries",
          "Number of currently allocated flow entries for connection tracking.");
  private static final MetricSpec LIMIT =
      MetricSpec.gauge(
          "node_nf_conntrack_entries_limit", "Maximum size of connection tracking table.");

  /** A column of the file and what its sum becomes. */
  private record Column(int index, MetricSpec spec) {}

  private static final List<Column> COLUMNS =
      List.of(
          column(2, "found", "Number of searched entries which were successful."),
          column(4, "invalid", "Number of packets seen which can not be tracked."),
          column(
              5,
              "ignore",
              "Number of packets seen which are already connected to a conntrack entry."),
          column(8, "insert", "Number of entries inserted into the list."),
          column(
              9,
              "insert_failed",
              "Number of entries for which list insertion was attempted but failed."),
          column(10, "drop", "Number of packets dropped due to conntrack failure."),
          column(
              11,
              "early_drop",
              "Number of dropped conntrack entries to make room for new ones, if maximum table size"
                  + " was reached."),
          column(
              16,
              "search_restart",
              "Number of conntrack table lookups which had to be restarted due to hashtable"
                  + " resizes."));

  public static final List<MetricSpec> SPECS = specs();

  /** Kernels before 2.6.35 have one column less than there are. */
  private static final int LEAST_COLUMNS = 16;

  private static final int MOST_COLUMNS = 17;

  private final Host host;
  private final SmallFiles files = new SmallFiles();

  public Conntrack(Host host) {
    this.host = host;
  }

  private static Column column(int index, String name, String help) {
    return new Column(index, MetricSpec.gauge("node_nf_conntrack_stat_" + name, help));
  }

  private static List<MetricSpec> specs() {
    List<MetricSpec> specs = new ArrayList<>(List.of(ENTRIES, LIMIT));
    COLUMNS.forEach(column -> specs.add(column.spec));
    return List.copyOf(specs);
  }

  @Override
  public void collect(Consumer<MetricFamily> out) throws CollectFailure {
    out.accept(ENTRIES.family(files.count(host.proc("sys/net/netfilter/nf_conntrack_count"))));
    out.accept(LIMIT.family(files.count(host.proc("sys/net/netfilter/nf_conntrack_max"))));
    long[] sums = parse(files.source(host.proc("net/stat/nf_conntrack")));
    for (Column column : COLUMNS) {
      out.accept(column.spec.family(Scan.asDouble(sums[column.index])));
    }
  }

  /** The sum of each column over all CPUs; the first line names them. */
  static long[] parse(Scan in) throws CollectFailure {
    long[] sums = new long[MOST_COLUMNS];
    in.nextLine();
    while (in.nextLine()) {
      int columns = 0;
      while (columns < MOST_COLUMNS && in.nextField()) {
        sums[columns++] += in.hex();
      }
      if (columns < LEAST_COLUMNS || in.nextField()) {
        throw in.malformed("has not 16 or 17 columns");
      }
    }
    return sums;
  }
}
