package io.cresset.testkit.misbehaving;

import io.cresset.api.Time;
import io.cresset.api.collect.RunResult;
import io.cresset.api.export.View;
import io.cresset.api.model.Batch;
import io.cresset.api.model.Signal;
import java.util.Set;

/**
 * A view with the habit that a test gives it. Once it is let go it behaves; what returns passes the
 * call on to another view, which shows what this one has been told.
 */
public final class MisbehavingView implements View {
  private static final long DAWDLE_NANOS = 1_900_000_000;

  private final ViewHabit habit;
  private final View told;
  private final Time time;
  private final Hang hang = new Hang();
  private volatile boolean behaves;
  private volatile boolean busy;

  public MisbehavingView(ViewHabit habit, View told, Time time) {
    this.habit = habit;
    this.told = told;
    this.time = time;
  }

  /** Ends the habit. */
  public void letGo() {
    behaves = true;
    hang.letGo();
  }

  /** Whether a call is in it, and so somebody may be waiting. */
  public boolean isBusy() {
    return busy;
  }

  private void misbehave() {
    busy = true;
    try {
      misbehaveUnlessLetGo();
    } finally {
      busy = false;
    }
  }

  private void misbehaveUnlessLetGo() {
    if (behaves) {
      return;
    }
    switch (habit) {
      case HANGS -> hang.stay();
      case SPINS -> hang.spin();
      case DAWDLES -> {
        try {
          time.sleep(DAWDLE_NANOS);
        } catch (InterruptedException _) {
          Thread.currentThread().interrupt();
        }
      }
      case THROWS -> throw new IllegalStateException("misbehaves: " + habit);
    }
  }

  @Override
  public Set<Signal> signals() {
    return told.signals();
  }

  @Override
  public void accept(Run run, Batch batch) {
    misbehave();
    told.accept(run, batch);
  }

  @Override
  public void ended(Run run, RunResult result) {
    misbehave();
    told.ended(run, result);
  }

  @Override
  public void cancelled(String component, String task) {
    misbehave();
    told.cancelled(component, task);
  }

  @Override
  public void close() {
    hang.close();
  }
}
