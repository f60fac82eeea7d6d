package io.cresset.core.config;

import io.cresset.api.config.Default;
import io.cresset.api.config.Doc;
import io.cresset.api.config.Embedded;
import io.cresset.api.config.Secret;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes records from YAML nodes: a mapping's keys are the record's component names in snake case.
 * Reports whatever is wrong and goes on, so that one pass finds every mistake.
 */
final class RecordBinder {
  private final References references;
  private final Problems problems;

  RecordBinder(References references, Problems problems) {
    this.references = references;
    this.problems = problems;
  }

  /**
   * The record that a node describes.
   *
   * @param node a mapping, or nothing for all defaults
   * @param path the node's own key, for messages
   * @param reserved keys that stand in the same mapping and are somebody else's to read
   * @return empty if something was reported
   */
  <R extends Record> Optional<R> bind(
      Class<R> type, YamlNode node, String path, Set<String> reserved) {
    Map<String, YamlNode.Entry> entries = entries(node, path, "a mapping of keys to values");
    if (entries == null) {
      return Optional.empty();
    }
    int before = problems.count();
    Set<String> known = ConfigTypes.keys(type);
    known.addAll(reserved);
    Set<String> meant = refuseUnknown(entries.values(), known, path);
    Map<String, YamlNode.Entry> own = new LinkedHashMap<>(entries);
    own.keySet().removeAll(reserved);
    Optional<R> made = record(type, node, path, own, meant);
    return problems.count() > before ? Optional.empty() : made;
  }

  /** The record of some of a mapping's entries, all of which are known. */
  private <R extends Record> Optional<R> record(
      Class<R> type,
      YamlNode node,
      String path,
      Map<String, YamlNode.Entry> entries,
      Set<String> meant) {
    int before = problems.count();
    RecordComponent[] components = type.getRecordComponents();
    Draft<R> draft = new Draft<>(type, this::standIn);
    for (int i = 0; i < components.length; i++) {
      String key = ConfigTypes.key(components[i]);
      YamlNode.Entry entry = entries.get(key);
      if (components[i].isAnnotationPresent(Embedded.class)) {
        embedded(draft, i, components[i], node, path, entries, meant);
      } else if (entry == null && meant.contains(key)) {
        draft.wrong(key);
      } else {
        argument(draft, i, components[i], entry, node, path);
      }
    }
    Optional<R> made = draft.make(node.position(), path, this::report);
    return problems.count() > before ? Optional.empty() : made;
  }

  /** A record whose keys stand in the mapping of the one around it. */
  private void embedded(
      Draft<?> draft,
      int index,
      RecordComponent component,
      YamlNode node,
      String path,
      Map<String, YamlNode.Entry> entries,
      Set<String> meant) {
    Class<? extends Record> type = component.getType().asSubclass(Record.class);
    Set<String> keys = ConfigTypes.keys(type);
    Optional<? extends Record> made = record(type, node, path, entries, meant);
    Optional<YamlNode.Entry> first =
        entries.values().stream().filter(entry -> keys.contains(entry.key().text())).findFirst();
    if (made.isEmpty()) {
      keys.forEach(draft::wrong);
    } else if (first.isEmpty()) {
      draft.fill(index, made.get());
    } else {
      draft.put(index, made.get(), first.get().value().position(), path);
    }
  }

  /**
   * A mapping's entries by key, duplicates and nothing-values taken care of; null after a problem.
   */
  @Nullable Map<String, YamlNode.Entry> entries(YamlNode node, String path, String expected) {
    if (node.isEmptyValue()) {
      return Map.of();
    }
    if (!(node instanceof YamlNode.Mapping mapping)) {
      report(node.position(), path, expected + " is expected here, not " + node.kind());
      return null;
    }
    Map<String, YamlNode.Entry> entries = new LinkedHashMap<>();
    for (YamlNode.Entry entry : mapping.entries()) {
      YamlNode.Entry earlier = entries.putIfAbsent(entry.key().text(), entry);
      if (earlier != null) {
        report(
            entry.key().position(),
            ConfigTypes.join(path, entry.key().text()),
            "stands twice; first in line " + earlier.key().position().line());
      }
    }
    return entries;
  }

  /** Reports the keys that there are not, and says which were probably meant by them. */
  private Set<String> refuseUnknown(
      Collection<YamlNode.Entry> entries, Collection<String> known, String path) {
    Set<String> meant = new HashSet<>();
    for (YamlNode.Entry entry : entries) {
      String key = entry.key().text();
      if (!known.contains(key)) {
        report(
            entry.key().position(),
            ConfigTypes.join(path, key),
            "unknown key" + Suggestion.hint(key, known));
        Suggestion.nearest(key, known).ifPresent(meant::add);
      }
    }
    return meant;
  }

  /** Puts what a component is to be into the draft, in parts if it is a list. */
  private void argument(
      Draft<?> draft,
      int index,
      RecordComponent component,
      YamlNode.@Nullable Entry entry,
      YamlNode parent,
      String path) {
    String key = ConfigTypes.join(path, ConfigTypes.key(component));
    Type type = component.getGenericType();
    if (entry != null && !(entry.value().isEmptyValue() && ConfigTypes.canBeEmpty(type))) {
      written(draft, index, component, entry.value(), key);
      return;
    }
    Position position = entry == null ? parent.position() : entry.key().position();
    Default fallback = component.getAnnotation(Default.class);
    @Nullable Object value = null;
    if (fallback != null) {
      value = fallbackValue(component, fallback.value());
    } else if (ConfigTypes.canBeEmpty(type)) {
      value = empty(type, new YamlNode.Scalar(position, "", false), key);
    } else {
      Doc doc = component.getAnnotation(Doc.class);
      report(parent.position(), key, "is required" + (doc == null ? "" : ": " + doc.value()));
    }
    if (value == null) {
      draft.wrong(ConfigTypes.key(component));
    } else {
      draft.fill(index, value);
    }
  }

  private void written(
      Draft<?> draft, int index, RecordComponent component, YamlNode node, String path) {
    Type type = component.getGenericType();
    if (ConfigTypes.raw(type) != List.class
        || !(node instanceof YamlNode.Sequence sequence)
        || sequence.items().isEmpty()) {
      Object value = value(type, node, path);
      if (value == null) {
        draft.wrong(ConfigTypes.key(component));
      } else {
        draft.put(index, value, node.position(), path);
      }
      return;
    }
    boolean any = false;
    for (int i = 0; i < sequence.items().size(); i++) {
      YamlNode item = sequence.items().get(i);
      String itemPath = path + "[" + i + "]";
      Object value = value(ConfigTypes.parameter(type, 0), item, itemPath);
      if (value != null) {
        draft.putItem(index, value, item.position(), itemPath);
        any = true;
      }
    }
    if (!any) {
      draft.wrong(ConfigTypes.key(component));
    }
  }

  /** What may stand for a component that the file has wrong: its default, or any value. */
  private @Nullable Object standIn(RecordComponent component) {
    Type type = component.getGenericType();
    Default fallback = component.getAnnotation(Default.class);
    if (fallback != null) {
      return fallbackValue(component, fallback.value());
    }
    if (ConfigTypes.canBeEmpty(type)) {
      YamlNode nothing = new YamlNode.Scalar(Position.wholeFile("nothing"), "", false);
      return new RecordBinder(references, new Problems()).empty(type, nothing, "");
    }
    return ConfigTypes.raw(type) == Secret.class
        ? new Secret(() -> "")
        : ScalarType.any(ConfigTypes.raw(type));
  }

  private @Nullable Object empty(Type type, YamlNode nothing, String path) {
    Class<?> raw = ConfigTypes.raw(type);
    if (raw == Optional.class) {
      return Optional.empty();
    }
    if (raw == List.class) {
      return List.of();
    }
    if (raw == Map.class) {
      return Map.of();
    }
    return section(raw, nothing, path);
  }

  private @Nullable Object section(Class<?> raw, YamlNode node, String path) {
    YamlNode whole =
        node instanceof YamlNode.Scalar single && !single.isNull()
            ? ConfigTypes.shorthand(raw).map(key -> mapping(key, single)).orElse(node)
            : node;
    return bind(raw.asSubclass(Record.class), whole, path, Set.of()).orElse(null);
  }

  private static YamlNode mapping(RecordComponent component, YamlNode.Scalar value) {
    YamlNode.Scalar key = new YamlNode.Scalar(value.position(), ConfigTypes.key(component), false);
    return new YamlNode.Mapping(value.position(), List.of(new YamlNode.Entry(key, value)));
  }

  private Object fallbackValue(RecordComponent component, String text) {
    String name = component.getDeclaringRecord().getSimpleName() + "." + component.getName();
    Problems own = new Problems();
    YamlNode nothing = new YamlNode.Scalar(Position.wholeFile("@Default"), "", false);
    YamlNode node = YamlReader.read("@Default", text, own).orElse(nothing);
    RecordBinder binder = new RecordBinder(references, own);
    Type type = component.getGenericType();
    Object value =
        node.isEmptyValue() && type == String.class
            ? ""
            : node.isEmptyValue() && ConfigTypes.canBeEmpty(type)
                ? binder.empty(type, node, name)
                : binder.value(type, node, name);
    if (value == null || !own.isEmpty()) {
      throw new IllegalStateException("the default of " + name + ": " + own.list());
    }
    return value;
  }

  private @Nullable Object value(Type type, YamlNode node, String path) {
    Class<?> raw = ConfigTypes.raw(type);
    if (raw == Optional.class) {
      Object value = value(ConfigTypes.parameter(type, 0), node, path);
      return value == null ? null : Optional.of(value);
    }
    if (raw == List.class) {
      return list(ConfigTypes.parameter(type, 0), node, path);
    }
    if (raw == Map.class) {
      return map(ConfigTypes.parameter(type, 1), node, path);
    }
    if (ConfigTypes.isSection(raw)) {
      return section(raw, node, path);
    }
    return scalar(raw, node, path);
  }

  private @Nullable Object list(Type element, YamlNode node, String path) {
    if (!(node instanceof YamlNode.Sequence sequence)) {
      report(
          node.position(),
          path,
          "a list is expected here, not " + node.kind() + "; write [one, two] or lines with '- '");
      return null;
    }
    List<Object> values = new ArrayList<>();
    boolean wrong = false;
    for (int i = 0; i < sequence.items().size(); i++) {
      Object value = value(element, sequence.items().get(i), path + "[" + i + "]");
      if (value == null) {
        wrong = true;
      } else {
        values.add(value);
      }
    }
    return wrong ? null : List.copyOf(values);
  }

  private @Nullable Object map(Type element, YamlNode node, String path) {
    Map<String, YamlNode.Entry> entries = entries(node, path, "a mapping of names to values");
    if (entries == null) {
      return null;
    }
    Map<String, Object> values = new LinkedHashMap<>();
    entries.forEach(
        (name, entry) -> {
          Object value = value(element, entry.value(), ConfigTypes.join(path, name));
          if (value != null) {
            values.put(name, value);
          }
        });
    return Collections.unmodifiableMap(values);
  }

  private @Nullable Object scalar(Class<?> type, YamlNode node, String path) {
    if (!(node instanceof YamlNode.Scalar scalar)) {
      report(node.position(), path, "a single value is expected here, not " + node.kind());
      return null;
    }
    if (scalar.isNull()) {
      report(node.position(), path, "has no value; write one, or leave the key out");
      return null;
    }
    try {
      if (type == Secret.class) {
        return references.secret(scalar.text());
      }
      ScalarType reader =
          ScalarType.of(type)
              .orElseThrow(() -> new IllegalStateException("no configuration type: " + type));
      return reader.parse(references.expand(scalar.text()));
    } catch (References.Unresolved | IllegalArgumentException e) {
      report(node.position(), path, String.valueOf(e.getMessage()));
      return null;
    }
  }

  void report(Position position, String path, String message) {
    problems.add(position, path, references.masked(message));
  }
}
