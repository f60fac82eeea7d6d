package io.cresset.collectors.node.memory;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.model.Labels;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.collectors.linux.Scan;
import io.cresset.collectors.linux.SmallFiles;
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.source.Points;
import io.cresset.collectors.node.source.SubCollector;
import java.util.List;
import java.util.function.Consumer;

/**
 * Free blocks of memory by size, of /proc/buddyinfo: {@code Node 0, zone Normal 4381 1093 ...},
 * where each column is of blocks of twice as many pages as the one before it.
 */
public final class Buddyinfo implements SubCollector {
  private static final MetricSpec BLOCKS =
      MetricSpec.gauge(
          "node_buddyinfo_blocks",
          "Count of free blocks according to size.",
          "node",
          "zone",
          "size");

  public static final List<MetricSpec> SPECS = List.of(BLOCKS);

  private final Host host;
  private final SmallFiles files = new SmallFiles();

  public Buddyinfo(Host host) {
    this.host = host;
  }

  @Override
  public void collect(Consumer<MetricFamily> out) throws CollectFailure {
    Points blocks = new Points(BLOCKS);
    Scan in = files.source(host.proc("buddyinfo"));
    while (in.nextLine()) {
      in.field();
      String node = in.field().text().replace(",", "");
      in.field();
      String zone = in.field().text();
      for (int size = 0; in.nextField(); size++) {
        blocks.add(
            Labels.of("node", node, "zone", zone, "size", Integer.toString(size)), in.count());
      }
    }
    blocks.emit(out);
  }
}
