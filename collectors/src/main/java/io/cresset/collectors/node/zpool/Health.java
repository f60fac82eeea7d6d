package io.cresset.collectors.node.zpool;

import java.util.Arrays;
import java.util.stream.Collectors;

/** How a pool or a part of it is, with zfs_exporter's codes: the place here. */
enum Health {
  ONLINE,
  DEGRADED,
  FAULTED,
  OFFLINE,
  UNAVAIL,
  REMOVED,
  SUSPENDED;

  /** {@code [0: ONLINE, 1: DEGRADED, ...]} */
  static String legend() {
    return Arrays.stream(values())
        .map(health -> health.ordinal() + ": " + health)
        .collect(Collectors.joining(", ", "[", "]"));
  }
}
