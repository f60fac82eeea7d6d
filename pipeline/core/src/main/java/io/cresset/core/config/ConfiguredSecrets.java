package io.cresset.core.config;

import io.cresset.api.config.Secret;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds all secrets of a configuration, so that they can be kept out of what is shown. */
public final class ConfiguredSecrets {
  private final List<Secret> found = new ArrayList<>();

  private ConfiguredSecrets() {}

  /** Every secret in what the configuration asks for, however deep. */
  public static List<Secret> of(CressetConfig config) {
    ConfiguredSecrets secrets = new ConfiguredSecrets();
    secrets.look(config.general());
    for (CollectorEntry<?> collector : config.collectors()) {
      secrets.look(collector.config());
      collector.steps().forEach(step -> secrets.look(step.config()));
    }
    config.exporters().forEach(exporter -> secrets.look(exporter.config()));
    return List.copyOf(secrets.found);
  }

  private void look(Object value) {
    switch (value) {
      case Secret secret -> found.add(secret);
      case Optional<?> some -> some.ifPresent(this::look);
      case Collection<?> some -> some.forEach(this::look);
      case Map<?, ?> some -> some.values().forEach(this::look);
      case Record some -> {
        for (RecordComponent component : some.getClass().getRecordComponents()) {
          look(valueOf(some, component.getAccessor()));
        }
      }
      default -> {
        // A number, a text, an address: nothing that hides anything.
      }
    }
  }

  private static Object valueOf(Record record, Method accessor) {
    try {
      accessor.setAccessible(true);
      return accessor.invoke(record);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("cannot read " + accessor, e);
    }
  }
}
