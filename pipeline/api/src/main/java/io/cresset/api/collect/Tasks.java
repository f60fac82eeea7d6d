package io.cresset.api.collect;

import io.cresset.api.model.Resource;

/** Where a collector or step registers what is to be run for it. Safe for use by many threads. */
public interface Tasks {

  /**
   * Registers a task and, by its rhythm, starts it.
   *
   * @param name names its thread and stands in log lines; unique among the living tasks of the
   *     component
   * @param resource what its metrics are about when it reports none of its own
   * @throws IllegalStateException if a living task has that name, or the component is closed
   */
  Task add(String name, Resource resource, Rhythm rhythm, TaskBody body);
}
