package io.cresset.collectors.node.network;

import io.cresset.api.collect.CollectFailure;
import io.cresset.collectors.linux.GenericNetlink;
import io.cresset.collectors.linux.Netlink;
import io.cresset.collectors.linux.NetlinkMessage;
import io.cresset.collectors.node.source.Machine;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * How fast an interface is, from ethtool's netlink (Documentation/networking/ethtool-netlink.rst).
 *
 * @param bytesPerSecond empty where the driver does not know
 * @param duplex Half, Full or Unknown
 */
record LinkMode(OptionalDouble bytesPerSecond, String duplex) {
  private static final int GET = 4;
  private static final int HEADER = 1;
  private static final int NESTED = 0x8000;
  private static final int HEADER_NAME = 2;
  private static final int HEADER_FLAGS = 3;
  private static final int COMPACT = 1;
  private static final int SPEED = 5;
  private static final int DUPLEX = 6;
  private static final long NOT_KNOWN = 0xffff_ffffL;
  private static final double BYTES_OF_A_MEGABIT = 125_000;

  /** By the interface's name; none on kernels before 5.6, which have no such netlink. */
  static Map<String, LinkMode> all(Machine machine) throws CollectFailure {
    int family;
    try {
      int[] found =
          machine.netlink(
              GenericNetlink.family("ethtool"),
              () -> new int[1],
              (into, answer) -> into[0] = GenericNetlink.id(answer));
      family = found[0];
    } catch (CollectFailure e) {
      if (e.kind() == CollectFailure.Kind.ABSENT) {
        return Map.of();
      }
      throw e;
    }
    byte[] header =
        GenericNetlink.attribute(HEADER | NESTED, GenericNetlink.attribute(HEADER_FLAGS, COMPACT));
    return machine.netlink(
        GenericNetlink.question(family, GET, Netlink.ALL, header), HashMap::new, LinkMode::take);
  }

  private static void take(Map<String, LinkMode> modes, NetlinkMessage message)
      throws CollectFailure {
    Map<Integer, NetlinkMessage> mode = message.attributes(GenericNetlink.HEADER_BYTES);
    NetlinkMessage header = mode.get(HEADER);
    NetlinkMessage name = header == null ? null : header.attributes(0).get(HEADER_NAME);
    if (name == null) {
      return;
    }
    NetlinkMessage speed = mode.get(SPEED);
    NetlinkMessage duplex = mode.get(DUPLEX);
    modes.put(
        name.text(),
        new LinkMode(
            speed == null || speed.u32(0) == NOT_KNOWN
                ? OptionalDouble.empty()
                : OptionalDouble.of((double) speed.u32(0) * BYTES_OF_A_MEGABIT),
            duplex == null ? "" : duplex(duplex.u8(0))));
  }

  private static String duplex(int value) {
    return switch (value) {
      case 0 -> "Half";
      case 1 -> "Full";
      default -> "Unknown";
    };
  }
}
