package io.cresset.collectors.node.container;

import java.util.Map;
import java.util.OptionalLong;

/** One way in which the kernel shows control groups: one tree of all, or one for each resource. */
sealed interface CgroupFiles permits UnifiedCgroups, SplitCgroups {

  /** The tree in which containers are looked for. */
  String root();

  /**
   * Reports what a group has used and may use.
   *
   * @param devices names of disks by {@code major:minor}
   */
  void read(Cgroup group, Map<String, String> devices);

  /** When the group was made, in milliseconds since the epoch; 0 if it is no more. */
  long madeMillis(Cgroup group);

  /** A process of it, or of a group below that it made for itself. */
  OptionalLong process(Cgroup group);
}
