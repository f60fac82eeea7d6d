package io.cresset.collectors.logs.containers;

import io.cresset.api.model.Resource;

/** What the records of one container are about, and whether more of them are wanted. */
interface ContainerSource {
  /** The container. */
  Resource resource();

  /** Whether one more line is within the rate; counted if it is not. */
  boolean admits();

  /** Counts a line that is in no runtime's form. */
  void countUnread();
}
