package io.cresset.collectors.node.network;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.model.Labels;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.collectors.linux.NetlinkMessage;
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

/**
 * Traffic counters of each network interface, by netlink or of /proc/net/dev:
 *
 * <pre>
 *   eth0: 691266529 38957 0 0 0 0 0 0 3796284 27233 0 0 0 0 0 0
 * </pre>
 */
public final class Netdev implements SubCollector {
  public static final List<MetricSpec> SPECS =
      TrafficCounter.all(true, false).stream().map(counter -> spec(counter, false)).toList();

  private final Host host;
  private final NetdevOptions options;
  private final NameFilter devices;
  private final List<TrafficCounter> counters;
  private final List<MetricSpec> specs;
  private final SmallFiles files = new SmallFiles();
  private final LivingLabels<Device> labels;

  /** An interface as its labels have it. */
  private record Device(String name, String alias) {}

  public Netdev(Host host, NetdevOptions options) {
    this.host = host;
    this.options = options;
    this.devices = options.devices();
    this.counters = TrafficCounter.all(options.netlink(), options.enableDetailedMetrics());
    this.specs = counters.stream().map(counter -> spec(counter, options.labelIfalias())).toList();
    this.labels =
        new LivingLabels<>(
            device ->
                options.labelIfalias()
                    ? Labels.of("device", device.name, "ifalias", device.alias)
                    : Labels.of("device", device.name));
  }

  private static MetricSpec spec(TrafficCounter counter, boolean alias) {
    return MetricSpec.counter(
        "node_network_" + counter.name() + "_total",
        "Network device statistic " + counter.name() + ".",
        alias ? new String[] {"device", "ifalias"} : new String[] {"device"});
  }

  @Override
  public void collect(Consumer<MetricFamily> out) throws CollectFailure {
    List<Link> links = options.netlink() || options.addressInfo() ? links() : List.of();
    List<Points> columns = specs.stream().map(Points::new).toList();
    List<Traffic> all = options.netlink() ? read(links) : parse(files.source(host.proc("net/dev")));
    for (Traffic traffic : all) {
      if (devices.takes(traffic.device)) {
        Labels device = labels.get(new Device(traffic.device, alias(traffic.device)));
        for (int i = 0; i < counters.size(); i++) {
          if (counters.get(i).isIn(traffic.counts)) {
            columns.get(i).add(device, Scan.asDouble(counters.get(i).of(traffic.counts)));
          }
        }
      }
    }
    labels.endRun();
    columns.forEach(points -> points.emit(out));
    if (options.addressInfo()) {
      InterfaceAddresses.collect(host.machine(), links, devices, out);
    }
  }

  /** Some containers and services have no netlink; then counters at least are in a file. */
  private List<Link> links() throws CollectFailure {
    try {
      return Link.all(host.machine());
    } catch (CollectFailure e) {
      throw new CollectFailure(
          e.kind(),
          String.valueOf(e.getMessage()),
          "Allow this program sockets of netlink, or set netdev.netlink: false, without"
              + " netdev.address_info, to have /proc/net/dev read.",
          e);
    }
  }

  private String alias(String device) {
    return options.labelIfalias()
        ? files.text(host.sys("class/net/" + device + "/ifalias")).orElse("")
        : "";
  }

  /** Numbers in the order of the source. */
  record Traffic(String device, long[] counts) {}

  private static List<Traffic> read(List<Link> links) throws CollectFailure {
    List<Traffic> all = new ArrayList<>();
    for (Link link : links) {
      Optional<NetlinkMessage> stats = link.attribute(Link.STATS64);
      if (stats.isPresent()) {
        all.add(new Traffic(link.name(), counts(stats.get())));
      }
    }
    return all;
  }

  /** The members of a struct rtnl_link_stats64, of which older kernels have fewer. */
  static long[] counts(NetlinkMessage stats) throws CollectFailure {
    long[] counts = new long[Math.min(stats.length() / Long.BYTES, TrafficCounter.NETLINK.size())];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = stats.u64(i * Long.BYTES);
    }
    return counts;
  }

  static List<Traffic> parse(Scan in) throws CollectFailure {
    List<Traffic> all = new ArrayList<>();
    while (in.nextLine()) {
      // The two lines of headings have no colon.
      if (in.nextBeforeLast(':')) {
        String device = in.text();
        long[] counts = new long[TrafficCounter.FILE_COLUMNS];
        for (int i = 0; i < counts.length; i++) {
          counts[i] = in.field().unsigned();
        }
        all.add(new Traffic(device, counts));
      }
    }
    return all;
  }
}
