package io.cresset.core.runtime;

import io.cresset.api.collect.RunResult;
import io.cresset.api.export.View;
import io.cresset.api.model.Batch;
import io.cresset.api.model.MetricBatch;
import io.cresset.api.model.MetricSpec;
import io.cresset.api.model.NumberPoint;
import io.cresset.api.model.Point;
import io.cresset.api.model.Signal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A view that writes down what it is told, and finds out about calls in the wrong order. */
final class RecordingView implements View {
  private final List<String> calls = new ArrayList<>();
  private final Set<Long> ended = ConcurrentHashMap.newKeySet();
  private final Set<Signal> signals;
  private volatile String leftOut = "";

  RecordingView(Signal... signals) {
    this.signals = Set.of(signals);
  }

  /** Of a component that floods nothing is written down: it would fill the memory of the test. */
  void leaveOut(String component) {
    leftOut = component;
  }

  @Override
  public Set<Signal> signals() {
    return signals;
  }

  @Override
  public void accept(Run run, Batch batch) {
    if (run.component().equals(leftOut)) {
      return;
    }
    if (ended.contains(run.sequence())) {
      add("accept after ended " + run.task());
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
                                          add(run.task() + " " + text(family.spec(), point)))));
    } else {
      add(run.task() + " " + batch.recordCount() + " logs");
    }
  }

  @Override
  public void ended(Run run, RunResult result) {
    if (run.component().equals(leftOut)) {
      return;
    }
    if (!ended.add(run.sequence())) {
      add("ended twice " + run.task());
    }
    add(
        run.task()
            + " "
            + result.failure().map(failure -> failure.kind().reason()).orElse("success"));
  }

  @Override
  public void cancelled(String component, String task) {
    add(task + " cancelled");
  }

  @Override
  public void close() {}

  private void add(String call) {
    synchronized (calls) {
      calls.add(call);
    }
  }

  List<String> calls() {
    synchronized (calls) {
      return List.copyOf(calls);
    }
  }

  static String text(MetricSpec spec, Point point) {
    String value =
        point.ended() ? "ended" : point instanceof NumberPoint number ? "" + number.value() : "?";
    return spec.name() + point.labels() + " " + value;
  }
}
