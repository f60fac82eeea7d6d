package io.cresset.collectors.node.container;

import io.cresset.collectors.linux.ContainerIds;

/**
 * The control group of a container, or the one around the containers of a pod.
 *
 * @param path from the root of the tree, as /proc/PID/cgroup has it; cAdvisor's {@code id}
 */
record Cgroup(String path, ContainerIds ids) {

  boolean isPod() {
    return ids.container().isEmpty();
  }

  /**
   * Names and values of labels: these and some more. A pod's row has empty ones where a container
   * has its names, so that sums can leave either out.
   */
  String[] labels(String... more) {
    String[] all = new String[8 + more.length];
    all[0] = "id";
    all[1] = path;
    all[2] = "name";
    all[3] = ids.container();
    all[4] = "container";
    all[5] = ids.container();
    all[6] = "pod";
    all[7] = ids.pod();
    System.arraycopy(more, 0, all, 8, more.length);
    return all;
  }
}
