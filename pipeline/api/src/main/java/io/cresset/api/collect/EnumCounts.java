package io.cresset.api.collect;

import io.cresset.api.model.Labels;
import io.cresset.api.model.NumberPoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * A number for each constant of an enumeration, such as the reasons of a loss: counted by any
 * thread, and told as points whose label is the constant's name in lower case.
 */
public final class EnumCounts<E extends Enum<E>> {
  private final List<Labels> labels = new ArrayList<>();
  private final AtomicLongArray counts;

  /**
   * @param label such as {@code reason}
   */
  public EnumCounts(String label, Class<E> constants) {
    for (E each : constants.getEnumConstants()) {
      labels.add(Labels.of(label, each.name().toLowerCase(Locale.ROOT)));
    }
    counts = new AtomicLongArray(labels.size());
  }

  public void add(E what, long number) {
    counts.addAndGet(what.ordinal(), number);
  }

  /** Adds one, and gives the sum. */
  public long increment(E what) {
    return counts.incrementAndGet(what.ordinal());
  }

  /** For a gauge. */
  public void set(E what, long number) {
    counts.set(what.ordinal(), number);
  }

  public long get(E what) {
    return counts.get(what.ordinal());
  }

  /** All of them, also those that are 0. */
  public List<NumberPoint> points() {
    List<NumberPoint> points = new ArrayList<>(labels.size());
    for (int i = 0; i < labels.size(); i++) {
      points.add(new NumberPoint(labels.get(i), (double) counts.get(i)));
    }
    return points;
  }
}
