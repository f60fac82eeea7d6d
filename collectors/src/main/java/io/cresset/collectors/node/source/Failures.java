package io.cresset.collectors.node.source;

import io.cresset.api.collect.CollectFailure;
import java.util.Optional;

/**
 * Keeps the first failure of a run whose other parts go on: what can be read is reported, and then
 * the run fails.
 */
public final class Failures {
  private Optional<CollectFailure> first = Optional.empty();

  /** Something that may fail by itself. */
  @FunctionalInterface
  public interface Part {
    void run() throws CollectFailure;
  }

  public void keep(Part part) {
    try {
      part.run();
    } catch (CollectFailure e) {
      keep(e);
    }
  }

  public void keep(CollectFailure failure) {
    first = first.or(() -> Optional.of(failure));
  }

  /** Like {@link #keep(Part)}, but what is not there is no failure. */
  public void keepUnlessAbsent(Part part) {
    try {
      part.run();
    } catch (CollectFailure e) {
      if (e.kind() != CollectFailure.Kind.ABSENT) {
        keep(e);
      }
    }
  }

  public void raise() throws CollectFailure {
    if (first.isPresent()) {
      throw first.get();
    }
  }
}
