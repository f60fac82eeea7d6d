package io.cresset.collectors.node.network;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.model.Labels;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.collectors.linux.Scan;
import io.cresset.collectors.linux.SmallFiles;
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.source.LivingLabels;
import io.cresset.collectors.node.source.NameFilter;
import io.cresset.collectors.node.source.Points;
import io.cresset.collectors.node.source.SubCollector;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Traffic counters of each network interface, of /proc/net/dev:
 *
 * <pre>
 *   eth0: 691266529 38957 0 0 0 0 0 0 3796284 27233 0 0 0 0 0 0
 * </pre>
 *
 * <p>node_exporter asks netlink and adds up drops and errors into the same sixteen numbers. Only
 * packets without a handler are not in that file; they are in /sys.
 */
public final class Netdev implements SubCollector {

  /** In the order of the columns; net/core/net-procfs.c. */
  private static final List<MetricSpec> COLUMNS =
      Stream.of(
              "receive_bytes",
              "receive_packets",
              "receive_errs",
              "receive_drop",
              "receive_fifo",
              "receive_frame",
              "receive_compressed",
              "receive_multicast",
              "transmit_bytes",
              "transmit_packets",
              "transmit_errs",
              "transmit_drop",
              "transmit_fifo",
              "transmit_colls",
              "transmit_carrier",
              "transmit_compressed")
          .map(Netdev::spec)
          .toList();

  private static final MetricSpec NO_HANDLER = spec("receive_nohandler");

  public static final List<MetricSpec> SPECS =
      Stream.concat(COLUMNS.stream(), Stream.of(NO_HANDLER)).toList();

  private final Host host;
  private final NameFilter devices;
  private final SmallFiles files = new SmallFiles();
  private final LivingLabels<String> labels =
      new LivingLabels<>(device -> Labels.of("device", device));

  public Netdev(Host host, NetdevOptions options) {
    this.host = host;
    this.devices = options.devices();
  }

  private static MetricSpec spec(String name) {
    return MetricSpec.counter(
        "node_network_" + name + "_total", "Network device statistic " + name + ".", "device");
  }

  @Override
  public void collect(Consumer<MetricFamily> out) throws CollectFailure {
    List<Points> columns = COLUMNS.stream().map(Points::new).toList();
    Points noHandler = new Points(NO_HANDLER);
    for (Traffic traffic : parse(files.source(host.proc("net/dev")))) {
      if (!devices.takes(traffic.device)) {
        continue;
      }
      Labels device = labels.get(traffic.device);
      for (int i = 0; i < traffic.counts.length; i++) {
        columns.get(i).add(device, Scan.asDouble(traffic.counts[i]));
      }
      Optional<Scan> in =
          files.item(host.sys("class/net/" + traffic.device + "/statistics/rx_nohandler"));
      if (in.isPresent() && in.get().nextLine()) {
        noHandler.add(device, in.get().field().count());
      }
    }
    labels.endRun();
    columns.forEach(points -> points.emit(out));
    noHandler.emit(out);
  }

  record Traffic(String device, long[] counts) {}

  static List<Traffic> parse(Scan in) throws CollectFailure {
    List<Traffic> all = new ArrayList<>();
    while (in.nextLine()) {
      // The two lines of headings have no colon.
      if (in.nextBeforeLast(':')) {
        String device = in.text();
        long[] counts = new long[COLUMNS.size()];
        for (int i = 0; i < counts.length; i++) {
          counts[i] = in.field().unsigned();
        }
        all.add(new Traffic(device, counts));
      }
    }
    return all;
  }
}
