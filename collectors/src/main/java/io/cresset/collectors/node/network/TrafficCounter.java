package io.cresset.collectors.node.network;

import java.util.List;
import java.util.stream.IntStream;

/**
 * A counter of an interface, and which of its source's numbers it is the sum of. There are two
 * sources, and for each the names that /proc/net/dev made usual, and others that tell more.
 */
record TrafficCounter(String name, int... parts) {

  /** The members of struct rtnl_link_stats64, linux/if_link.h, by their names here. */
  static final List<String> NETLINK =
      List.of(
          "receive_packets",
          "transmit_packets",
          "receive_bytes",
          "transmit_bytes",
          "receive_errors",
          "transmit_errors",
          "receive_dropped",
          "transmit_dropped",
          "multicast",
          "collisions",
          "receive_length_errors",
          "receive_over_errors",
          "receive_crc_errors",
          "receive_frame_errors",
          "receive_fifo_errors",
          "receive_missed_errors",
          "transmit_aborted_errors",
          "transmit_carrier_errors",
          "transmit_fifo_errors",
          "transmit_heartbeat_errors",
          "transmit_window_errors",
          "receive_compressed",
          "transmit_compressed",
          "receive_nohandler");

  /** The columns of /proc/net/dev, net/core/net-procfs.c. */
  private static final List<String> FILE =
      List.of(
          "receive_bytes",
          "receive_packets",
          "receive_errors",
          "receive_dropped",
          "receive_fifo",
          "receive_frame",
          "receive_compressed",
          "receive_multicast",
          "transmit_bytes",
          "transmit_packets",
          "transmit_errors",
          "transmit_dropped",
          "transmit_fifo",
          "transmit_colls",
          "transmit_carrier",
          "transmit_compressed");

  static final int FILE_COLUMNS = FILE.size();

  /** What the kernel adds up for /proc/net/dev, it does so. */
  private static final List<TrafficCounter> USUAL_BY_NETLINK =
      List.of(
          sum("receive_packets", "receive_packets"),
          sum("transmit_packets", "transmit_packets"),
          sum("receive_bytes", "receive_bytes"),
          sum("transmit_bytes", "transmit_bytes"),
          sum("receive_errs", "receive_errors"),
          sum("transmit_errs", "transmit_errors"),
          sum("receive_drop", "receive_dropped", "receive_missed_errors"),
          sum("transmit_drop", "transmit_dropped"),
          sum("receive_multicast", "multicast"),
          sum("transmit_colls", "collisions"),
          sum("receive_fifo", "receive_fifo_errors"),
          sum(
              "receive_frame",
              "receive_frame_errors",
              "receive_length_errors",
              "receive_over_errors",
              "receive_crc_errors"),
          sum(
              "transmit_carrier",
              "transmit_carrier_errors",
              "transmit_aborted_errors",
              "transmit_heartbeat_errors",
              "transmit_window_errors"),
          sum("transmit_fifo", "transmit_fifo_errors"),
          sum("receive_compressed", "receive_compressed"),
          sum("transmit_compressed", "transmit_compressed"),
          sum("receive_nohandler", "receive_nohandler"));

  static List<TrafficCounter> all(boolean netlink, boolean detailed) {
    if (netlink) {
      return detailed ? each(NETLINK) : USUAL_BY_NETLINK;
    }
    return each(detailed ? FILE : FILE.stream().map(TrafficCounter::usual).toList());
  }

  private static String usual(String name) {
    return switch (name) {
      case "receive_errors" -> "receive_errs";
      case "receive_dropped" -> "receive_drop";
      case "transmit_errors" -> "transmit_errs";
      case "transmit_dropped" -> "transmit_drop";
      default -> name;
    };
  }

  private static TrafficCounter sum(String name, String... members) {
    return new TrafficCounter(name, List.of(members).stream().mapToInt(NETLINK::indexOf).toArray());
  }

  private static List<TrafficCounter> each(List<String> names) {
    return IntStream.range(0, names.size())
        .mapToObj(i -> new TrafficCounter(names.get(i), i))
        .toList();
  }

  /** Whether a source has all of its parts; older kernels tell less. */
  boolean isIn(long[] counts) {
    for (int part : parts) {
      if (part >= counts.length) {
        return false;
      }
    }
    return true;
  }

  /** As an unsigned number of 64 bits. */
  long of(long[] counts) {
    long sum = 0;
    for (int part : parts) {
      sum += counts[part];
    }
    return sum;
  }
}
