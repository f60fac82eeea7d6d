package io.cresset.api.model;

import java.util.Objects;

/** A counter, gauge, info, stateset or unknown value. */
public record NumberPoint(Labels labels, double value, long timeUnixNanos, boolean ended)
    implements Point {

  public NumberPoint {
    Objects.requireNonNull(labels);
  }

  public NumberPoint(Labels labels, double value) {
    this(labels, value, 0, false);
  }

  @Override
  public NumberPoint at(long unixNanos) {
    return new NumberPoint(labels, value, unixNanos, ended);
  }

  @Override
  public NumberPoint endedAt(long unixNanos) {
    return new NumberPoint(labels, Double.NaN, unixNanos, true);
  }
}
