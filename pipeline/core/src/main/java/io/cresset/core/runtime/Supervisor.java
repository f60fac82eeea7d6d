package io.cresset.core.runtime;

import io.cresset.api.Time;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/** Runs the tasks of collectors. */
public final class Supervisor {

  /**
   * @param runTimes is told the duration of each run
   * @param loggers gives a component's logger by its id
   */
  public Supervisor(
      Time time, Intake intake, RunTimes runTimes, Function<String, System.Logger> loggers) {}

  /**
   * Starts a source. Does no I/O and does not wait.
   *
   * @throws IllegalStateException if a component of this id is running, or the Supervisor is closed
   */
  public void start(ComponentSpec spec) {}

  /**
   * Cancels the tasks of a source, ends their series, waits for the bodies, and closes it.
   *
   * @return false if a body had not returned when the limit passed; what it still emits is refused
   */
  public boolean stop(String component, Duration limit) throws InterruptedException {
    return true;
  }

  /**
   * Runs the on-demand tasks of a component and waits for them: {@code ExporterContext.collect}.
   *
   * @param selector a kind or component id; empty for all
   * @return false if no such component is running
   */
  public boolean collect(String selector, Duration limit) throws InterruptedException {
    return true;
  }

  /** All components, in the order in which they were started. */
  public List<ComponentStatus> status() {
    return List.of();
  }

  /** Whether every component has come up at least once. */
  public boolean started() {
    return status().stream().allMatch(ComponentStatus::started);
  }

  /**
   * Cancels all tasks, waits for their bodies, closes collectors and steps. Series are not ended: a
   * restart is no end of what is measured.
   *
   * @return false if a body had not returned when the limit passed
   */
  public boolean close(Duration limit) {
    return true;
  }
}
