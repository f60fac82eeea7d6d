package io.cresset.core.config;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Turns the text of one value into an object of a component's type. */
@FunctionalInterface
interface ScalarType {
  Pattern DURATION_PART = Pattern.compile("(\\d{1,12})(ms|s|m|h|d)");
  Pattern DURATION = Pattern.compile("(\\d{1,12}(ms|s|m|h|d))+");

  /**
   * @throws IllegalArgumentException with a message for the user
   */
  Object parse(String text);

  /** The reader for a type; empty if the type is not written as a single value. */
  static Optional<ScalarType> of(Class<?> type) {
    if (type == String.class) {
      return Optional.of(text -> text);
    }
    if (type == int.class || type == Integer.class) {
      return Optional.of(text -> (int) whole(text, Integer.MIN_VALUE, Integer.MAX_VALUE));
    }
    if (type == long.class || type == Long.class) {
      return Optional.of(text -> whole(text, Long.MIN_VALUE, Long.MAX_VALUE));
    }
    if (type == double.class || type == Double.class) {
      return Optional.of(ScalarType::real);
    }
    if (type == boolean.class || type == Boolean.class) {
      return Optional.of(ScalarType::bool);
    }
    if (type == Duration.class) {
      return Optional.of(ScalarType::duration);
    }
    if (type == Path.class) {
      return Optional.of(ScalarType::path);
    }
    if (type == URI.class) {
      return Optional.of(ScalarType::uri);
    }
    if (type.isEnum()) {
      return Optional.of(text -> word(type, text));
    }
    return parseMethod(type).map(method -> text -> call(method, text));
  }

  /** Any value of a type; null if none of a few common texts is one. */
  static @Nullable Object any(Class<?> type) {
    ScalarType reader = of(type).orElse(null);
    if (reader == null) {
      return null;
    }
    if (type.isEnum()) {
      return type.getEnumConstants()[0];
    }
    for (String text : List.of("http://localhost:1", "localhost:1", "1", "1m", "true")) {
      try {
        return reader.parse(text);
      } catch (IllegalArgumentException _) {
        // Then perhaps the next one.
      }
    }
    return null;
  }

  private static long whole(String text, long least, long most) {
    try {
      long number = Long.parseLong(text.strip());
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException _) {
      if (!text.strip().matches("[+-]?\\d{18,}")) {
        throw new IllegalArgumentException(Quoted.of(text) + " is not a whole number");
      }
    }
    throw new IllegalArgumentException(
        Quoted.of(text) + " is out of range; it must be from " + least + " to " + most);
  }

  private static double real(String text) {
    try {
      double number = Double.parseDouble(text.strip());
      if (Double.isFinite(number) && !text.strip().matches(".*[dDfFxX]")) {
        return number;
      }
    } catch (NumberFormatException _) {
      // Said below, with what is not finite.
    }
    throw new IllegalArgumentException(Quoted.of(text) + " is not a number");
  }

  private static boolean bool(String text) {
    return switch (text.strip().toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      case String _ ->
          throw new IllegalArgumentException(Quoted.of(text) + " is neither true nor false");
    };
  }

  private static Duration duration(String text) {
    if (!DURATION.matcher(text.strip()).matches()) {
      throw new IllegalArgumentException(
          Quoted.of(text)
              + " is not a duration; write a whole number with ms, s, m, h or d, such as 30s");
    }
    Duration sum = Duration.ZERO;
    Matcher part = DURATION_PART.matcher(text);
    while (part.find()) {
      long number = Long.parseLong(part.group(1));
      sum =
          sum.plus(
              switch (part.group(2)) {
                case "ms" -> Duration.ofMillis(number);
                case "s" -> Duration.ofSeconds(number);
                case "m" -> Duration.ofMinutes(number);
                case "h" -> Duration.ofHours(number);
                case String _ -> Duration.ofDays(number);
              });
    }
    // A century: so that every duration fits into nanoseconds.
    if (sum.compareTo(Duration.ofDays(36_500)) > 0) {
      throw new IllegalArgumentException(Quoted.of(text) + " is more than a century");
    }
    return sum;
  }

  private static Path path(String text) {
    try {
      if (!text.isBlank()) {
        return Path.of(text);
      }
    } catch (InvalidPathException _) {
      // Said below, with the empty one.
    }
    throw new IllegalArgumentException(Quoted.of(text) + " is not a path");
  }

  private static URI uri(String text) {
    try {
      URI uri = new URI(text.strip());
      if (uri.isAbsolute() && uri.getHost() != null) {
        return uri;
      }
    } catch (URISyntaxException _) {
      // Said below, with the incomplete one.
    }
    throw new IllegalArgumentException(
        Quoted.of(text) + " is not a URL; write it whole, such as http://host:port/path");
  }

  private static Object word(Class<?> type, String text) {
    List<String> known =
        Arrays.stream(type.getEnumConstants())
            .map(constant -> ((Enum<?>) constant).name().toLowerCase(Locale.ROOT))
            .toList();
    int at = known.indexOf(text.strip());
    if (at < 0) {
      throw new IllegalArgumentException(
          "unknown value " + Quoted.of(text) + Suggestion.hint(text, known));
    }
    return type.getEnumConstants()[at];
  }

  private static Optional<Method> parseMethod(Class<?> type) {
    try {
      Method method = type.getDeclaredMethod("parse", String.class);
      int modifiers = method.getModifiers();
      boolean fits =
          Modifier.isStatic(modifiers)
              && Modifier.isPublic(modifiers)
              && method.getReturnType() == type;
      return fits ? Optional.of(method) : Optional.empty();
    } catch (NoSuchMethodException _) {
      return Optional.empty();
    }
  }

  private static Object call(Method method, String text) {
    try {
      method.setAccessible(true);
      return method.invoke(null, text);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException refused) {
        throw refused;
      }
      throw new IllegalStateException(method + " threw for " + Quoted.of(text), e.getCause());
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(method + " cannot be called", e);
    }
  }
}
