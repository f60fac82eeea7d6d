package io.cresset.collectors.node;

import io.cresset.api.Time;
import io.cresset.api.config.Default;
import io.cresset.api.config.Doc;
import io.cresset.api.config.Embedded;
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.source.Machine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Where the machine's files are, and what is read of them.
 *
 * @throws IllegalArgumentException if {@code enable} or {@code disable} names what is not there, or
 *     if two sub-collectors would tell the same
 */
public record NodeConfig(
    @Doc("Where this machine's root file system is mounted; its prefix is taken off mount points.")
        @Default("/")
        Path rootfs,
    @Doc("Where this machine's proc file system is mounted.") @Default("/proc") Path procfs,
    @Doc("Where this machine's sys file system is mounted.") @Default("/sys") Path sysfs,
    @Doc("Where udev keeps what it knows about devices: serial numbers, models.")
        @Default("/run/udev/data")
        Path udevData,
    @Doc("Sub-collectors to run besides those that run by default.") @Default("[]")
        List<String> enable,
    @Doc("Sub-collectors not to run.") @Default("[]") List<String> disable,
    @Embedded NodeOptions options) {

  public NodeConfig {
    enable = List.copyOf(enable);
    disable = List.copyOf(disable);
    refuseUnknown("enable", enable);
    refuseUnknown("disable", disable);
    for (String name : enable) {
      if (disable.contains(name)) {
        throw new IllegalArgumentException(
            "'" + name + "' stands in enable and in disable; take it out of one");
      }
    }
    if (options.netclass().netlink()
        && options.netclass().rtnlWithStats()
        && !disable.contains(NodePart.NETDEV.id())) {
      throw new IllegalArgumentException(
          "netclass.rtnl_with_stats tells what netdev tells; list netdev in disable");
    }
  }

  private static void refuseUnknown(String key, List<String> names) {
    List<String> known = new ArrayList<>();
    for (NodePart part : NodePart.values()) {
      known.add(part.id());
    }
    for (String name : names) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException(
            key + ": there is no '" + name + "'; known are " + String.join(", ", known));
      }
    }
  }

  Host host(Machine machine, Time time, Consumer<String> warnings) {
    return new Host(rootfs, procfs, sysfs, udevData, machine, time, warnings);
  }

  /** The sub-collectors that run. */
  Set<NodePart> parts() {
    Set<NodePart> chosen = EnumSet.noneOf(NodePart.class);
    for (NodePart part : NodePart.values()) {
      if (!disable.contains(part.id()) && (part.byDefault() || enable.contains(part.id()))) {
        chosen.add(part);
      }
    }
    return chosen;
  }
}
