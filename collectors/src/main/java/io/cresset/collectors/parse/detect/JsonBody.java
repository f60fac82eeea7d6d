package io.cresset.collectors.parse.detect;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.cresset.api.model.Attributes;
import io.cresset.api.model.Value;
import io.cresset.collectors.parse.detect.Finding.LeftOut;
import io.cresset.collectors.parse.detect.KnownKeys.Role;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads a body that is one JSON object. What is nested becomes flat, {@code {"http":{"status":5}}}
 * the field {@code http.status}; a list stays one value. A {@code null} is no field.
 */
final class JsonBody {
  private static final int MAX_NESTING = 100;
  private static final int MAX_NUMBER_DIGITS = 100;

  /** An item with all that stands around it when it is encoded, without its text. */
  private static final int ITEM_BYTES = 32;

  private static final int MAX_ITEMS = 64;

  /** Made when the first line asks for it: most sources never have one. */
  private static final class Reader {
    private static final JsonFactory FACTORY =
        new JsonFactoryBuilder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_NESTING)
                    .maxNumberLength(MAX_NUMBER_DIGITS)
                    .build())
            .build();
  }

  private final int maxDepth;
  private int itemBytes;

  JsonBody(int maxDepth) {
    this.maxDepth = maxDepth;
  }

  /** Whether an object may stand here: a look at its first bytes and its last one. */
  static boolean mayBe(byte[] a, int from, int end) {
    int i = from + 1;
    while (i < end && isSpace(a[i])) {
      i++;
    }
    int last = end - 1;
    while (last > i && isSpace(a[last])) {
      last--;
    }
    return last >= i && a[last] == '}' && a[i] == '"';
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\t' || b == '\n' || b == '\r';
  }

  /** Whether the bytes are one object and nothing else; what was found before they end counts. */
  boolean read(byte[] a, int from, int end, Finding finding) {
    try (JsonParser json = Reader.FACTORY.createParser(a, from, end - from)) {
      json.nextToken();
      object(json, "", 1, finding);
      return json.nextToken() == null;
    } catch (IOException _) {
      return false;
    }
  }

  private void object(JsonParser json, String prefix, int depth, Finding finding)
      throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      String key = prefix.isEmpty() ? name : prefix + name;
      switch (json.nextToken()) {
        case START_OBJECT -> {
          if (depth == maxDepth) {
            json.skipChildren();
            finding.leaveOut(LeftOut.MAX_DEPTH);
          } else {
            object(json, key + ".", depth + 1, finding);
          }
        }
        case START_ARRAY -> {
          itemBytes = 0;
          Optional<Value> items = items(json, depth + 1);
          if (items.isPresent()) {
            finding.put(key, items.get(), itemBytes);
          } else {
            finding.leaveOut(LeftOut.MAX_DEPTH);
          }
        }
        case VALUE_NUMBER_INT -> integer(json, key, finding);
        case VALUE_NUMBER_FLOAT -> real(json, key, finding);
        case VALUE_STRING -> text(json, key, finding);
        case VALUE_TRUE -> finding.put(key, Value.of(true), 1);
        case VALUE_FALSE -> finding.put(key, Value.of(false), 1);
        case null, default -> {
          // null, which is no value.
        }
      }
    }
  }

  private static void text(JsonParser json, String key, Finding finding) throws IOException {
    Role role = KnownKeys.role(key);
    if (role == Role.MESSAGE) {
      json.skipChildren();
      return;
    }
    if (role == Role.PLAIN && !finding.hasRoom()) {
      return;
    }
    String text = json.getText();
    finding.text(key, role, text);
  }

  private static void integer(JsonParser json, String key, Finding finding) throws IOException {
    if (json.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
      finding.text(key, Role.PLAIN, json.getText());
    } else {
      finding.number(key, KnownKeys.role(key), json.getLongValue());
    }
  }

  private static void real(JsonParser json, String key, Finding finding) throws IOException {
    String text = json.getText();
    if (KnownKeys.role(key) == Role.TIME && finding.wantsTime() && finding.isTime(text)) {
      return;
    }
    finding.put(key, real(json), Double.BYTES);
  }

  /** What is too large for a double keeps its digits. */
  private static Value real(JsonParser json) throws IOException {
    double number = json.getDoubleValue();
    return Double.isFinite(number) ? Value.of(number) : Value.of(json.getText());
  }

  /** A list's values, nested ones too; empty if it is too deep or too long. */
  private Optional<Value> items(JsonParser json, int depth) throws IOException {
    List<Value> values = new ArrayList<>();
    boolean fits = depth <= maxDepth;
    while (json.nextToken() != JsonToken.END_ARRAY) {
      Optional<Value> value = fits ? value(json, depth) : skipped(json);
      fits &= value.isPresent() && values.size() < MAX_ITEMS;
      value.ifPresent(values::add);
    }
    return fits ? Optional.of(new Value.Items(values)) : Optional.empty();
  }

  private static Optional<Value> skipped(JsonParser json) throws IOException {
    json.skipChildren();
    return Optional.empty();
  }

  private Optional<Value> value(JsonParser json, int depth) throws IOException {
    JsonToken token = json.currentToken();
    if (token == null) {
      throw new IOException("the end of the body within a list");
    }
    itemBytes += ITEM_BYTES;
    return switch (token) {
      case START_OBJECT -> fields(json, depth + 1);
      case START_ARRAY -> items(json, depth + 1);
      case VALUE_TRUE -> Optional.of(Value.of(true));
      case VALUE_FALSE -> Optional.of(Value.of(false));
      case VALUE_NUMBER_INT ->
          Optional.of(
              json.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                  ? Value.of(json.getText())
                  : Value.of(json.getLongValue()));
      case VALUE_NUMBER_FLOAT -> Optional.of(real(json));
      default -> {
        // A string, or a null, which has no other way to keep its place in a list.
        String text = json.getText();
        itemBytes += 3 * text.length();
        yield Optional.of(Value.of(text));
      }
    };
  }

  private Optional<Value> fields(JsonParser json, int depth) throws IOException {
    Attributes.Builder fields = Attributes.builder();
    boolean fits = depth <= maxDepth;
    int count = 0;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String key = json.currentName();
      JsonToken token = json.nextToken();
      if (token == JsonToken.VALUE_NULL) {
        continue;
      }
      Optional<Value> value = fits ? value(json, depth) : skipped(json);
      count++;
      fits &= value.isPresent() && count <= MAX_ITEMS && !key.isEmpty();
      if (fits) {
        itemBytes += 3 * key.length();
        fields.put(key, value.get());
      }
    }
    return fits ? Optional.of(new Value.Fields(fields.build())) : Optional.empty();
  }
}
