package io.cresset.collectors.node.network;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.model.Labels;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.collectors.linux.Netlink;
import io.cresset.collectors.linux.Scan;
import io.cresset.collectors.linux.SmallFiles;
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.source.Machine;
import io.cresset.collectors.node.source.NameFilter;
import io.cresset.collectors.node.source.Points;
import io.cresset.collectors.node.source.SubCollector;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Neighbours of IPv4 by interface, from netlink or from /proc/net/arp. */
public final class Arp implements SubCollector {
  private static final MetricSpec ENTRIES =
      MetricSpec.gauge("node_arp_entries", "ARP entries by device", "device");

  public static final List<MetricSpec> SPECS = List.of(ENTRIES);

  /** {@code RTM_GETNEIGH} for {@code AF_INET}, with a struct ndmsg. */
  private static final Netlink.Question NEIGHBOURS =
      new Netlink.Question(
          Netlink.ROUTE, 30, Netlink.ALL, new byte[] {2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});

  /** {@code NUD_NOARP}, the state of neighbours that are never asked for, such as broadcast. */
  private static final int NO_ARP = 0x40;

  private static final int NDM_IFINDEX = 4;
  private static final int NDM_STATE = 8;

  private final Host host;
  private final NameFilter devices;
  private final boolean netlink;
  private final SmallFiles files = new SmallFiles();

  public Arp(Host host, ArpOptions options) {
    this.host = host;
    this.devices = options.devices();
    this.netlink = options.netlink();
  }

  @Override
  public void collect(Consumer<MetricFamily> out) throws CollectFailure {
    Map<String, Integer> counts =
        netlink ? ask(host.machine()) : parse(files.source(host.proc("net/arp")));
    Points entries = new Points(ENTRIES);
    counts.forEach(
        (device, count) -> {
          if (devices.takes(device)) {
            entries.add(Labels.of("device", device), count);
          }
        });
    entries.emit(out);
  }

  private static Map<String, Integer> ask(Machine machine) throws CollectFailure {
    Map<Integer, String> names = Link.names(machine);
    return machine.netlink(
        NEIGHBOURS,
        TreeMap::new,
        (counts, neighbour) -> {
          String name = names.getOrDefault(neighbour.i32(NDM_IFINDEX), "");
          if ((neighbour.u16(NDM_STATE) & NO_ARP) == 0 && !name.isEmpty()) {
            counts.merge(name, 1, Integer::sum);
          }
        });
  }

  /** The first line is headings; the last field of each other is the interface. */
  static Map<String, Integer> parse(Scan in) throws CollectFailure {
    Map<String, Integer> counts = new TreeMap<>();
    if (!in.nextLine()) {
      throw in.malformed("is empty");
    }
    while (in.nextLine()) {
      List<String> fields = in.fields();
      if (fields.size() != 6) {
        throw in.malformed("has not 6 fields");
      }
      counts.merge(fields.getLast(), 1, Integer::sum);
    }
    return counts;
  }
}
