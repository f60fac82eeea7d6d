package io.cresset.collectors.node;

import io.cresset.api.config.Default;
import io.cresset.api.config.Embedded;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A configuration in which all that is not set is what {@link Default} says. Keys are those of the
 * file, with dots: {@code netdev.device_include}. Names in a list stand between commas, or between
 * semicolons if there is one.
 */
final class TestNodeConfig {
  private final Map<String, String> set = new TreeMap<>();

  /** Of this machine. */
  static TestNodeConfig here() {
    return new TestNodeConfig();
  }

  /** Of a machine whose roots are folders of a folder. */
  static TestNodeConfig in(Path folder) {
    return here()
        .with("rootfs", folder.resolve("rootfs").toString())
        .with("procfs", folder.resolve("proc").toString())
        .with("sysfs", folder.resolve("sys").toString())
        .with("udev_data", folder.resolve("udev").toString());
  }

  static List<String> offByDefault() {
    return Arrays.stream(NodePart.values())
        .filter(part -> !part.byDefault())
        .map(NodePart::id)
        .toList();
  }

  TestNodeConfig with(String key, String value) {
    set.put(key, value);
    return this;
  }

  TestNodeConfig enabling(List<String> parts) {
    return with("enable", String.join(",", parts));
  }

  TestNodeConfig disabling(List<String> parts) {
    return with("disable", String.join(",", parts));
  }

  NodeConfig build() {
    Map<String, String> left = new TreeMap<>(set);
    NodeConfig config = NodeConfig.class.cast(make(NodeConfig.class, "", left));
    if (!left.isEmpty()) {
      throw new IllegalArgumentException("no such keys: " + left.keySet());
    }
    return config;
  }

  private static Object make(Class<?> record, String prefix, Map<String, String> left) {
    RecordComponent[] components = record.getRecordComponents();
    Object[] values = new Object[components.length];
    for (int i = 0; i < values.length; i++) {
      String key =
          prefix + components[i].getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
      values[i] = value(components[i], key, prefix, left);
    }
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      return record.getDeclaredConstructor(types).newInstance(values);
    } catch (InvocationTargetException e) {
      throw e.getCause() instanceof IllegalArgumentException refused
          ? refused
          : new IllegalStateException(e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(record + " with " + Arrays.toString(values), e);
    }
  }

  private static Object value(
      RecordComponent component, String key, String prefix, Map<String, String> left) {
    Class<?> type = component.getType();
    if (component.isAnnotationPresent(Embedded.class)) {
      return make(type, prefix, left);
    }
    Optional<String> text =
        Optional.ofNullable(left.remove(key))
            .or(
                () ->
                    Optional.ofNullable(component.getAnnotation(Default.class))
                        .map(value -> value.value().replaceAll("^[\\[\"']|[]\"']$", "")));
    if (type == Optional.class) {
      Type of = ((ParameterizedType) component.getGenericType()).getActualTypeArguments()[0];
      return text.map(value -> scalar((Class<?>) of, value));
    }
    if (type == List.class) {
      return text.filter(value -> !value.isEmpty())
          .map(value -> List.of(value.split(value.contains(";") ? ";" : ",", -1)))
          .orElse(List.of());
    }
    return text.isPresent() ? scalar(type, text.get()) : make(type, key + ".", left);
  }

  private static Object scalar(Class<?> type, String text) {
    if (type == String.class) {
      return text;
    }
    if (type == Path.class) {
      return Path.of(text);
    }
    if (type == URI.class) {
      return URI.create(text);
    }
    if (type == boolean.class) {
      return Boolean.parseBoolean(text);
    }
    if (type == int.class) {
      return Integer.parseInt(text);
    }
    if (type == Duration.class) {
      return text.endsWith("ms")
          ? Duration.ofMillis(Long.parseLong(text.replace("ms", "")))
          : Duration.parse("PT" + text);
    }
    try {
      Method parse = type.getMethod("parse", String.class);
      return parse.invoke(null, text);
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(type + " of '" + text + "'", e);
    }
  }
}
