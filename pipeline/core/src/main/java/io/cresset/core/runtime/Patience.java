package io.cresset.core.runtime;

import io.cresset.api.Time;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Has something done that may throw or never return, which is then its own business: it is said,
 * and the others go on. Each is done on a daemon thread of its own.
 */
public final class Patience {
  private final Time time;
  private final Duration limit;
  private final List<Errand> errands = new ArrayList<>();

  private record Errand(String what, System.Logger logger, Thread thread) {}

  /**
   * @param limit for all together
   */
  public Patience(Time time, Duration limit) {
    this.time = time;
    this.limit = limit;
  }

  /**
   * Begins to do something.
   *
   * @param what in a word, such as {@code start}
   */
  public void begin(String what, System.Logger logger, Runnable work) {
    Thread thread =
        Thread.ofPlatform()
            .daemon()
            .name(logger.getName() + " " + what)
            .start(
                () -> {
                  try {
                    work.run();
                  } catch (RuntimeException | Error e) {
                    logger.log(Level.ERROR, "defect in its " + what, e);
                  }
                });
    errands.add(new Errand(what, logger, thread));
  }

  /**
   * Waits for all, also when interrupted.
   *
   * @return false if one had not returned in time
   */
  public boolean await() {
    boolean all = true;
    boolean interrupted = false;
    Duration left = limit;
    for (Errand errand : errands) {
      long begin = time.monotonicNanos();
      boolean returned = false;
      try {
        returned = errand.thread().join(left);
      } catch (InterruptedException _) {
        interrupted = true;
        errand.thread().interrupt();
      }
      left = left.minusNanos(time.monotonicNanos() - begin);
      if (!returned) {
        all = false;
        errand
            .logger()
            .log(Level.ERROR, "its " + errand.what() + " does not return; the others go on");
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return all;
  }
}
