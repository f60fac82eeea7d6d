package io.cresset.collectors.logs.containers;

import java.nio.file.Path;

/** Which container a log is of, as its path tells. */
sealed interface LogFile {

  /** {@code ROOT/NAMESPACE_POD_UID/CONTAINER/RESTART.log}. */
  record OfPod(PodFolder pod, String container, int restart) implements LogFile {}

  /**
   * {@code ROOT/ID/ID-json.log}.
   *
   * @param folder where Docker keeps what else it knows of the container
   */
  record OfDocker(String id, Path folder) implements LogFile {}
}
