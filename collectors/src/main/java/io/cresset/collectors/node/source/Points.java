package io.cresset.collectors.node.source;

import io.cresset.api.model.Labels;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.api.model.NumberPoint;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Gathers the points of one metric in one run. */
public final class Points {
  private final MetricSpec spec;
  private final List<NumberPoint> points = new ArrayList<>();

  public Points(MetricSpec spec) {
    this.spec = spec;
  }

  public void add(Labels labels, double value) {
    points.add(new NumberPoint(labels, value));
  }

  public boolean isEmpty() {
    return points.isEmpty();
  }

  /** Hands the family over, if there is a point at all. */
  public void emit(Consumer<MetricFamily> out) {
    if (!points.isEmpty()) {
      out.accept(spec.family(points));
    }
  }
}
