package io.cresset.collectors.node.container;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.collect.CollectFailure.Kind;
import io.cresset.collectors.linux.ContainerIds;
import java.io.File;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Looks through a tree of control groups for those of containers and pods. */
final class CgroupTree {
  /** The kernel's own limit for cgroup.max.depth is higher; nobody nests like that. */
  private static final int MAX_DEPTH = 24;

  private static final int MAX_GROUPS = 50_000;

  /** How the kernel's own files in a group begin; all else may be a group below it. */
  private static final List<String> FILES =
      List.of(
          "cgroup.",
          "cpu.",
          "cpuset.",
          "cpuacct.",
          "memory.",
          "io.",
          "blkio.",
          "pids.",
          "hugetlb.",
          "rdma.",
          "misc.",
          "dmem.",
          "irq.",
          "devices.",
          "freezer.",
          "net_cls.",
          "net_prio.",
          "perf_event.",
          "tasks",
          "notify_on_release",
          "release_agent");

  private final String root;
  private int visited;

  /**
   * @param root where the tree is mounted
   */
  CgroupTree(String root) {
    this.root = root;
  }

  /** All of them as they are now, outer ones first. */
  List<Cgroup> containers() throws CollectFailure {
    List<Cgroup> found = new ArrayList<>();
    visited = 0;
    descend("", Optional.empty(), 0, found);
    return found;
  }

  private void descend(String path, Optional<ContainerIds> around, int depth, List<Cgroup> found)
      throws CollectFailure {
    if (depth > MAX_DEPTH) {
      return;
    }
    for (String name : below(root + path)) {
      String below = path + "/" + name;
      if (++visited > MAX_GROUPS) {
        throw new CollectFailure(
            Kind.UNSUPPORTED, root + ": there are more than " + MAX_GROUPS + " groups", "");
      }
      Optional<ContainerIds> ids = ContainerIds.of(below);
      // What a container makes below its own group belongs to it.
      if (ids.isPresent() && !ids.equals(around)) {
        found.add(new Cgroup(below, ids.get()));
      }
      descend(below, ids, depth + 1, found);
    }
  }

  /** The names of the groups in a group, sorted; none if it is no more. */
  static List<String> below(String folder) {
    String[] names = new File(folder).list();
    List<String> groups = new ArrayList<>();
    for (String name : names == null ? new String[0] : names) {
      if (FILES.stream().noneMatch(name::startsWith) && new File(folder, name).isDirectory()) {
        groups.add(name);
      }
    }
    groups.sort(Comparator.naturalOrder());
    return groups;
  }
}
