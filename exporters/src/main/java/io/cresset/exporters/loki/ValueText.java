package io.cresset.exporters.loki;

import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.Utf8;
import io.cresset.api.otlp.MalformedOtlp;
import io.cresset.api.otlp.ProtoReader;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Values as text: numbers as JSON writes them, lists and maps as JSON. Bytes inside of JSON that
 * are not UTF-8 stand in base64, as in OTLP's own JSON form.
 */
final class ValueText {
  private ValueText() {}

  /** The text of a value that is not TEXT. */
  static byte[] of(AnyValue value) throws MalformedOtlp {
    StringBuilder out = new StringBuilder();
    switch (value.kind()) {
      case EMPTY, TEXT -> throw new IllegalArgumentException(value.kind() + " is no text to make");
      case REAL -> out.append(real(value.real()));
      case BOOL, INT, ITEMS, FIELDS -> json(out, value, 1);
    }
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Text of which every byte that is not UTF-8 became a replacement character. */
  static byte[] repaired(ByteSlice bytes) {
    return string(bytes).getBytes(StandardCharsets.UTF_8);
  }

  private static String string(ByteSlice bytes) {
    return new String(bytes.array(), bytes.offset(), bytes.length(), StandardCharsets.UTF_8);
  }

  static byte[] base64(ByteSlice bytes) {
    return Base64.getEncoder().encode(bytes.toByteArray());
  }

  private static void json(StringBuilder out, AnyValue value, int depth) throws MalformedOtlp {
    switch (value.kind()) {
      case EMPTY -> out.append("null");
      case TEXT -> {
        ByteSlice text = value.slice();
        quoted(
            out,
            Utf8.isValid(text)
                ? string(text)
                : new String(base64(text), StandardCharsets.US_ASCII));
      }
      case BOOL -> out.append(value.number() != 0);
      case INT -> out.append(value.number());
      case REAL -> {
        String number = real(value.real());
        out.append(Double.isFinite(value.real()) ? number : "\"" + number + "\"");
      }
      case ITEMS -> items(out, value.slice(), depth);
      case FIELDS -> fields(out, value.slice(), depth);
    }
  }

  private static void items(StringBuilder out, ByteSlice list, int depth) throws MalformedOtlp {
    ProtoReader in = open(list, depth);
    AnyValue element = new AnyValue();
    out.append('[');
    String separator = "";
    for (int tag = in.tag(); tag != 0; tag = in.tag()) {
      if (tag == AnyValue.ELEMENT) {
        out.append(separator);
        json(out, element.read(in.bytes()), depth + 1);
        separator = ",";
      } else {
        in.skip(tag);
      }
    }
    out.append(']');
  }

  private static void fields(StringBuilder out, ByteSlice list, int depth) throws MalformedOtlp {
    ProtoReader in = open(list, depth);
    AnyValue element = new AnyValue();
    out.append('{');
    String separator = "";
    for (int tag = in.tag(); tag != 0; tag = in.tag()) {
      if (tag == AnyValue.ELEMENT) {
        KeyValue field = KeyValue.read(in.bytes());
        out.append(separator);
        quoted(out, string(field.key()));
        out.append(':');
        json(out, element.read(field.value()), depth + 1);
        separator = ",";
      } else {
        in.skip(tag);
      }
    }
    out.append('}');
  }

  private static ProtoReader open(ByteSlice list, int depth) throws MalformedOtlp {
    ProtoReader in = new ProtoReader(list);
    if (depth > AnyValue.MAX_DEPTH) {
      throw in.malformed("a value nested deeper than " + AnyValue.MAX_DEPTH);
    }
    return in;
  }

  private static String real(double value) {
    boolean whole = value == Math.rint(value) && Math.abs(value) < 1e15;
    return whole ? Long.toString((long) value) : Double.toString(value);
  }

  private static void quoted(StringBuilder out, String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < ' ') {
            out.append("\\u00")
                .append(Character.forDigit(c >> 4, 16))
                .append(Character.forDigit(c & 0xF, 16));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
