package io.cresset.api.collect;

import io.cresset.api.model.MetricSpec;
import java.util.List;

/**
 * The door for steps, a service of {@link java.util.ServiceLoader}. In the file a step stands in a
 * log source's {@code parse:} list as its kind alone, or as {@code kind: {options}}.
 *
 * @param <C> the configuration, as {@link CollectorFactory} describes it
 */
public interface StepFactory<C extends Record> {

  String kind();

  /** One line that says what it does. */
  String summary();

  Class<C> config();

  /** Every metric that its steps report by tasks of theirs. */
  default List<MetricSpec> specs() {
    return List.of();
  }

  /**
   * Makes one, without I/O.
   *
   * @param name unique among the steps of its source: the kind or, for the second of that kind in
   *     the list, {@code kind/2}. Names its tasks and is the label {@code step} of its metrics
   * @param context of its source
   */
  Step create(C config, String name, CollectorContext context);
}
