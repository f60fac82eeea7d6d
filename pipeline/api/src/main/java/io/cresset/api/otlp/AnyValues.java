package io.cresset.api.otlp;

import io.cresset.api.model.Attributes;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.InvalidTelemetry;
import io.cresset.api.model.Value;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code AnyValue}, {@code KeyValue} and their lists.
 *
 * @see <a
 *     href="https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/common/v1/common.proto">common.proto</a>
 */
final class AnyValues {
  private static final int STRING = 1 << 3 | Wire.BYTES;
  private static final int BOOL = 2 << 3 | Wire.VARINT;
  private static final int INT = 3 << 3 | Wire.VARINT;
  private static final int DOUBLE = 4 << 3 | Wire.FIXED64;
  private static final int ARRAY = 5 << 3 | Wire.BYTES;
  private static final int KVLIST = 6 << 3 | Wire.BYTES;
  private static final int BYTES = 7 << 3 | Wire.BYTES;

  /** The one field of both {@code ArrayValue} and {@code KeyValueList}. */
  private static final int ELEMENT = 1 << 3 | Wire.BYTES;

  private static final int KEY = 1 << 3 | Wire.BYTES;
  private static final int VALUE = 2 << 3 | Wire.BYTES;

  /** What a value that holds nothing becomes; the model has no such value. */
  private static final Value NOTHING = new Value.Text(ByteSlice.empty());

  private AnyValues() {}

  /**
   * Size of an {@code AnyValue} that stands directly in a record or resource.
   *
   * @throws InvalidTelemetry if it is nested deeper than {@link Wire#MAX_DEPTH}
   */
  static long bytes(Value value) {
    return bytes(value, 1);
  }

  private static long bytes(Value value, int depth) {
    if (depth > Wire.MAX_DEPTH) {
      throw new InvalidTelemetry("a value nested deeper than " + Wire.MAX_DEPTH);
    }
    return switch (value) {
      case Value.Text(ByteSlice utf8) -> Wire.fieldBytes(utf8.length());
      case Value.Bytes(ByteSlice bytes) -> Wire.fieldBytes(bytes.length());
      case Value.Bool _ -> 2;
      case Value.Int(long number) -> 1 + Wire.varintBytes(number);
      case Value.Real _ -> Wire.FIXED64_FIELD_BYTES;
      case Value.Items(List<Value> values) -> {
        long bytes = 0;
        for (Value element : values) {
          bytes += Wire.fieldBytes(bytes(element, depth + 1));
        }
        yield Wire.fieldBytes(bytes);
      }
      case Value.Fields(Attributes attributes) ->
          Wire.fieldBytes(fieldsBytes(attributes, depth + 1));
    };
  }

  /** Size of attributes as fields of the message that they stand in, with their tags. */
  static long fieldsBytes(Attributes attributes) {
    return fieldsBytes(attributes, 1);
  }

  private static long fieldsBytes(Attributes attributes, int depth) {
    long bytes = 0;
    for (int i = 0; i < attributes.size(); i++) {
      bytes +=
          Wire.fieldBytes(
              Wire.stringFieldBytes(attributes.key(i))
                  + Wire.fieldBytes(bytes(attributes.value(i), depth)));
    }
    return bytes;
  }

  /** Size of a {@code KeyValue} of text, with its tag and length. */
  static long textFieldBytes(String key, String text) {
    return Wire.fieldBytes(
        Wire.stringFieldBytes(key) + Wire.fieldBytes(Wire.stringFieldBytes(text)));
  }

  static void writeTextField(ReverseWriter out, int tag, String key, String text) {
    int end = out.mark();
    out.string(STRING, text);
    out.message(VALUE, end);
    out.string(KEY, key);
    out.message(tag, end);
  }

  static void write(ReverseWriter out, int tag, Value value) {
    int end = out.mark();
    switch (value) {
      case Value.Text(ByteSlice utf8) -> out.bytes(STRING, utf8);
      case Value.Bytes(ByteSlice bytes) -> out.bytes(BYTES, bytes);
      case Value.Bool(boolean flag) -> out.varint(BOOL, flag ? 1 : 0);
      case Value.Int(long number) -> out.varint(INT, number);
      case Value.Real(double number) -> out.fixed64(DOUBLE, Double.doubleToRawLongBits(number));
      case Value.Items(List<Value> values) -> {
        int listEnd = out.mark();
        for (int i = values.size() - 1; i >= 0; i--) {
          write(out, ELEMENT, values.get(i));
        }
        out.message(ARRAY, listEnd);
      }
      case Value.Fields(Attributes attributes) -> {
        int listEnd = out.mark();
        writeFields(out, ELEMENT, attributes);
        out.message(KVLIST, listEnd);
      }
    }
    out.message(tag, end);
  }

  /** Writes each attribute as a {@code KeyValue} field of the message that is being written. */
  static void writeFields(ReverseWriter out, int tag, Attributes attributes) {
    for (int i = attributes.size() - 1; i >= 0; i--) {
      int end = out.mark();
      write(out, VALUE, attributes.value(i));
      out.string(KEY, attributes.key(i));
      out.message(tag, end);
    }
  }

  /**
   * Reads a {@code KeyValue} field whose tag was just read. One without a key is passed over, since
   * neither OTLP nor the model allows it; of two with the same key the later counts.
   */
  static void readField(ProtoReader in, Attributes.Builder into) throws MalformedOtlp {
    readField(in, into, 1);
  }

  private static void readField(ProtoReader in, Attributes.Builder into, int depth)
      throws MalformedOtlp {
    int outer = in.enter();
    String key = "";
    Parts parts = new Parts();
    for (int tag = in.tag(); tag != 0; tag = in.tag()) {
      switch (tag) {
        case KEY -> key = readString(in);
        case VALUE -> parts.read(in, depth);
        default -> in.skip(tag);
      }
    }
    in.leave(outer);
    if (!key.isEmpty()) {
      into.put(key, parts.value());
    }
  }

  static String readString(ProtoReader in) throws MalformedOtlp {
    ByteSlice utf8 = in.bytes();
    return new String(utf8.array(), utf8.offset(), utf8.length(), StandardCharsets.UTF_8);
  }

  /**
   * A value on its way in. A message field that stands twice is one message in two parts, and a
   * list in it goes on where it stopped; of anything else the last part counts.
   */
  static final class Parts {
    private @Nullable Value scalar;
    private @Nullable List<Value> items;
    private Attributes.@Nullable Builder fields;

    /** Reads an {@code AnyValue} field of a record or resource, whose tag was just read. */
    void read(ProtoReader in) throws MalformedOtlp {
      read(in, 1);
    }

    private void read(ProtoReader in, int depth) throws MalformedOtlp {
      if (depth > Wire.MAX_DEPTH) {
        throw in.malformed("a value nested deeper than " + Wire.MAX_DEPTH);
      }
      int outer = in.enter();
      for (int tag = in.tag(); tag != 0; tag = in.tag()) {
        switch (tag) {
          case STRING -> scalar(Value.ofUtf8(in.bytes()));
          case BOOL -> scalar(new Value.Bool(in.varint() != 0));
          case INT -> scalar(new Value.Int(in.varint()));
          case DOUBLE -> scalar(new Value.Real(Double.longBitsToDouble(in.fixed64())));
          case BYTES -> scalar(new Value.Bytes(in.bytes()));
          case ARRAY -> readItems(in, depth);
          case KVLIST -> readFields(in, depth);
          default -> in.skip(tag);
        }
      }
      in.leave(outer);
    }

    private void scalar(Value value) {
      scalar = value;
      items = null;
      fields = null;
    }

    private void readItems(ProtoReader in, int depth) throws MalformedOtlp {
      List<Value> into = items == null ? new ArrayList<>() : items;
      int outer = in.enter();
      for (int tag = in.tag(); tag != 0; tag = in.tag()) {
        if (tag == ELEMENT) {
          Parts element = new Parts();
          element.read(in, depth + 1);
          into.add(element.value());
        } else {
          in.skip(tag);
        }
      }
      in.leave(outer);
      items = into;
      scalar = null;
      fields = null;
    }

    private void readFields(ProtoReader in, int depth) throws MalformedOtlp {
      Attributes.Builder into = fields == null ? Attributes.builder() : fields;
      int outer = in.enter();
      for (int tag = in.tag(); tag != 0; tag = in.tag()) {
        if (tag == ELEMENT) {
          readField(in, into, depth + 1);
        } else {
          in.skip(tag);
        }
      }
      in.leave(outer);
      fields = into;
      scalar = null;
      items = null;
    }

    Value value() {
      if (items != null) {
        return new Value.Items(items);
      }
      if (fields != null) {
        return new Value.Fields(fields.build());
      }
      return scalar == null ? NOTHING : scalar;
    }
  }
}
