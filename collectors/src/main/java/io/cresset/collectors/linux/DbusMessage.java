package io.cresset.collectors.linux;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.BufferOverflowException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * A message of a D-Bus: a head of 16 bytes, fields, and from a multiple of eight on the body. Each
 * value stands at a multiple of its size.
 *
 * @param replyTo the serial of the call that it answers; 0 if it answers none
 * @param error the error's name, and its text if it has one
 */
record DbusMessage(long replyTo, boolean isError, String error, List<Object> values) {
  static final int HEAD_BYTES = 16;

  private static final byte METHOD_CALL = 1;
  private static final byte ERROR = 3;

  // Fields of the header.
  private static final int PATH = 1;
  private static final int INTERFACE = 2;
  private static final int MEMBER = 3;
  private static final int ERROR_NAME = 4;
  private static final int REPLY_SERIAL = 5;
  private static final int DESTINATION = 6;
  private static final int SIGNATURE = 8;

  private static final int BODY_LENGTH_AT = 4;
  private static final int FIELDS_LENGTH_AT = 12;

  /** More than what is asked here needs. */
  private static final int MAX_CALL_BYTES = 16 * 1024;

  /** The specification allows 64. */
  private static final int MAX_DEPTH = 64;

  static ByteBuffer call(
      int serial,
      String service,
      String path,
      String interfaceName,
      String method,
      List<String> arguments) {
    ByteBuffer out = ByteBuffer.allocate(MAX_CALL_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    out.put((byte) 'l').put(METHOD_CALL).put((byte) 0).put((byte) 1);
    out.putInt(0).putInt(serial).putInt(0);
    field(out, PATH, "o", path);
    field(out, INTERFACE, "s", interfaceName);
    field(out, MEMBER, "s", method);
    field(out, DESTINATION, "s", service);
    if (!arguments.isEmpty()) {
      align(out, 8);
      out.put((byte) SIGNATURE).put((byte) 1).put((byte) 'g').put((byte) 0);
      out.put((byte) arguments.size()).put("s".repeat(arguments.size()).getBytes(UTF_8));
      out.put((byte) 0);
    }
    out.putInt(FIELDS_LENGTH_AT, out.position() - HEAD_BYTES);
    align(out, 8);
    int body = out.position();
    for (String argument : arguments) {
      text(out, argument);
    }
    out.putInt(BODY_LENGTH_AT, out.position() - body);
    return out.flip();
  }

  private static void field(ByteBuffer out, int code, String type, String value) {
    align(out, 8);
    out.put((byte) code).put((byte) 1).put(type.getBytes(UTF_8)).put((byte) 0);
    text(out, value);
  }

  private static void text(ByteBuffer out, String value) {
    align(out, 4);
    byte[] bytes = value.getBytes(UTF_8);
    if (bytes.length + 5 > out.remaining()) {
      throw new BufferOverflowException();
    }
    out.putInt(bytes.length).put(bytes).put((byte) 0);
  }

  private static void align(ByteBuffer buffer, int to) {
    int at = (buffer.position() + to - 1) / to * to;
    if (at > buffer.limit()) {
      throw new BufferUnderflowException();
    }
    buffer.position(at);
  }

  /** How many bytes follow a head. */
  static long bytesAfterHead(ByteBuffer head) {
    long fields = head.getInt(FIELDS_LENGTH_AT) & 0xffff_ffffL;
    long body = head.getInt(BODY_LENGTH_AT) & 0xffff_ffffL;
    return (fields + 7) / 8 * 8 + body;
  }

  /**
   * @param whole in the byte order that its first byte says
   */
  static DbusMessage parse(ByteBuffer whole) throws IOException {
    try {
      byte type = whole.get(1);
      int fieldsEnd = HEAD_BYTES + whole.getInt(FIELDS_LENGTH_AT);
      whole.position(HEAD_BYTES);
      long replyTo = 0;
      String error = "";
      String signature = "";
      while (whole.position() < fieldsEnd) {
        align(whole, 8);
        int code = whole.get();
        Object value = variant(whole, 0);
        switch (code) {
          case REPLY_SERIAL -> replyTo = value instanceof Long number ? number : 0;
          case ERROR_NAME -> error = value.toString();
          case SIGNATURE -> signature = value.toString();
          default -> {}
        }
      }
      align(whole, 8);
      List<Object> values = new ArrayList<>();
      int[] at = {0};
      while (at[0] < signature.length()) {
        values.add(value(whole, signature, at, 0));
      }
      boolean isError = type == ERROR;
      if (isError && !values.isEmpty()) {
        error += ": " + values.getFirst();
      }
      return new DbusMessage(replyTo, isError, error, values);
    } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException e) {
      throw new IOException("a message on the bus that cannot be understood", e);
    }
  }

  private static Object variant(ByteBuffer in, int depth) throws IOException {
    return value(in, signature(in), new int[] {0}, depth + 1);
  }

  private static String signature(ByteBuffer in) {
    byte[] bytes = new byte[in.get() & 0xff];
    in.get(bytes);
    in.get();
    return new String(bytes, UTF_8);
  }

  /**
   * @param at where in the signature the type stands; moved behind it
   */
  private static Object value(ByteBuffer in, String signature, int[] at, int depth)
      throws IOException {
    if (depth > MAX_DEPTH) {
      throw new IOException("a message on the bus that is nested too deep");
    }
    char type = signature.charAt(at[0]++);
    return switch (type) {
      case 'y' -> (long) (in.get() & 0xff);
      case 'b' -> aligned(in, 4).getInt() != 0;
      case 'n' -> (long) aligned(in, 2).getShort();
      case 'q' -> (long) (aligned(in, 2).getShort() & 0xffff);
      case 'i' -> (long) aligned(in, 4).getInt();
      case 'u', 'h' -> aligned(in, 4).getInt() & 0xffff_ffffL;
      case 'x', 't' -> aligned(in, 8).getLong();
      case 'd' -> aligned(in, 8).getDouble();
      case 's', 'o' -> {
        byte[] bytes = new byte[length(in)];
        in.get(bytes);
        in.get();
        yield new String(bytes, UTF_8);
      }
      case 'g' -> signature(in);
      case 'v' -> variant(in, depth);
      case 'a' -> array(in, signature, at, depth);
      case '(', '{' -> {
        align(in, 8);
        List<Object> parts = new ArrayList<>();
        while (signature.charAt(at[0]) != ')' && signature.charAt(at[0]) != '}') {
          parts.add(value(in, signature, at, depth + 1));
        }
        at[0]++;
        yield parts;
      }
      default -> throw new IOException("a message on the bus with the type " + type);
    };
  }

  private static List<Object> array(ByteBuffer in, String signature, int[] at, int depth)
      throws IOException {
    int length = length(in);
    int element = at[0];
    align(in, "xtd({".indexOf(signature.charAt(element)) >= 0 ? 8 : 1);
    int end = in.position() + length;
    List<Object> elements = new ArrayList<>();
    while (in.position() < end) {
      at[0] = element;
      elements.add(value(in, signature, at, depth + 1));
    }
    at[0] = behind(signature, element);
    return elements;
  }

  /** Where the type that begins at a place ends. */
  private static int behind(String signature, int from) {
    int at = from;
    while (signature.charAt(at) == 'a') {
      at++;
    }
    int open = 0;
    do {
      char c = signature.charAt(at++);
      open += c == '(' || c == '{' ? 1 : c == ')' || c == '}' ? -1 : 0;
    } while (open > 0);
    return at;
  }

  private static int length(ByteBuffer in) {
    int length = aligned(in, 4).getInt();
    if (length < 0 || length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    return length;
  }

  private static ByteBuffer aligned(ByteBuffer in, int to) {
    align(in, to);
    return in;
  }
}
