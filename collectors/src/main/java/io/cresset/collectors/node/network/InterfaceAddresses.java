package io.cresset.collectors.node.network;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.model.Labels;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.collectors.linux.Netlink;
import io.cresset.collectors.linux.NetlinkMessage;
import io.cresset.collectors.node.source.Machine;
import io.cresset.collectors.node.source.NameFilter;
import io.cresset.collectors.node.source.Points;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Addresses of interfaces, from netlink (linux/if_addr.h). */
final class InterfaceAddresses {
  private static final MetricSpec INFO =
      MetricSpec.gauge(
          "node_network_address_info",
          "node network address by device",
          "device",
          "address",
          "netmask",
          "scope");

  private static final int IFADDRMSG_BYTES = 8;

  /** {@code RTM_GETADDR}, with a struct ifaddrmsg. */
  private static final Netlink.Question ALL =
      new Netlink.Question(Netlink.ROUTE, 22, Netlink.ALL, new byte[IFADDRMSG_BYTES]);

  private static final int IFA_PREFIXLEN = 1;
  private static final int IFA_INDEX = 4;
  private static final int IFA_ADDRESS = 1;
  private static final int IFA_LOCAL = 2;

  private InterfaceAddresses() {}

  static void collect(
      Machine machine, List<Link> links, NameFilter devices, Consumer<MetricFamily> out)
      throws CollectFailure {
    Map<Integer, String> names = new HashMap<>();
    links.forEach(link -> names.put(link.index(), link.name()));
    List<NetlinkMessage> all =
        machine.<List<NetlinkMessage>>netlink(ALL, ArrayList::new, List::add);
    Set<Labels> found = new LinkedHashSet<>();
    for (NetlinkMessage message : all) {
      String device = names.getOrDefault(message.i32(IFA_INDEX), "");
      Map<Integer, NetlinkMessage> attributes = message.attributes(IFADDRMSG_BYTES);
      // With a peer the other one is the peer's.
      NetlinkMessage address = attributes.getOrDefault(IFA_LOCAL, attributes.get(IFA_ADDRESS));
      if (!device.isEmpty() && devices.takes(device) && address != null) {
        byte[] bytes = address.bytes();
        found.add(
            Labels.of(
                "device",
                device,
                "address",
                IpText.of(bytes),
                "netmask",
                Integer.toString(message.u8(IFA_PREFIXLEN)),
                "scope",
                scope(bytes)));
      }
    }
    Points points = new Points(INFO);
    found.forEach(labels -> points.add(labels, 1));
    points.emit(out);
  }

  /** How far an address reaches; the machine's own loopback counts as the link. */
  static String scope(byte[] bytes) {
    InetAddress address;
    try {
      address = InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      return "";
    }
    if (address.isLoopbackAddress() || address.isLinkLocalAddress() || address.isMCLinkLocal()) {
      return "link-local";
    }
    if (address.isMCNodeLocal()) {
      return "interface-local";
    }
    boolean broadcast = IpText.of(bytes).equals("255.255.255.255");
    return broadcast || address.isAnyLocalAddress() || address.isMulticastAddress() ? "" : "global";
  }
}
