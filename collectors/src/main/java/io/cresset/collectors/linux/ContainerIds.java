package io.cresset.collectors.linux;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the path of a control group says about the container in it. Container runtimes put their
 * ids, and the kubelet the pod's, into the names of the groups that they make:
 *
 * <pre>
 * /kubepods/burstable/podUID/ID                                            cgroupfs driver
 * /kubepods.slice/kubepods-burstable.slice/kubepods-burstable-podU_I_D.slice/cri-containerd-ID.scope
 * /system.slice/containerd.service/kubepods-burstable-podU_I_D.slice:cri-containerd:ID
 * /docker/ID    /system.slice/docker-ID.scope    /machine.slice/libpod-ID.scope/container
 * </pre>
 *
 * @param pod the pod's uid with dashes; for a pod that the kubelet reads from a file the hash of
 *     that file. Empty outside of Kubernetes
 * @param container the id of 64 hexadecimal digits; empty for the group around a pod's containers
 */
public record ContainerIds(String pod, String container) {
  private static final Pattern POD =
      Pattern.compile("(?:.*-)?pod([0-9a-fA-F]{8}(?:[-_][0-9a-fA-F]{4,12}){4}|[0-9a-fA-F]{32})");

  /** A runtime's word or two may stand before the id. */
  private static final Pattern CONTAINER =
      Pattern.compile("(?:[a-z][a-z_-]*-)?([0-9a-f]{64})(?:\\.scope)?");

  /** A process that looks after a container stands beside it, in a group that names it, too. */
  private static final Pattern CONMON = Pattern.compile("(?:crio|libpod)-conmon-.*");

  /**
   * The innermost container of a path, with the pod around it. Groups that a container makes for
   * itself belong to it.
   *
   * @return empty if the path leads to no container and no pod
   */
  public static Optional<ContainerIds> of(String path) {
    String pod = "";
    String container = "";
    int from = 0;
    while (from <= path.length()) {
      int slash = path.indexOf('/', from);
      int to = slash < 0 ? path.length() : slash;
      for (String name : path.substring(from, to).split(":", -1)) {
        Matcher podName = POD.matcher(withoutSlice(name));
        Matcher containerName = CONTAINER.matcher(name);
        if (podName.matches()) {
          pod = podName.group(1).replace('_', '-');
          container = "";
        } else if (containerName.matches() && !CONMON.matcher(name).matches()) {
          container = containerName.group(1);
        }
      }
      from = to + 1;
    }
    return pod.isEmpty() && container.isEmpty()
        ? Optional.empty()
        : Optional.of(new ContainerIds(pod, container));
  }

  /**
   * The same for a process, by its /proc/PID/cgroup: a line for each tree, {@code
   * 4:memory:/docker/ID}. Some trees may not know the container, so the first that does counts.
   */
  public static Optional<ContainerIds> ofProcess(Iterable<String> paths) {
    Optional<ContainerIds> best = Optional.empty();
    for (String path : paths) {
      Optional<ContainerIds> found = of(path);
      if (found.isPresent() && !found.get().container().isEmpty()) {
        return found;
      }
      best = best.or(() -> found);
    }
    return best;
  }

  private static String withoutSlice(String name) {
    return name.endsWith(".slice") ? name.substring(0, name.length() - ".slice".length()) : name;
  }
}
