package io.cresset.core.config;

import io.cresset.api.collect.CollectorFactory;
import io.cresset.api.collect.StepFactory;
import io.cresset.api.export.ExporterFactory;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What the class path offers, by kind.
 *
 * @param collectors by the key under {@code collectors:}
 * @param exporters by the key under {@code exporters:}
 * @param steps by their name in a {@code parse:} list
 */
public record Kinds(
    Map<String, CollectorFactory<?>> collectors,
    Map<String, ExporterFactory<?>> exporters,
    Map<String, StepFactory<?>> steps) {

  public Kinds {
    collectors = Map.copyOf(collectors);
    exporters = Map.copyOf(exporters);
    steps = Map.copyOf(steps);
  }

  /**
   * Everything that is listed as a service.
   *
   * @throws java.util.ServiceConfigurationError if a jar lists what it does not hold
   * @throws IllegalStateException if two of one sort claim the same kind
   */
  @SuppressWarnings("rawtypes")
  public static Kinds onClassPath() {
    return of(
        ServiceLoader.load(CollectorFactory.class).stream()
            .<CollectorFactory<?>>map(provider -> provider.get())
            .toList(),
        ServiceLoader.load(ExporterFactory.class).stream()
            .<ExporterFactory<?>>map(provider -> provider.get())
            .toList(),
        ServiceLoader.load(StepFactory.class).stream()
            .<StepFactory<?>>map(provider -> provider.get())
            .toList());
  }

  public static Kinds of(
      List<CollectorFactory<?>> collectors,
      List<ExporterFactory<?>> exporters,
      List<StepFactory<?>> steps) {
    return new Kinds(
        byKind(collectors, CollectorFactory::kind),
        byKind(exporters, ExporterFactory::kind),
        byKind(steps, StepFactory::kind));
  }

  private static <F> Map<String, F> byKind(List<F> factories, Function<F, String> kind) {
    Map<String, F> byKind = new TreeMap<>();
    for (F factory : factories) {
      F earlier = byKind.putIfAbsent(kind.apply(factory), factory);
      if (earlier != null) {
        throw new IllegalStateException(
            "two claim the kind '"
                + kind.apply(factory)
                + "': "
                + earlier.getClass().getName()
                + " and "
                + factory.getClass().getName()
                + "; remove one of their jars");
      }
    }
    return byKind;
  }
}
