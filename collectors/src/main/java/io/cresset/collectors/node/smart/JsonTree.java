package io.cresset.collectors.node.smart;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** A JSON document, or a part of one; what is not there is an empty part. */
final class JsonTree {
  private static final JsonFactory FACTORY = new JsonFactory();
  private static final JsonTree NOTHING = new JsonTree(Map.of());

  /** A map, a list, a string, a double or a boolean. */
  private final Object value;

  private JsonTree(Object value) {
    this.value = value;
  }

  static JsonTree parse(byte[] json) throws IOException {
    try (JsonParser in = FACTORY.createParser(json)) {
      in.nextToken();
      return new JsonTree(read(in));
    } catch (JsonProcessingException e) {
      throw new IOException("is not JSON", e);
    }
  }

  /** The parser itself limits how deep documents are. */
  private static Object read(JsonParser in) throws IOException {
    JsonToken token = in.currentToken();
    if (token == JsonToken.START_OBJECT) {
      Map<String, Object> map = new LinkedHashMap<>();
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        String name = in.currentName();
        in.nextToken();
        map.put(name, read(in));
      }
      return map;
    }
    if (token == JsonToken.START_ARRAY) {
      List<Object> list = new ArrayList<>();
      while (in.nextToken() != JsonToken.END_ARRAY) {
        list.add(read(in));
      }
      return list;
    }
    if (token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT) {
      return in.getDoubleValue();
    }
    if (token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE) {
      return token == JsonToken.VALUE_TRUE;
    }
    if (token == null) {
      throw new IOException("is not JSON: it ends too early");
    }
    return token == JsonToken.VALUE_NULL ? Map.of() : in.getText();
  }

  /** What stands below names with dots between them. */
  JsonTree get(String path) {
    Object at = value;
    for (String name : path.split("\\.", -1)) {
      if (!(at instanceof Map<?, ?> map) || !map.containsKey(name)) {
        return NOTHING;
      }
      at = map.get(name);
    }
    return new JsonTree(at);
  }

  /** A string or a number without a fraction; empty if it is neither. */
  Optional<String> text() {
    if (value instanceof Double number) {
      return Optional.of(Long.toString(number.longValue()));
    }
    return value instanceof String text ? Optional.of(text.strip()) : Optional.empty();
  }

  /** A number, or 1 for true and 0 for false. */
  OptionalDouble number() {
    return switch (value) {
      case Double number -> OptionalDouble.of(number);
      case Boolean is -> OptionalDouble.of(is ? 1 : 0);
      default -> OptionalDouble.empty();
    };
  }

  List<JsonTree> elements() {
    return value instanceof List<?> list ? list.stream().map(JsonTree::of).toList() : List.of();
  }

  Map<String, JsonTree> fields() {
    Map<String, JsonTree> fields = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> map) {
      map.forEach((name, field) -> fields.put(String.valueOf(name), of(field)));
    }
    return fields;
  }

  private static JsonTree of(Object value) {
    return new JsonTree(value);
  }
}
