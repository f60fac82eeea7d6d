package io.cresset.collectors.logs.containers;

import java.util.Optional;

/**
 * What the kubelet says in the name of a pod's folder, {@code NAMESPACE_POD_UID}. Names of
 * namespaces and pods have no underscore. The uid of a static pod is the hash of its manifest and
 * not the one that the API server knows.
 *
 * @see <a
 *     href="https://github.com/kubernetes/design-proposals-archive/blob/main/node/kubelet-cri-logging.md">the
 *     layout's proposal</a>
 */
record PodFolder(String namespace, String pod, String uid) {

  /** Empty for a folder that is no pod's. */
  static Optional<PodFolder> parse(String name) {
    int first = name.indexOf('_');
    int last = name.lastIndexOf('_');
    if (first <= 0 || last <= first + 1 || last == name.length() - 1) {
      return Optional.empty();
    }
    String pod = name.substring(first + 1, last);
    return pod.indexOf('_') >= 0
        ? Optional.empty()
        : Optional.of(new PodFolder(name.substring(0, first), pod, name.substring(last + 1)));
  }
}
