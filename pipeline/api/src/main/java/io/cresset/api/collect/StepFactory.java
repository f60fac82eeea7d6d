package io.cresset.api.collect;

/**
 * The door for steps, a service of {@link java.util.ServiceLoader}. In the file a step stands in a
 * log source's {@code parse:} list as its kind alone, or as {@code kind: {options}}.
 */
public interface StepFactory<C extends Record> {

  String kind();

  /** One line that says what it does. */
  String summary();

  Class<C> config();

  Step create(C config, CollectorContext context);
}
