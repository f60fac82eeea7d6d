package io.cresset.core.runtime;

import io.cresset.api.collect.RunResult;
import io.cresset.api.export.View;
import io.cresset.api.model.Batch;
import io.cresset.api.model.MetricBatch;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.Signal;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** A view that keeps the families that it was shown. */
final class KeepingView implements View {
  private final List<MetricFamily> families = new CopyOnWriteArrayList<>();

  @Override
  public Set<Signal> signals() {
    return Set.of(Signal.METRICS);
  }

  @Override
  public void accept(Run run, Batch batch) {
    if (batch instanceof MetricBatch metrics) {
      metrics.resources().forEach(about -> families.addAll(about.families()));
    }
  }

  @Override
  public void ended(Run run, RunResult result) {}

  @Override
  public void cancelled(String component, String task) {}

  @Override
  public void close() {}

  List<MetricFamily> families() {
    return List.copyOf(families);
  }
}
