package io.cresset.collectors.node.network;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.model.Labels;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.api.model.MetricType;
import io.cresset.collectors.linux.NetlinkMessage;
import io.cresset.collectors.linux.Scan;
import io.cresset.collectors.linux.SmallFiles;
import io.cresset.collectors.node.source.Families;
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.source.SubCollector;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * Properties of each network interface as {@link Netclass} tells them, but from netlink: what it
 * has is told without the lock that most files in /sys wait for. Other names of interfaces are told
 * too.
 */
public final class NetclassByNetlink implements SubCollector {
  private static final MetricSpec INFO =
      MetricSpec.gauge(
          "node_network_info",
          "Non-numeric data of <iface>, value is always 1.",
          "device",
          "address",
          "broadcast",
          "duplex",
          "operstate",
          "ifalias");
  private static final MetricSpec OTHER_NAMES =
      MetricSpec.gauge(
          "node_network_altnames_info",
          "Non-numeric data of <iface> altname, value is always 1.",
          "altname",
          "device");

  /** RFC 2863, section 6, as the kernel numbers them. */
  private static final List<String> STATES =
      List.of("unknown", "notpresent", "down", "lowerlayerdown", "testing", "dormant", "up");

  private static final int UP = 6;

  /** Only the device's own lock is needed for these. */
  private static final Map<String, String> FILES =
      Map.of(
          "addr_assign_type", "address_assign_type",
          "dev_id", "device_id",
          "name_assign_type", "name_assign_type");

  private static final Map<Integer, String> NUMBERS =
      Map.of(
          Link.CARRIER, "carrier",
          Link.CARRIER_CHANGES, "carrier_changes_total",
          Link.CARRIER_UP_COUNT, "carrier_up_changes_total",
          Link.CARRIER_DOWN_COUNT, "carrier_down_changes_total",
          Link.LINK_MODE, "iface_link_mode",
          Link.MTU, "mtu_bytes",
          Link.GROUP, "net_dev_group",
          Link.QUEUE_LENGTH, "transmit_queue_length");

  private final Host host;
  private final NetclassOptions options;
  private final SmallFiles files = new SmallFiles();
  private final HexFormat colons = HexFormat.ofDelimiter(":");
  private final Map<String, MetricSpec> specs = new HashMap<>();

  public NetclassByNetlink(Host host, NetclassOptions options) {
    this.host = host;
    this.options = options;
  }

  @Override
  public void collect(Consumer<MetricFamily> out) throws CollectFailure {
    Map<String, LinkMode> modes = LinkMode.all(host.machine());
    Families families = new Families();
    for (Link link : Link.all(host.machine())) {
      if (!options.ignoredDevices().isIn(link.name())) {
        add(families, link, Optional.ofNullable(modes.get(link.name())));
      }
    }
    families.emit(out);
  }

  private void add(Families families, Link link, Optional<LinkMode> mode) throws CollectFailure {
    Labels device = Labels.of("device", link.name());
    int state = (int) link.number(Link.OPERSTATE).orElse(0);
    families.add(Netclass.UP, device, state == UP ? 1 : 0);
    families.add(
        INFO,
        Labels.of(
            "device",
            link.name(),
            "address",
            hardware(link, Link.ADDRESS),
            "broadcast",
            hardware(link, Link.BROADCAST),
            "duplex",
            mode.map(LinkMode::duplex).orElse(""),
            "operstate",
            state < STATES.size() ? STATES.get(state) : "unknown",
            "ifalias",
            link.attribute(Link.ALIAS).map(NetlinkMessage::text).orElse("")),
        1);
    for (String name : link.otherNames()) {
      families.add(OTHER_NAMES, Labels.of("altname", name, "device", link.name()), 1);
    }
    if (mode.isPresent() && mode.get().bytesPerSecond().isPresent()) {
      families.add(spec("speed_bytes"), device, mode.get().bytesPerSecond().getAsDouble());
    }
    FILES.forEach(
        (file, name) ->
            files
                .text(host.sys("class/net/" + link.name() + "/" + file))
                .map(Netclass::parse)
                .orElse(OptionalLong.empty())
                .ifPresent(value -> families.add(spec(name), device, (double) value)));
    for (Map.Entry<Integer, String> number : NUMBERS.entrySet()) {
      link.number(number.getKey())
          .ifPresent(value -> families.add(spec(number.getValue()), device, value));
    }
    link.number(Link.LINK_MODE).ifPresent(value -> families.add(spec("dormant"), device, value));
    families.add(spec("flags"), device, (double) link.flags());
    families.add(spec("iface_id"), device, link.index());
    families.add(spec("iface_link"), device, link.number(Link.LOWER).orElse(link.index()));
    families.add(spec("protocol_type"), device, link.type());
    if (options.rtnlWithStats() && link.attribute(Link.STATS64).isPresent()) {
      addStats(families, device, link.attribute(Link.STATS64).get());
    }
  }

  /** As gauges, which is what the model says they are. */
  private void addStats(Families families, Labels device, NetlinkMessage stats)
      throws CollectFailure {
    long[] counts = Netdev.counts(stats);
    for (int i = 0; i < counts.length; i++) {
      String name = TrafficCounter.NETLINK.get(i) + "_total";
      MetricSpec spec =
          specs.computeIfAbsent(name, its -> Netclass.property(its, MetricType.GAUGE));
      families.add(spec, device, Scan.asDouble(counts[i]));
    }
  }

  private MetricSpec spec(String name) {
    return specs.computeIfAbsent(name, Netclass::property);
  }

  private String hardware(Link link, int which) {
    return link.attribute(which).map(address -> colons.formatHex(address.bytes())).orElse("");
  }
}
