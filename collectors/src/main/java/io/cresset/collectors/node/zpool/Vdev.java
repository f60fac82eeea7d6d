package io.cresset.collectors.node.zpool;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of a pool: a disk, or what several make together.
 *
 * @param kind what it is for: {@code normal}, {@code special}, {@code dedup}, {@code log}, {@code
 *     cache} or {@code spare}
 * @param config its own list, sys/fs/zfs.h
 */
record Vdev(String kind, NvList config) {
  /** Under which name a vdev has its numbers, a {@code vdev_stat_t}. */
  private static final String STATS = "vdev_stats";

  // Places in it, the same since OpenZFS 0.6.5.
  static final int STATE = 1;
  private static final int AUX = 2;
  static final int ALLOCATED = 3;
  static final int SPACE = 4;
  static final int READ_ERRORS = 20;
  static final int WRITE_ERRORS = 21;
  static final int CHECKSUM_ERRORS = 22;

  // vdev_aux_t
  private static final int CORRUPT_DATA = 2;
  private static final int SPARED = 10;
  private static final int BAD_LOG = 13;

  /** Places of what was taken out of the pool. */
  private static final List<String> GONE = List.of("hole", "indirect", "missing");

  /** Where zpool looks for disks; it names them without. */
  private static final Pattern FOLDER = Pattern.compile("^/dev/(disk/by-[a-z]+/|mapper/)?");

  /** A partition's number behind the name of its disk. */
  private static final Pattern PARTITION =
      Pattern.compile("^(.+)-part\\d+$|^(.*\\dp?)p\\d+$|^([hsv]d[a-z]+|xvd[a-z]+)\\d+$");

  /** All of a pool but its root, which is the pool. */
  static List<Vdev> of(NvList root) {
    List<Vdev> all = new ArrayList<>();
    for (NvList top : root.lists("children")) {
      addAll(all, topKind(top), top);
    }
    root.lists("l2cache").forEach(each -> all.add(new Vdev("cache", each)));
    root.lists("spares").forEach(each -> all.add(new Vdev("spare", each)));
    return all;
  }

  private static String topKind(NvList top) {
    return top.number("is_log").orElse(0) == 1 ? "log" : top.text("alloc_bias").orElse("normal");
  }

  private static void addAll(List<Vdev> all, String kind, NvList config) {
    Vdev vdev = new Vdev(kind, config);
    if (!GONE.contains(vdev.type())) {
      all.add(vdev);
    }
    config.lists("children").forEach(child -> addAll(all, kind, child));
  }

  /** Such as {@code disk}, {@code file}, {@code mirror} or {@code raidz}. */
  String type() {
    return config.text("type").orElse("");
  }

  /** Unsigned; it stays with a disk wherever it is plugged in. */
  String guid() {
    OptionalLong guid = config.number("guid");
    return guid.isPresent() ? Long.toUnsignedString(guid.getAsLong()) : "";
  }

  /** As {@code zpool status} has it; of dRAID without its numbers of disks. */
  String name() {
    Optional<String> path = config.text("path");
    if (config.number("not_present").isPresent()) {
      return guid();
    }
    if (path.isEmpty()) {
      String parity =
          config.number("nparity").stream().mapToObj(Long::toString).findFirst().orElse("");
      return type() + parity + "-" + Long.toUnsignedString(config.number("id").orElse(0));
    }
    if (!type().equals("disk")) {
      return path.get();
    }
    String name = FOLDER.matcher(path.get()).replaceFirst("");
    return config.number("whole_disk").orElse(0) == 1 ? withoutPartition(name) : name;
  }

  private static String withoutPartition(String name) {
    Matcher matcher = PARTITION.matcher(name);
    if (!matcher.matches()) {
      return name;
    }
    for (int group = 1; group < matcher.groupCount(); group++) {
      if (matcher.group(group) != null) {
        return matcher.group(group);
      }
    }
    return matcher.group(matcher.groupCount());
  }

  /** One of its numbers; empty if its pool could not be opened. */
  OptionalLong stat(int place) {
    return config.number(STATS, place);
  }

  /** How it is, as {@code zpool status} says it; empty if that is not known. */
  Optional<Health> health() {
    OptionalLong state = stat(STATE);
    if (state.isEmpty() || state.getAsLong() < 0 || state.getAsLong() > Integer.MAX_VALUE) {
      return Optional.empty();
    }
    long why = stat(AUX).orElse(0);
    return switch ((int) state.getAsLong()) {
      case 1, 2 -> Optional.of(Health.OFFLINE);
      case 3 -> Optional.of(Health.REMOVED);
      case 4 -> Optional.of(unopened(why));
      case 5 -> Optional.of(Health.FAULTED);
      case 6 -> Optional.of(Health.DEGRADED);
      case 7 -> Optional.of(Health.ONLINE);
      default -> Optional.empty();
    };
  }

  private static Health unopened(long why) {
    // A spare is told as one that cannot be opened while it stands in for another disk.
    return why == SPARED
        ? Health.ONLINE
        : why == CORRUPT_DATA || why == BAD_LOG ? Health.FAULTED : Health.UNAVAIL;
  }
}
