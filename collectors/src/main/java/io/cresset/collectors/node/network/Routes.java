package io.cresset.collectors.node.network;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.collect.CollectFailure.Kind;
import io.cresset.api.model.Labels;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.collectors.linux.Netlink;
import io.cresset.collectors.linux.NetlinkMessage;
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.source.Points;
import io.cresset.collectors.node.source.SubCollector;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Unicast routes of all tables, one for each of several next hops, from netlink
 * (linux/rtnetlink.h).
 *
 * <pre>
 * node_network_route_info{dest="default",device="eth0",gw="192.0.2.1",priority="0",...} 1
 * </pre>
 */
public final class Routes implements SubCollector {
  private static final MetricSpec INFO =
      MetricSpec.gauge(
          "node_network_route_info",
          "network routing table information",
          "device",
          "src",
          "dest",
          "gw",
          "priority",
          "proto",
          "weight");
  private static final MetricSpec COUNT =
      MetricSpec.gauge("node_network_routes", "network routes by interface", "device");

  public static final List<MetricSpec> SPECS = List.of(INFO, COUNT);

  private static final int RTMSG_BYTES = 12;

  /** {@code RTM_GETROUTE}, with a struct rtmsg. */
  private static final Netlink.Question ALL =
      new Netlink.Question(Netlink.ROUTE, 26, Netlink.ALL, new byte[RTMSG_BYTES]);

  private static final int RTM_DST_LEN = 1;
  private static final int RTM_PROTOCOL = 5;
  private static final int RTM_TYPE = 7;
  private static final int RTN_UNICAST = 1;

  private static final int RTA_DST = 1;
  private static final int RTA_OIF = 4;
  private static final int RTA_GATEWAY = 5;
  private static final int RTA_PRIORITY = 6;
  private static final int RTA_PREFSRC = 7;
  private static final int RTA_MULTIPATH = 9;

  // struct rtnexthop.
  private static final int RTNH_HOPS = 3;
  private static final int RTNH_IFINDEX = 4;
  private static final int RTNEXTHOP_BYTES = 8;

  /** RTPROT_UNSPEC and so on. */
  private static final Map<Integer, String> PROTOCOLS =
      Map.ofEntries(
          Map.entry(0, "unspec"),
          Map.entry(1, "redirect"),
          Map.entry(2, "kernel"),
          Map.entry(3, "boot"),
          Map.entry(4, "static"),
          Map.entry(8, "gated"),
          Map.entry(9, "ra"),
          Map.entry(10, "mrt"),
          Map.entry(11, "zebra"),
          Map.entry(12, "bird"),
          Map.entry(13, "dnrouted"),
          Map.entry(14, "xorp"),
          Map.entry(15, "ntk"),
          Map.entry(16, "dhcp"),
          Map.entry(17, "mrouted"),
          Map.entry(42, "babel"),
          Map.entry(186, "bgp"),
          Map.entry(187, "isis"),
          Map.entry(188, "ospf"),
          Map.entry(189, "rip"),
          Map.entry(192, "eigrp"));

  /** A table of the whole Internet's has a million, which is no page. */
  private static final int MAX_ROUTES = 10_000;

  /** What is gathered: each route once, as far as there is room, and how many an interface has. */
  private static final class Found {
    private final Set<Labels> routes = new LinkedHashSet<>();
    private final Map<String, Integer> counts = new TreeMap<>();
    private boolean full;

    /** Labels of a route that is told. */
    @FunctionalInterface
    private interface Told {
      Labels labels() throws CollectFailure;
    }

    void add(String device, Told route) throws CollectFailure {
      counts.merge(device, 1, Integer::sum);
      if (routes.size() < MAX_ROUTES) {
        routes.add(route.labels());
      } else {
        full = true;
      }
    }

    void raiseIfFull() throws CollectFailure {
      if (full) {
        throw new CollectFailure(
            Kind.UNSUPPORTED,
            "there are more than " + MAX_ROUTES + " routes; the others are only counted",
            "");
      }
    }
  }

  private final Host host;

  public Routes(Host host) {
    this.host = host;
  }

  @Override
  public void collect(Consumer<MetricFamily> out) throws CollectFailure {
    Map<Integer, String> names = Link.names(host.machine());
    Found found =
        host.machine().netlink(ALL, Found::new, (into, message) -> take(into, message, names));
    Points info = new Points(INFO);
    found.routes.forEach(labels -> info.add(labels, 1));
    info.emit(out);
    Points counts = new Points(COUNT);
    found.counts.forEach((device, count) -> counts.add(Labels.of("device", device), count));
    counts.emit(out);
    found.raiseIfFull();
  }

  private static void take(Found found, NetlinkMessage message, Map<Integer, String> names)
      throws CollectFailure {
    if (message.u8(RTM_TYPE) != RTN_UNICAST) {
      return;
    }
    Map<Integer, NetlinkMessage> route = message.attributes(RTMSG_BYTES);
    int length = message.u8(RTM_DST_LEN);
    String dest = length == 0 ? "default" : address(route, RTA_DST) + "/" + length;
    String protocol = PROTOCOLS.getOrDefault(message.u8(RTM_PROTOCOL), "unknown");
    NetlinkMessage hops = route.get(RTA_MULTIPATH);
    if (hops == null) {
      NetlinkMessage out = route.get(RTA_OIF);
      String device = out == null ? "" : names.getOrDefault(out.i32(0), "");
      found.add(
          device, () -> labels(route, device, dest, address(route, RTA_GATEWAY), protocol, ""));
      return;
    }
    int at = 0;
    while (at + RTNEXTHOP_BYTES <= hops.length()) {
      int end = at + Math.max(hops.u16(at), RTNEXTHOP_BYTES);
      NetlinkMessage hop = hops.slice(at, end);
      String device = names.getOrDefault(hop.i32(RTNH_IFINDEX), "");
      String weight = Integer.toString(hop.u8(RTNH_HOPS) + 1);
      String gateway = address(hop.attributes(RTNEXTHOP_BYTES), RTA_GATEWAY);
      found.add(device, () -> labels(route, device, dest, gateway, protocol, weight));
      at = (end + 3) & ~3;
    }
  }

  private static Labels labels(
      Map<Integer, NetlinkMessage> route,
      String device,
      String dest,
      String gateway,
      String protocol,
      String weight)
      throws CollectFailure {
    NetlinkMessage priority = route.get(RTA_PRIORITY);
    return Labels.of(
        "device",
        device,
        "src",
        address(route, RTA_PREFSRC),
        "dest",
        dest,
        "gw",
        gateway,
        "priority",
        priority == null ? "0" : Long.toString(priority.u32(0)),
        "proto",
        protocol,
        "weight",
        weight);
  }

  private static String address(Map<Integer, NetlinkMessage> attributes, int which) {
    return Optional.ofNullable(attributes.get(which))
        .map(value -> IpText.of(value.bytes()))
        .orElse("");
  }
}
