package io.cresset.collectors.node.network;

import java.util.List;

/**
 * A link mode that has a speed, by its bit in linux/ethtool.h. Drivers are asked for the first 32
 * bits, as the model asks them.
 *
 * @param duplex full or half
 * @param medium behind {@code base}
 */
record LinkSpeed(int bit, int megabits, String duplex, String medium) {
  private static final double BYTES_OF_A_MEGABIT = 125_000;

  static final List<LinkSpeed> ALL =
      List.of(
          new LinkSpeed(0, 10, "half", "T"),
          new LinkSpeed(1, 10, "full", "T"),
          new LinkSpeed(2, 100, "half", "T"),
          new LinkSpeed(3, 100, "full", "T"),
          new LinkSpeed(4, 1000, "half", "T"),
          new LinkSpeed(5, 1000, "full", "T"),
          new LinkSpeed(12, 10_000, "full", "T"),
          new LinkSpeed(17, 1000, "full", "KX"),
          new LinkSpeed(18, 10_000, "full", "KX4"),
          new LinkSpeed(19, 10_000, "full", "KR"),
          new LinkSpeed(20, 10_000, "full", "R_FEC"),
          new LinkSpeed(21, 20_000, "full", "MLD2"),
          new LinkSpeed(22, 20_000, "full", "KR2"),
          new LinkSpeed(23, 40_000, "full", "KR4"),
          new LinkSpeed(24, 40_000, "full", "CR4"),
          new LinkSpeed(25, 40_000, "full", "SR4"),
          new LinkSpeed(26, 40_000, "full", "LR4"),
          new LinkSpeed(27, 56_000, "full", "KR4"),
          new LinkSpeed(28, 56_000, "full", "CR4"),
          new LinkSpeed(29, 56_000, "full", "SR4"),
          new LinkSpeed(30, 56_000, "full", "LR4"),
          new LinkSpeed(31, 25_000, "full", "CR"));

  boolean isIn(int modes) {
    return (modes & 1 << bit) != 0;
  }

  double bytes() {
    return megabits * BYTES_OF_A_MEGABIT;
  }

  /** As ethtool(8) writes it, {@code 1000baseT}. */
  String mode() {
    return megabits + "base" + medium;
  }
}
