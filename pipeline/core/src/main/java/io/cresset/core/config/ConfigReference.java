package io.cresset.core.config;

import io.cresset.api.collect.CollectorFactory;
import io.cresset.api.config.Default;
import io.cresset.api.config.Doc;
import io.cresset.api.config.Embedded;
import io.cresset.api.config.Secret;
import io.cresset.api.export.ExporterFactory;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * All that a configuration can say, told by the records that it is read into.
 *
 * @param steps what may stand in a list of {@link Shape.Steps}, each with its options
 */
public record ConfigReference(List<Key> keys, List<Key> steps) {

  /**
   * A key of a mapping.
   *
   * @param doc what it is for, a sentence or two; may be empty
   * @param fallback what a value is when the file does not say, as the file would say it
   */
  public record Key(
      String name, String doc, Shape shape, Presence presence, Optional<String> fallback) {}

  /** What leaving a key out means. */
  public enum Presence {
    /** A mistake. */
    REQUIRED,
    /** Its default. */
    DEFAULT,
    /** That it is not there. */
    UNSET
  }

  /** What a key's value looks like. */
  public sealed interface Shape {
    /** A single value of some type. */
    record Value(Class<?> type) implements Shape {
      /** The words that it can be; empty if it is not one of a few. */
      public List<String> words() {
        return type.isEnum()
            ? Arrays.stream(type.getEnumConstants())
                .map(word -> word.toString().toLowerCase(Locale.ROOT))
                .toList()
            : List.of();
      }
    }

    /** A list. */
    record Sequence(Shape of) implements Shape {}

    /** A list of steps: names, or mappings of a name to its options. */
    record Steps() implements Shape {}

    /** A mapping whose names are the user's. */
    record Names(Shape of) implements Shape {}

    /** A mapping of known keys. */
    record Section(List<Key> keys) implements Shape {}

    /** A mapping of known keys, or a single value in its place. */
    record WordOr(Value word, Section of) implements Shape {}

    /** A mapping of known keys, or a list of them. */
    record OneOrMore(Section of) implements Shape {}

    /**
     * One component of a kind, or a list of them.
     *
     * @param severalAllowed whether there may be a list
     */
    record Component(Section options, boolean severalAllowed) implements Shape {}
  }

  /** Of everything that the class path offers. */
  public static ConfigReference of(Kinds kinds) {
    List<Key> keys = new ArrayList<>(keysOf(CressetConfig.General.class));
    List<Key> collectors = new ArrayList<>();
    for (CollectorFactory<?> factory : new TreeMap<>(kinds.collectors()).values()) {
      List<Key> options = new ArrayList<>(keysOf(factory.config()));
      options.add(
          new Key(
              StepList.PARSE,
              "Steps that its log records pass, in this order: "
                  + String.join(", ", new TreeMap<>(kinds.steps()).keySet())
                  + ". [] for none.",
              new Shape.Steps(),
              factory.defaultSteps().isEmpty() ? Presence.UNSET : Presence.DEFAULT,
              Optional.of(factory.defaultSteps().toString())));
      collectors.add(
          component(factory.kind(), factory.summary(), options, factory.severalAllowed()));
    }
    List<Key> exporters = new ArrayList<>();
    for (ExporterFactory<?> factory : new TreeMap<>(kinds.exporters()).values()) {
      List<Key> options = new ArrayList<>(keysOf(factory.config()));
      if (factory.delivers()) {
        options.add(
            optional(
                ComponentSections.SELECT,
                "What it wants: records for which all that is named here holds, or that one entry"
                    + " of a list selects. Left out: everything.",
                new Shape.OneOrMore(new Shape.Section(keysOf(Select.class)))));
        options.addAll(keysOf(SinkOptions.class));
      }
      exporters.add(
          component(factory.kind(), factory.summary(), options, factory.severalAllowed()));
    }
    keys.add(section(ConfigLoader.COLLECTORS, "What is collected: what stands here.", collectors));
    keys.add(section(ConfigLoader.EXPORTERS, "Where it goes.", exporters));
    List<Key> steps =
        new TreeMap<>(kinds.steps())
            .values().stream()
                .map(step -> section(step.kind(), step.summary(), keysOf(step.config())))
                .toList();
    return new ConfigReference(keys, steps);
  }

  private static Key section(String name, String doc, List<Key> keys) {
    return new Key(name, doc, new Shape.Section(keys), Presence.DEFAULT, Optional.empty());
  }

  private static Key component(String kind, String summary, List<Key> own, boolean severalAllowed) {
    List<Key> options = new ArrayList<>(own);
    if (severalAllowed) {
      options.addFirst(
          optional(
              ComponentSections.NAME,
              "Tells it from others of its kind; needed where there are several.",
              new Shape.Value(String.class)));
    }
    return optional(kind, summary, new Shape.Component(new Shape.Section(options), severalAllowed));
  }

  private static Key optional(String name, String doc, Shape shape) {
    return new Key(name, doc, shape, Presence.UNSET, Optional.empty());
  }

  private static List<Key> keysOf(Class<?> type) {
    List<Key> keys = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      if (component.isAnnotationPresent(Embedded.class)) {
        keys.addAll(keysOf(component.getType()));
      } else {
        keys.add(key(component));
      }
    }
    return keys;
  }

  private static Key key(RecordComponent component) {
    Doc doc = component.getAnnotation(Doc.class);
    Default fallback = component.getAnnotation(Default.class);
    Type type = component.getGenericType();
    return new Key(
        ConfigTypes.key(component),
        doc == null ? "" : doc.value(),
        shape(type),
        presence(type, fallback != null),
        Optional.ofNullable(fallback).map(Default::value).or(() -> emptyForm(type)));
  }

  private static Presence presence(Type type, boolean hasDefault) {
    if (hasDefault) {
      return Presence.DEFAULT;
    }
    if (!ConfigTypes.canBeEmpty(type)) {
      return Presence.REQUIRED;
    }
    return ConfigTypes.raw(type) == Optional.class ? Presence.UNSET : Presence.DEFAULT;
  }

  /** How nothing is written, where leaving the value out means just that. */
  private static Optional<String> emptyForm(Type type) {
    Class<?> raw = ConfigTypes.raw(type);
    return raw == List.class
        ? Optional.of("[]")
        : raw == Map.class ? Optional.of("{}") : Optional.empty();
  }

  private static Shape shape(Type type) {
    Class<?> raw = ConfigTypes.raw(type);
    if (raw == Optional.class) {
      return shape(ConfigTypes.parameter(type, 0));
    }
    if (raw == List.class) {
      return new Shape.Sequence(shape(ConfigTypes.parameter(type, 0)));
    }
    if (raw == Map.class) {
      return new Shape.Names(shape(ConfigTypes.parameter(type, 1)));
    }
    if (raw == Secret.class || !ConfigTypes.isSection(raw)) {
      return new Shape.Value(raw);
    }
    Shape.Section section = new Shape.Section(keysOf(raw));
    return ConfigTypes.shorthand(raw)
        .<Shape>map(word -> new Shape.WordOr(new Shape.Value(word.getType()), section))
        .orElse(section);
  }
}
