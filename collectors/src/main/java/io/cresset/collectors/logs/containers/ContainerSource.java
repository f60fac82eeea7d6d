package io.cresset.collectors.logs.containers;

import io.cresset.api.model.Resource;

/** What the records of one container are about, and whether more of them are wanted. */
interface ContainerSource {
  /** The container. */
  Resource resource();

  /**
   * Whether one more line is wanted: within the rate, and counted if it is not; of an excerpt only
   * what is not older.
   */
  boolean admits(long unixNanos);

  /** Counts a line that is in no runtime's form. */
  void countUnread();
}
