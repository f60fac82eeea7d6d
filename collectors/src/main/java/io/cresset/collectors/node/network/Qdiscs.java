package io.cresset.collectors.node.network;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.model.Labels;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.collectors.linux.Netlink;
import io.cresset.collectors.linux.NetlinkMessage;
import io.cresset.collectors.linux.Scan;
import io.cresset.collectors.node.source.DeviceOptions;
import io.cresset.collectors.node.source.Families;
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.source.NameFilter;
import io.cresset.collectors.node.source.SubCollector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What the queueing discipline at the root of each interface did, by netlink (linux/rtnetlink.h,
 * linux/gen_stats.h). Disciplines below the root count in it.
 */
public final class Qdiscs implements SubCollector {
  private static final MetricSpec BYTES = counter("bytes_total", "Number of bytes sent.");
  private static final MetricSpec PACKETS = counter("packets_total", "Number of packets sent.");
  private static final MetricSpec DROPS = counter("drops_total", "Number of packets dropped.");
  private static final MetricSpec REQUEUES =
      counter("requeues_total", "Number of packets dequeued, not transmitted, and requeued.");
  private static final MetricSpec OVERLIMITS =
      counter("overlimits_total", "Number of overlimit packets.");
  private static final MetricSpec LENGTH =
      MetricSpec.gauge(
          "node_qdisc_current_queue_length",
          "Number of packets currently in queue to be sent.",
          "device",
          "kind");
  private static final MetricSpec BACKLOG =
      MetricSpec.gauge(
          "node_qdisc_backlog", "Number of bytes currently in queue to be sent.", "device", "kind");

  public static final List<MetricSpec> SPECS =
      List.of(BYTES, PACKETS, DROPS, REQUEUES, OVERLIMITS, LENGTH, BACKLOG);

  private static final int TCMSG_BYTES = 20;

  /** {@code RTM_GETQDISC}, with a struct tcmsg. */
  private static final Netlink.Question ALL =
      new Netlink.Question(Netlink.ROUTE, 38, Netlink.ALL, new byte[TCMSG_BYTES]);

  private static final int TCM_IFINDEX = 4;
  private static final int TCM_PARENT = 12;
  private static final long ROOT = 0xffff_ffffL;

  private static final int KIND = 1;
  private static final int STATS2 = 7;
  private static final int STATS_BASIC = 1;
  private static final int STATS_QUEUE = 3;

  /** There only if the packets do not fit into 32 bits. */
  private static final int STATS_PACKETS = 8;

  private final Host host;
  private final NameFilter devices;

  public Qdiscs(Host host, DeviceOptions options) {
    this.host = host;
    this.devices = options.devices();
  }

  private static MetricSpec counter(String name, String help) {
    return MetricSpec.counter("node_qdisc_" + name, help, "device", "kind");
  }

  @Override
  public void collect(Consumer<MetricFamily> out) throws CollectFailure {
    Map<Integer, String> names = Link.names(host.machine());
    List<NetlinkMessage> all =
        host.machine().<List<NetlinkMessage>>netlink(ALL, ArrayList::new, List::add);
    Families families = new Families();
    for (NetlinkMessage message : all) {
      long parent = message.u32(TCM_PARENT);
      String device = names.getOrDefault(message.i32(TCM_IFINDEX), "");
      if ((parent == 0 || parent == ROOT) && !device.isEmpty() && devices.takes(device)) {
        add(families, device, message.attributes(TCMSG_BYTES));
      }
    }
    families.emit(out);
  }

  private static void add(Families families, String device, Map<Integer, NetlinkMessage> attributes)
      throws CollectFailure {
    NetlinkMessage kind = attributes.get(KIND);
    NetlinkMessage stats = attributes.get(STATS2);
    if (kind == null || stats == null) {
      return;
    }
    Labels labels = Labels.of("device", device, "kind", kind.text());
    Map<Integer, NetlinkMessage> groups = stats.attributes(0);
    NetlinkMessage basic = groups.get(STATS_BASIC);
    if (basic != null) {
      NetlinkMessage packets = groups.get(STATS_PACKETS);
      families.add(BYTES, labels, Scan.asDouble(basic.u64(0)));
      families.add(
          PACKETS, labels, packets == null ? (double) basic.u32(8) : Scan.asDouble(packets.u64(0)));
    }
    NetlinkMessage queue = groups.get(STATS_QUEUE);
    if (queue != null) {
      families.add(LENGTH, labels, (double) queue.u32(0));
      families.add(BACKLOG, labels, (double) queue.u32(4));
      families.add(DROPS, labels, (double) queue.u32(8));
      families.add(REQUEUES, labels, (double) queue.u32(12));
      families.add(OVERLIMITS, labels, (double) queue.u32(16));
    }
  }
}
