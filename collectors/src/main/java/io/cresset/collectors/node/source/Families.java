package io.cresset.collectors.node.source;

import io.cresset.api.model.Labels;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Gathers the points of several metrics in one run. A metric is known by its one spec instance. */
public final class Families {
  private final Map<MetricSpec, Points> bySpec = new IdentityHashMap<>();
  private final List<Points> inOrder = new ArrayList<>();

  public void add(MetricSpec spec, Labels labels, double value) {
    bySpec
        .computeIfAbsent(
            spec,
            _ -> {
              Points points = new Points(spec);
              inOrder.add(points);
              return points;
            })
        .add(labels, value);
  }

  public void emit(Consumer<MetricFamily> out) {
    inOrder.forEach(points -> points.emit(out));
  }
}
