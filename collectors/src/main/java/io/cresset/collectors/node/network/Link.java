package io.cresset.collectors.node.network;

import io.cresset.api.collect.CollectFailure;
import io.cresset.collectors.linux.Netlink;
import io.cresset.collectors.linux.NetlinkMessage;
import io.cresset.collectors.node.source.Machine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A network interface as netlink knows it, rtnetlink(7), linux/if_link.h.
 *
 * @param type ARPHRD_ETHER and so on
 * @param flags IFF_UP and so on
 */
record Link(int index, int type, long flags, String name, Map<Integer, NetlinkMessage> attributes) {
  static final int ADDRESS = 1;
  static final int BROADCAST = 2;
  static final int NAME = 3;
  static final int MTU = 4;

  /** The number of the interface below, for one that has one. */
  static final int LOWER = 5;

  static final int QUEUE_LENGTH = 13;
  static final int OPERSTATE = 16;
  static final int LINK_MODE = 17;
  static final int ALIAS = 20;
  static final int STATS64 = 23;
  static final int GROUP = 27;
  static final int CARRIER = 33;
  static final int CARRIER_CHANGES = 35;
  static final int CARRIER_UP_COUNT = 47;
  static final int CARRIER_DOWN_COUNT = 48;
  private static final int PROPERTIES = 52;
  private static final int OTHER_NAME = 53;

  /** {@code RTM_GETLINK}, with a struct ifinfomsg. */
  private static final Netlink.Question LINKS =
      new Netlink.Question(Netlink.ROUTE, 18, Netlink.ALL, new byte[16]);

  private static final int IFI_TYPE = 2;
  private static final int IFI_INDEX = 4;
  private static final int IFI_FLAGS = 8;
  private static final int IFINFOMSG_BYTES = 16;

  /** All that have a name. */
  static List<Link> all(Machine machine) throws CollectFailure {
    return machine.netlink(
        LINKS,
        ArrayList::new,
        (links, message) -> {
          Map<Integer, NetlinkMessage> attributes = message.attributes(IFINFOMSG_BYTES);
          NetlinkMessage name = attributes.get(NAME);
          if (name != null) {
            links.add(
                new Link(
                    message.i32(IFI_INDEX),
                    message.u16(IFI_TYPE),
                    message.u32(IFI_FLAGS),
                    name.text(),
                    attributes));
          }
        });
  }

  /** Names by number. */
  static Map<Integer, String> names(Machine machine) throws CollectFailure {
    Map<Integer, String> names = new HashMap<>();
    all(machine).forEach(link -> names.put(link.index, link.name));
    return names;
  }

  Optional<NetlinkMessage> attribute(int which) {
    return Optional.ofNullable(attributes.get(which));
  }

  /** An attribute of one or of four bytes, whichever it has. */
  OptionalDouble number(int which) throws CollectFailure {
    NetlinkMessage value = attributes.get(which);
    if (value == null) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(value.length() < Integer.BYTES ? value.u8(0) : (double) value.u32(0));
  }

  /** Other names that users may call it by. */
  List<String> otherNames() throws CollectFailure {
    List<String> names = new ArrayList<>();
    NetlinkMessage properties = attributes.get(PROPERTIES);
    if (properties != null) {
      properties.attributes(0, OTHER_NAME).forEach(name -> names.add(name.text()));
    }
    return names;
  }
}
