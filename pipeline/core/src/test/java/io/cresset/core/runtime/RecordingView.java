package io.cresset.core.runtime;

import io.cresset.api.collect.RunResult;
import io.cresset.api.export.View;
import io.cresset.api.model.Batch;
import io.cresset.api.model.MetricBatch;
import io.cresset.api.model.MetricSpec;
import io.cresset.api.model.NumberPoint;
import io.cresset.api.model.Point;
import io.cresset.api.model.Signal;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A view that writes down what it is told, and finds out about calls in the wrong order. */
final class RecordingView implements View {
  private final List<String> calls = new CopyOnWriteArrayList<>();
  private final Set<Long> ended = ConcurrentHashMap.newKeySet();
  private final Set<Signal> signals;

  RecordingView(Signal... signals) {
    this.signals = Set.of(signals);
  }

  @Override
  public Set<Signal> signals() {
    return signals;
  }

  @Override
  public void accept(Run run, Batch batch) {
    if (ended.contains(run.sequence())) {
      calls.add("accept after ended " + run.task());
    }
    if (batch instanceof MetricBatch metrics) {
      metrics
          .resources()
          .forEach(
              about ->
                  about
                      .families()
                      .forEach(
                          family ->
                              family
                                  .points()
                                  .forEach(
                                      point ->
                                          calls.add(
                                              run.task() + " " + text(family.spec(), point)))));
    } else {
      calls.add(run.task() + " " + batch.recordCount() + " logs");
    }
  }

  @Override
  public void ended(Run run, RunResult result) {
    if (!ended.add(run.sequence())) {
      calls.add("ended twice " + run.task());
    }
    calls.add(
        run.task()
            + " "
            + result.failure().map(failure -> failure.kind().reason()).orElse("success"));
  }

  @Override
  public void cancelled(String component, String task) {
    calls.add(task + " cancelled");
  }

  @Override
  public void close() {}

  List<String> calls() {
    return List.copyOf(calls);
  }

  static String text(MetricSpec spec, Point point) {
    String value =
        point.ended() ? "ended" : point instanceof NumberPoint number ? "" + number.value() : "?";
    return spec.name() + point.labels() + " " + value;
  }
}
