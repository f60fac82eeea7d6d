package io.cresset.core.config;

import io.cresset.api.collect.StepFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads a log source's {@code parse:} list: a step's kind alone, or {@code kind: {options}}. */
final class StepList {
  static final String PARSE = "parse";

  private final Map<String, StepFactory<?>> kinds;
  private final RecordBinder binder;

  StepList(Map<String, StepFactory<?>> kinds, RecordBinder binder) {
    this.kinds = kinds;
    this.binder = binder;
  }

  /**
   * @param options of the source, in which the list stands if the user has written one
   * @param path of the source
   * @param defaults the kinds that it has otherwise
   */
  List<StepEntry<?>> read(YamlNode options, String path, List<String> defaults) {
    List<StepEntry<?>> found = new ArrayList<>();
    String key = ConfigTypes.join(path, PARSE);
    YamlNode list = options.child(PARSE).orElseGet(() -> nothing(options.position()));
    if (list.isEmptyValue()) {
      for (String kind : defaults) {
        if (kinds.get(kind) instanceof StepFactory<?> factory) {
          step(factory, nothing(options.position()), key, found);
        }
      }
    } else if (list instanceof YamlNode.Sequence sequence) {
      for (int i = 0; i < sequence.items().size(); i++) {
        item(sequence.items().get(i), key + "[" + i + "]", found);
      }
    } else {
      binder.report(list.position(), key, "a list of steps is expected here, not " + list.kind());
    }
    return found;
  }

  private static YamlNode nothing(Position position) {
    return new YamlNode.Scalar(position, "", false);
  }

  private void item(YamlNode item, String path, List<StepEntry<?>> found) {
    switch (item) {
      case YamlNode.Scalar kind -> step(kind, nothing(kind.position()), path, found);
      case YamlNode.Mapping mapping when mapping.entries().size() == 1 -> {
        YamlNode.Entry entry = mapping.entries().getFirst();
        step(entry.key(), entry.value(), path, found);
      }
      case YamlNode other ->
          binder.report(
              other.position(), path, "a step is written as its name or as name: {options}");
    }
  }

  private void step(YamlNode.Scalar kind, YamlNode options, String path, List<StepEntry<?>> found) {
    StepFactory<?> factory = kinds.get(kind.text());
    if (factory == null) {
      binder.report(
          kind.position(),
          path,
          "unknown step " + Quoted.of(kind.text()) + Suggestion.hint(kind.text(), kinds.keySet()));
    } else {
      step(factory, options, path, found);
    }
  }

  private <C extends Record> void step(
      StepFactory<C> factory, YamlNode options, String path, List<StepEntry<?>> found) {
    long before =
        found.stream().filter(step -> step.factory().kind().equals(factory.kind())).count();
    String name = before == 0 ? factory.kind() : factory.kind() + "/" + (before + 1);
    binder
        .bind(factory.config(), options, path, Set.of())
        .ifPresent(config -> found.add(new StepEntry<>(factory, name, config)));
  }
}
