package io.cresset.core.runtime;

import java.lang.System.Logger.Level;

/**
 * What a task has done that may have to wait for the log, each on a thread of its own. Its
 * component is busy meanwhile. Guarded by the Supervisor's lock.
 */
final class Errands {
  private final SupervisedComponent component;
  private final Workplace place;
  private final Runnable after;
  private int underWay;

  /**
   * @param after is run with the lock held when one is done
   */
  Errands(SupervisedComponent component, Workplace place, Runnable after) {
    this.component = component;
    this.place = place;
    this.after = after;
  }

  boolean areDone() {
    return underWay == 0;
  }

  /**
   * @param work is run without the lock
   */
  void begin(String threadName, Runnable work) {
    underWay++;
    component.busier();
    place.start(false, threadName, () -> perform(work));
  }

  private void perform(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException | Error e) {
      component.logger.log(Level.ERROR, "defect when ending series", e);
    }
    place.lock.lock();
    try {
      underWay--;
      component.lessBusy();
      after.run();
    } finally {
      place.lock.unlock();
    }
  }
}
