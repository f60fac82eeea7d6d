package io.cresset.core.config;

import io.cresset.api.config.Embedded;
import io.cresset.api.config.Shorthand;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the types of configuration records say about the YAML that describes them. */
final class ConfigTypes {
  private ConfigTypes() {}

  /** The key of a component: its name in snake case. */
  static String key(RecordComponent component) {
    return component.getName().replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
  }

  /** The key of something below a path. */
  static String join(String path, String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  /** The keys that a record reads, those of embedded ones included. */
  static Set<String> keys(Class<?> type) {
    Set<String> keys = new LinkedHashSet<>();
    for (RecordComponent component : type.getRecordComponents()) {
      if (component.isAnnotationPresent(Embedded.class)) {
        keys.addAll(keys(component.getType()));
      } else {
        keys.add(key(component));
      }
    }
    return keys;
  }

  /** Whether leaving the value out has a meaning of its own. */
  static boolean canBeEmpty(Type type) {
    Class<?> raw = raw(type);
    return raw == Optional.class || raw == List.class || raw == Map.class || isSection(raw);
  }

  /** A nested record, written as a mapping. */
  static boolean isSection(Class<?> raw) {
    return raw.isRecord() && ScalarType.of(raw).isEmpty();
  }

  /** The component of a record whose value may stand for the record. */
  static Optional<RecordComponent> shorthand(Class<?> type) {
    return Arrays.stream(type.getRecordComponents())
        .filter(component -> component.isAnnotationPresent(Shorthand.class))
        .findFirst();
  }

  static Class<?> raw(Type type) {
    return switch (type) {
      case Class<?> plain -> plain;
      case ParameterizedType generic -> (Class<?>) generic.getRawType();
      case Type _ -> throw new IllegalStateException("no configuration type: " + type);
    };
  }

  static Type parameter(Type type, int index) {
    if (type instanceof ParameterizedType generic) {
      return generic.getActualTypeArguments()[index];
    }
    throw new IllegalStateException(type + " needs its parameters");
  }
}
