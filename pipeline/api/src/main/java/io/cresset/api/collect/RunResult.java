package io.cresset.api.collect;

import java.time.Duration;
import java.util.Optional;

/**
 * How a run ended.
 *
 * @param failure empty for a success
 */
public record RunResult(Duration duration, Optional<CollectFailure> failure) {

  public boolean success() {
    return failure.isEmpty();
  }
}
