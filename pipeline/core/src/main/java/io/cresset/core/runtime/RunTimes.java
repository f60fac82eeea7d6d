package io.cresset.core.runtime;

import java.time.Duration;

/** Is told how long each finished poll and on-demand run took. Called by many threads. */
@FunctionalInterface
public interface RunTimes {
  void ran(String component, Duration duration);
}
