package io.cresset.core.config;

import io.cresset.api.collect.CollectorFactory;
import io.cresset.api.export.ExporterFactory;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Reads the sections {@code collectors} and {@code exporters}. A key there is a kind; its value is
 * the mapping of the kind's options, nothing or {@code true} for all defaults, {@code false} for
 * off, or, where several may run side by side, a list of mappings with a {@code name} each.
 */
final class ComponentSections {
  static final String NAME = "name";
  static final String SELECT = "select";
  private static final Pattern NAME_FORM = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]{0,62}");

  private final Kinds kinds;
  private final ConfigLoader.Defaults defaults;
  private final RecordBinder binder;
  private final StepList stepList;

  /** One component as it stands in the file. */
  private record Written(String component, YamlNode options, String path, Set<String> reserved) {}

  ComponentSections(Kinds kinds, ConfigLoader.Defaults defaults, RecordBinder binder) {
    this.kinds = kinds;
    this.defaults = defaults;
    this.binder = binder;
    this.stepList = new StepList(kinds.steps(), binder);
  }

  List<CollectorEntry<?>> collectors(YamlNode section) {
    List<CollectorEntry<?>> found = new ArrayList<>();
    if (section.isEmptyValue()) {
      for (String kind : defaults.collectors()) {
        CollectorFactory<?> factory = kinds.collectors().get(kind);
        if (factory != null) {
          collector(factory, onDefaults(kind, section), found);
        }
      }
      return found;
    }
    for (YamlNode.Entry entry : entries(section, ConfigLoader.COLLECTORS)) {
      CollectorFactory<?> factory = kinds.collectors().get(entry.key().text());
      if (factory == null) {
        unknown(ConfigLoader.COLLECTORS, "collector", entry, kinds.collectors().keySet());
      } else {
        Set<String> reserved =
            factory.severalAllowed() ? Set.of(NAME, StepList.PARSE) : Set.of(StepList.PARSE);
        read(
            ConfigLoader.COLLECTORS,
            entry,
            reserved,
            written -> collector(factory, written, found));
      }
    }
    return found;
  }

  List<ExporterEntry<?>> exporters(YamlNode section) {
    List<ExporterEntry<?>> found = new ArrayList<>();
    for (String kind : defaults.exporters()) {
      ExporterFactory<?> factory = kinds.exporters().get(kind);
      if (factory != null && section.child(kind).isEmpty()) {
        exporter(factory, onDefaults(kind, section), found);
      }
    }
    for (YamlNode.Entry entry : entries(section, ConfigLoader.EXPORTERS)) {
      ExporterFactory<?> factory = kinds.exporters().get(entry.key().text());
      if (factory == null) {
        unknown(ConfigLoader.EXPORTERS, "exporter", entry, kinds.exporters().keySet());
      } else {
        Set<String> reserved = new HashSet<>();
        if (factory.severalAllowed()) {
          reserved.add(NAME);
        }
        if (factory.delivers()) {
          reserved.addAll(Set.of(SELECT, SinkOptions.HOLD));
        }
        read(ConfigLoader.EXPORTERS, entry, reserved, written -> exporter(factory, written, found));
      }
    }
    return found;
  }

  private static Written onDefaults(String kind, YamlNode section) {
    return new Written(kind, new YamlNode.Scalar(section.position(), "", false), kind, Set.of());
  }

  private List<YamlNode.Entry> entries(YamlNode section, String path) {
    Map<String, YamlNode.Entry> entries =
        binder.entries(section, path, "a mapping of kinds to their options");
    return entries == null ? List.of() : List.copyOf(entries.values());
  }

  private void unknown(String section, String what, YamlNode.Entry entry, Set<String> known) {
    String kind = entry.key().text();
    binder.report(
        entry.key().position(),
        ConfigTypes.join(section, kind),
        "unknown " + what + Suggestion.hint(kind, known));
  }

  /** Takes an entry apart into the components that it asks for. */
  private void read(
      String section, YamlNode.Entry entry, Set<String> reserved, Consumer<Written> component) {
    String kind = entry.key().text();
    String path = ConfigTypes.join(section, kind);
    boolean several = reserved.contains(NAME);
    switch (entry.value()) {
      case YamlNode.Scalar scalar when !scalar.quoted() && scalar.text().equals("false") -> {}
      case YamlNode.Scalar scalar when !scalar.quoted() && scalar.text().equals("true") ->
          component.accept(
              new Written(kind, new YamlNode.Scalar(scalar.position(), "", false), path, reserved));
      case YamlNode.Sequence sequence when several -> {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < sequence.items().size(); i++) {
          YamlNode item = sequence.items().get(i);
          String itemPath = path + "[" + i + "]";
          String name = name(item, itemPath, true, names);
          component.accept(new Written(kind + name, item, itemPath, reserved));
        }
      }
      case YamlNode.Sequence sequence ->
          binder.report(
              sequence.position(),
              path,
              "only one can run; write its options below it, without '- '");
      case YamlNode value -> {
        String name = several ? name(value, path, false, new HashSet<>()) : "";
        component.accept(new Written(kind + name, value, path, reserved));
      }
    }
  }

  /** The part of a component's id behind its kind: {@code /name}, or nothing. */
  private String name(YamlNode options, String path, boolean required, Set<String> taken) {
    String key = ConfigTypes.join(path, NAME);
    if (!(options.child(NAME).orElse(null) instanceof YamlNode node)) {
      if (required && (options instanceof YamlNode.Mapping || options.isEmptyValue())) {
        binder.report(options.position(), key, "is required where there are several");
      }
      return "";
    }
    String text = node instanceof YamlNode.Scalar scalar ? scalar.text() : "";
    if (!NAME_FORM.matcher(text).matches()) {
      binder.report(
          node.position(),
          key,
          "must be 1 to 63 letters, digits, '_', '.' or '-', the first a letter or digit");
      return "";
    }
    if (!taken.add(text)) {
      binder.report(node.position(), key, "'" + text + "' is the name of another one above");
    }
    return "/" + text;
  }

  private <C extends Record> void collector(
      CollectorFactory<C> factory, Written written, List<CollectorEntry<?>> found) {
    List<StepEntry<?>> steps =
        stepList.read(written.options(), written.path(), factory.defaultSteps());
    binder
        .bind(factory.config(), written.options(), written.path(), written.reserved())
        .ifPresent(
            config -> found.add(new CollectorEntry<>(factory, written.component(), config, steps)));
  }

  private <C extends Record> void exporter(
      ExporterFactory<C> factory, Written written, List<ExporterEntry<?>> found) {
    List<Select> select = new ArrayList<>();
    if (factory.delivers()) {
      String path = ConfigTypes.join(written.path(), SELECT);
      written.options().child(SELECT).ifPresent(node -> select(node, path, select));
    }
    Optional<SinkOptions> sink =
        binder.bind(SinkOptions.class, sinkOptions(written.options()), written.path(), Set.of());
    binder
        .bind(factory.config(), written.options(), written.path(), written.reserved())
        .ifPresent(
            config ->
                sink.ifPresent(
                    it ->
                        found.add(
                            new ExporterEntry<>(
                                factory, written.component(), config, select, it))));
  }

  /** Of an exporter's options, those that every sink has. */
  private static YamlNode sinkOptions(YamlNode options) {
    List<YamlNode.Entry> kept =
        options instanceof YamlNode.Mapping mapping
            ? mapping.entries().stream()
                .filter(entry -> entry.key().text().equals(SinkOptions.HOLD))
                .toList()
            : List.of();
    return new YamlNode.Mapping(options.position(), kept);
  }

  /** One rule, or a list of them. */
  private void select(YamlNode node, String path, List<Select> found) {
    if (node instanceof YamlNode.Sequence sequence) {
      for (int i = 0; i < sequence.items().size(); i++) {
        YamlNode item = sequence.items().get(i);
        binder.bind(Select.class, item, path + "[" + i + "]", Set.of()).ifPresent(found::add);
      }
    } else if (!node.isEmptyValue()) {
      binder.bind(Select.class, node, path, Set.of()).ifPresent(found::add);
    }
  }
}
