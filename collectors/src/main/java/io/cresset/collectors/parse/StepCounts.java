package io.cresset.collectors.parse;

import io.cresset.api.collect.CollectorContext;
import io.cresset.api.collect.Rhythm;
import io.cresset.api.collect.Tasks;
import io.cresset.api.model.Labels;
import io.cresset.api.model.MetricBatch;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.api.model.NumberPoint;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** What one step counts: counters whose labels are known from the start. Safe for many threads. */
public final class StepCounts {
  /** What a step made of the records that passed it; {@code result} is a word of the step's own. */
  public static final MetricSpec RECORDS =
      spec(
          "cresset_step_records_total",
          "Records that passed a step, by what came of it.",
          "result");

  /** What a step would have added. */
  public static final MetricSpec LEFT_OUT =
      spec(
          "cresset_step_left_out_fields_total",
          "Fields of log lines that did not become attributes, by the limit that they were beyond.",
          "reason");

  private final String step;
  private final CollectorContext context;
  private final List<Family> families = new ArrayList<>();

  /** Counters of one metric that differ in one label. */
  private record Family(MetricSpec spec, List<Labels> labels, LongAdder[] counts) {
    MetricFamily now() {
      List<NumberPoint> points = new ArrayList<>(counts.length);
      for (int i = 0; i < counts.length; i++) {
        points.add(new NumberPoint(labels.get(i), (double) counts[i].sum()));
      }
      return spec.family(points);
    }
  }

  /**
   * @param step the step's name among those of its source
   * @param context of its source
   */
  public StepCounts(String step, CollectorContext context) {
    this.step = step;
    this.context = context;
  }

  /** A counter by source, step and one more label. */
  public static MetricSpec spec(String name, String help, String label) {
    return MetricSpec.counter(name, help, "component", "step", label);
  }

  /**
   * Counters of one metric, by the values of its last label, in their order.
   *
   * @param spec made by {@link #spec}
   */
  public LongAdder[] counters(MetricSpec spec, List<String> values) {
    List<Labels> labels =
        values.stream()
            .map(
                value ->
                    Labels.of(
                        "component",
                        context.component(),
                        "step",
                        step,
                        spec.labelNames().getLast(),
                        value))
            .toList();
    LongAdder[] counts = new LongAdder[values.size()];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = new LongAdder();
    }
    families.add(new Family(spec, labels, counts));
    return counts;
  }

  /** Registers the task that reports them. */
  public void start(Tasks tasks) {
    tasks.add(
        "step " + step,
        context.resource(),
        Rhythm.onDemand(),
        out ->
            out.emit(
                MetricBatch.of(context.resource(), families.stream().map(Family::now).toList())));
  }
}
