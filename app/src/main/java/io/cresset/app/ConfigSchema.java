package io.cresset.app;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.cresset.core.config.ConfigReference;
import io.cresset.core.config.ConfigReference.Key;
import io.cresset.core.config.ConfigReference.Presence;
import io.cresset.core.config.ConfigReference.Shape;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * What a configuration may say, as JSON Schema 2020-12, for editors that complete and check YAML by
 * it. A number or a truth may also be a reference, {@code ${env:NAME}} or {@code ${file:/path}},
 * which is text until the file is read.
 *
 * @see <a href="https://json-schema.org/draft/2020-12">JSON Schema</a>
 */
final class ConfigSchema {
  private static final String REFERENCE = "\\$\\{(env|file):[^}]+\\}";

  private final JsonGenerator json;

  private ConfigSchema(JsonGenerator json) {
    this.json = json;
  }

  static String of(ConfigReference reference) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.useDefaultPrettyPrinter();
      json.writeStartObject();
      json.writeStringField("$schema", "https://json-schema.org/draft/2020-12/schema");
      json.writeStringField("title", "cresset.yaml");
      new ConfigSchema(json).mapping(reference.keys());
      new ConfigSchema(json).steps(reference.steps());
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /** The fields that describe a mapping of known keys. */
  private void mapping(List<Key> keys) throws IOException {
    json.writeStringField("type", "object");
    json.writeBooleanField("additionalProperties", false);
    json.writeObjectFieldStart("properties");
    for (Key key : keys) {
      json.writeObjectFieldStart(key.name());
      if (!key.doc().isEmpty()) {
        json.writeStringField("description", key.doc());
      }
      shape(key.shape());
      json.writeEndObject();
    }
    json.writeEndObject();
    List<String> required =
        keys.stream().filter(key -> key.presence() == Presence.REQUIRED).map(Key::name).toList();
    if (!required.isEmpty()) {
      json.writeArrayFieldStart("required");
      for (String name : required) {
        json.writeString(name);
      }
      json.writeEndArray();
    }
  }

  private void shape(Shape shape) throws IOException {
    switch (shape) {
      case Shape.Value value -> value(value);
      case Shape.Sequence(Shape of) -> {
        json.writeStringField("type", "array");
        inner("items", of);
      }
      case Shape.Names(Shape of) -> {
        json.writeStringField("type", "object");
        inner("additionalProperties", of);
      }
      case Shape.Steps() -> json.writeStringField("$ref", "#/$defs/steps");
      case Shape.Section(List<Key> keys) -> mapping(keys);
      case Shape.WordOr(Shape.Value word, Shape.Section of) -> {
        json.writeArrayFieldStart("anyOf");
        json.writeStartObject();
        shape(word);
        json.writeEndObject();
        json.writeStartObject();
        shape(of);
        json.writeEndObject();
        json.writeEndArray();
      }
      case Shape.OneOrMore(Shape.Section of) -> {
        json.writeArrayFieldStart("anyOf");
        oneOrMore(of);
        json.writeEndArray();
      }
      case Shape.Component component -> component(component);
    }
  }

  /** Once for all sources: a list of names, or of mappings of one name to its options. */
  private void steps(List<Key> kinds) throws IOException {
    json.writeObjectFieldStart("$defs");
    json.writeObjectFieldStart("steps");
    json.writeStringField("type", "array");
    json.writeObjectFieldStart("items");
    json.writeArrayFieldStart("anyOf");
    json.writeStartObject();
    json.writeArrayFieldStart("enum");
    for (Key kind : kinds) {
      json.writeString(kind.name());
    }
    json.writeEndArray();
    json.writeEndObject();
    for (Key kind : kinds) {
      json.writeStartObject();
      mapping(List.of(kind));
      json.writeArrayFieldStart("required");
      json.writeString(kind.name());
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndObject();
    json.writeEndObject();
  }

  private void inner(String field, Shape shape) throws IOException {
    json.writeObjectFieldStart(field);
    shape(shape);
    json.writeEndObject();
  }

  private void oneOrMore(Shape.Section section) throws IOException {
    json.writeStartObject();
    shape(section);
    json.writeEndObject();
    json.writeStartObject();
    shape(new Shape.Sequence(section));
    json.writeEndObject();
  }

  /** Its options, nothing at all or {@code true} for its defaults, {@code false} for none. */
  private void component(Shape.Component component) throws IOException {
    json.writeArrayFieldStart("anyOf");
    if (component.severalAllowed()) {
      oneOrMore(component.options());
    } else {
      json.writeStartObject();
      shape(component.options());
      json.writeEndObject();
    }
    type("boolean");
    type("null");
    json.writeEndArray();
  }

  private void value(Shape.Value value) throws IOException {
    Class<?> type = value.type();
    if (!value.words().isEmpty()) {
      json.writeArrayFieldStart("enum");
      for (String word : value.words()) {
        json.writeString(word);
      }
      json.writeEndArray();
    } else if (type == boolean.class) {
      orReference("boolean");
    } else if (type == int.class || type == long.class) {
      orReference("integer");
    } else if (type == double.class) {
      orReference("number");
    } else {
      // YAML reads 5 as a number and 1.12 too, where a text is wanted; so does Cresset take it.
      json.writeArrayFieldStart("type");
      json.writeString("string");
      json.writeString("number");
      json.writeEndArray();
    }
  }

  private void orReference(String type) throws IOException {
    json.writeArrayFieldStart("anyOf");
    type(type);
    json.writeStartObject();
    json.writeStringField("type", "string");
    json.writeStringField("pattern", REFERENCE);
    json.writeEndObject();
    json.writeEndArray();
  }

  private void type(String name) throws IOException {
    json.writeStartObject();
    json.writeStringField("type", name);
    json.writeEndObject();
  }
}
