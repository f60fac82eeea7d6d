package io.cresset.collectors.node.network;

import io.cresset.api.collect.CollectFailure;
import io.cresset.collectors.linux.Netlink;
import io.cresset.collectors.node.source.Machine;
import java.util.HashMap;
import java.util.Map;

/** Network interfaces as netlink knows them, rtnetlink(7). */
final class Interfaces {
  /** {@code RTM_GETLINK}, with a struct ifinfomsg. */
  private static final Netlink.Question LINKS =
      new Netlink.Question(Netlink.ROUTE, 18, Netlink.ALL, new byte[16]);

  private static final int IFI_INDEX = 4;
  private static final int IFINFOMSG_BYTES = 16;
  private static final int IFLA_IFNAME = 3;

  private Interfaces() {}

  /** Names by number. */
  static Map<Integer, String> names(Machine machine) throws CollectFailure {
    Map<Integer, String> names = new HashMap<>();
    machine.netlink(
        LINKS,
        link -> {
          int index = link.i32(IFI_INDEX);
          link.attribute(IFINFOMSG_BYTES, IFLA_IFNAME)
              .ifPresent(name -> names.put(index, name.text()));
        });
    return names;
  }
}
