package io.cresset.core.rejected;

import io.cresset.api.model.Signal;
import java.util.Comparator;

/**
 * Who refused a record: a sink, by its component id, and of what signal the record is. In the order
 * of their names.
 */
public record Refuser(String sink, Signal signal) implements Comparable<Refuser> {
  private static final Comparator<Refuser> BY_NAME =
      Comparator.comparing(Refuser::sink).thenComparing(Refuser::signal);

  @Override
  public int compareTo(Refuser other) {
    return BY_NAME.compare(this, other);
  }

  /** As in {@code loki logs}. */
  @Override
  public String toString() {
    return sink + " " + signal.id();
  }
}
