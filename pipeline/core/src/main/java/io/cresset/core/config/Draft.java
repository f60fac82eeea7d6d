package io.cresset.core.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A record in the making, which finds everything that its constructor refuses.
 *
 * <p>A constructor throws at the first thing that it does not like, and cannot run at all while a
 * key is wrong or missing. So it is tried again and again: where a key is wrong, its default stands
 * in for it, and whatever has been refused is taken out before the next try. A refusal belongs to
 * the key, or the item of a list, that brings it about alone; if none does, because some do not go
 * together, to the last of those without any of which it does not come.
 *
 * <p>What stands in for a key is not what the user means by it. A refusal that names such a key may
 * be due to that, and is not told; the key itself has been.
 */
final class Draft<R extends Record> {
  /** A constructor is not tried more often than some ten thousand times. */
  private static final int MAX_PARTS = 100;

  private final Class<R> type;
  private final Constructor<R> constructor;
  private final RecordComponent[] components;
  private final StandIns standIns;
  private final List<Part> parts = new ArrayList<>();
  private final @Nullable Object[] filled;
  private final Set<String> wrongKeys = new HashSet<>();

  /** Gives what may stand for a component that the file has wrong or does not have. */
  @FunctionalInterface
  interface StandIns {
    /** Null if nothing can. */
    @Nullable Object of(RecordComponent component);
  }

  /** Is told what the constructor refuses. */
  @FunctionalInterface
  interface Report {
    void refused(Position position, String path, String message);
  }

  /**
   * A value that the file gives.
   *
   * @param item whether it is one item of the argument, which is a list
   */
  private record Part(int argument, boolean item, Object value, Position position, String path) {}

  Draft(Class<R> type, StandIns standIns) {
    this.type = type;
    this.components = type.getRecordComponents();
    this.standIns = standIns;
    this.filled = new Object[components.length];
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      this.constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(type + " cannot be made", e);
    }
  }

  void put(int argument, Object value, Position position, String path) {
    parts.add(new Part(argument, false, value, position, path));
  }

  void putItem(int argument, Object value, Position position, String path) {
    parts.add(new Part(argument, true, value, position, path));
  }

  /** What a component is because the file does not say. */
  void fill(int argument, Object value) {
    filled[argument] = value;
  }

  /** A key whose value is wrong or missing, which has been reported. */
  void wrong(String key) {
    wrongKeys.add(key);
  }

  /**
   * The record, unless a key is wrong or something is refused.
   *
   * @param position the section's own, for what belongs to no key of the file
   * @param path the section's
   */
  Optional<R> make(Position position, String path, Report report) {
    if (wrongKeys.isEmpty()) {
      try {
        return Optional.of(construct(parts));
      } catch (Refused _) {
        // Found again below, with all others.
      }
    }
    for (int i = 0; i < components.length; i++) {
      if (filled[i] == null) {
        filled[i] = standIns.of(components[i]);
      }
      if (filled[i] == null) {
        return Optional.empty();
      }
    }
    tellAll(position, path, report);
    return Optional.empty();
  }

  private void tellAll(Position position, String path, Report report) {
    List<Part> left = new ArrayList<>(parts);
    Optional<String> refusal = refusal(left);
    while (refusal.isPresent()) {
      String message = refusal.get();
      List<Part> culprits = left.size() > MAX_PARTS ? List.of() : culprits(message, left);
      boolean told = wrongKeys.stream().noneMatch(key -> names(message, key));
      if (culprits.isEmpty()) {
        if (told && wrongKeys.isEmpty()) {
          report.refused(position, path, message);
        }
        return;
      }
      Part last = culprits.getLast();
      if (told && isAboutOnly(key(last), message, culprits)) {
        report.refused(last.position, last.path, withoutKey(message, key(last)));
      } else if (told) {
        report.refused(last.position, path, message);
      }
      left.removeAll(culprits);
      for (Part part : culprits) {
        if (left.stream().noneMatch(other -> other.argument == part.argument)) {
          wrongKeys.add(key(part));
        }
      }
      refusal = refusal(left);
    }
  }

  /** Whose fault a refusal is: one part, several that do not go together, or none of them. */
  private List<Part> culprits(String message, List<Part> left) {
    Optional<String> refusal = Optional.of(message);
    if (!refusal.equals(refusal(List.of()))) {
      for (Part part : left) {
        if (refusal.equals(refusal(List.of(part)))) {
          return List.of(part);
        }
      }
    }
    List<Part> needed = new ArrayList<>();
    for (Part part : left) {
      List<Part> others = new ArrayList<>(left);
      others.remove(part);
      if (!refusal.equals(refusal(others))) {
        needed.add(part);
      }
    }
    List<Part> named = needed.stream().filter(part -> names(message, key(part))).toList();
    return named.isEmpty() ? needed : named;
  }

  /** What the constructor says to these parts; empty if it agrees. */
  private Optional<String> refusal(List<Part> some) {
    try {
      construct(some);
      return Optional.empty();
    } catch (Refused e) {
      return Optional.of(e.message);
    } catch (IllegalStateException e) {
      // It stumbled over what stands in, which says nothing about the file.
      return Optional.empty();
    }
  }

  private R construct(List<Part> some) throws Refused {
    @Nullable Object[] arguments = filled.clone();
    List<List<Object>> lists = new ArrayList<>();
    for (int i = 0; i < arguments.length; i++) {
      lists.add(new ArrayList<>());
    }
    for (Part part : some) {
      if (part.item) {
        lists.get(part.argument).add(part.value);
        arguments[part.argument] = List.copyOf(lists.get(part.argument));
      } else {
        arguments[part.argument] = part.value;
      }
    }
    try {
      return constructor.newInstance(arguments);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException refused) {
        throw new Refused(String.valueOf(refused.getMessage()));
      }
      throw new IllegalStateException(type + " cannot be made", e.getCause());
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      throw new IllegalStateException(type + " cannot be made", e);
    }
  }

  private boolean isAboutOnly(String key, String message, List<Part> culprits) {
    return culprits.stream().allMatch(part -> key(part).equals(key))
        && Arrays.stream(components)
            .map(ConfigTypes::key)
            .allMatch(other -> other.equals(key) || !names(message, other));
  }

  private String key(Part part) {
    return ConfigTypes.key(components[part.argument]);
  }

  private static boolean names(String message, String key) {
    return Pattern.compile("(?<![A-Za-z0-9_])" + Pattern.quote(key) + "(?![A-Za-z0-9_])")
        .matcher(message)
        .find();
  }

  /** The message without the key in front, which stands there anyway. */
  private static String withoutKey(String message, String key) {
    Matcher front = Pattern.compile(Pattern.quote(key) + "(: *| +)").matcher(message);
    return front.lookingAt() ? message.substring(front.end()) : message;
  }

  /** The constructor does not agree, and says why. */
  private static final class Refused extends Exception {
    private static final long serialVersionUID = 1;
    private final String message;

    Refused(String message) {
      super(message, null, false, false);
      this.message = message;
    }
  }
}
