package io.cresset.api.otlp;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Serializes any message in one of the many other ways that mean the same: fields in any order,
 * fields that nobody knows between them, messages in several parts, lists packed or not, numbers
 * with more bytes than they need.
 */
final class Scrambler {
  private final Random random;

  Scrambler(Random random) {
    this.random = random;
  }

  byte[] scramble(Message message) {
    return join(fields(message));
  }

  /** The fields of a message, each by itself; the elements of a list in their order. */
  private List<byte[]> fields(Message message) {
    List<byte[]> all = new ArrayList<>();
    for (Map.Entry<FieldDescriptor, Object> entry : message.getAllFields().entrySet()) {
      List<byte[]> one = new ArrayList<>();
      FieldDescriptor field = entry.getKey();
      if (!field.isRepeated()) {
        one.addAll(singular(field, entry.getValue()));
      } else if (field.isPacked() && random.nextBoolean()) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        ((List<?>) entry.getValue()).forEach(element -> packed.writeBytes(scalar(field, element)));
        one.add(delimited(field.getNumber(), packed.toByteArray()));
      } else {
        ((List<?>) entry.getValue()).forEach(element -> one.add(field(field, element)));
      }
      all = mix(all, one);
    }
    while (random.nextInt(6) == 0) {
      all = mix(all, List.of(unknown(0)));
    }
    return all;
  }

  /** A message field may stand in several parts, of any other only the last one counts. */
  private List<byte[]> singular(FieldDescriptor field, Object value) {
    if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE && random.nextInt(3) == 0) {
      List<byte[]> content = fields((Message) value);
      int cut = random.nextInt(content.size() + 1);
      return List.of(
          delimited(field.getNumber(), join(content.subList(0, cut))),
          delimited(field.getNumber(), join(content.subList(cut, content.size()))));
    }
    return List.of(field(field, value));
  }

  private byte[] field(FieldDescriptor field, Object value) {
    return switch (field.getType()) {
      case MESSAGE -> delimited(field.getNumber(), scramble((Message) value));
      case STRING -> delimited(field.getNumber(), ByteString.copyFromUtf8((String) value));
      case BYTES -> delimited(field.getNumber(), (ByteString) value);
      case DOUBLE, FIXED64, SFIXED64 ->
          join(List.of(tag(field.getNumber(), Wire.FIXED64), scalar(field, value)));
      case FIXED32 -> join(List.of(tag(field.getNumber(), Wire.FIXED32), scalar(field, value)));
      default -> join(List.of(tag(field.getNumber(), Wire.VARINT), scalar(field, value)));
    };
  }

  private byte[] scalar(FieldDescriptor field, Object value) {
    return written(
        out -> {
          switch (field.getType()) {
            case DOUBLE -> out.writeDoubleNoTag((Double) value);
            case FIXED64, SFIXED64 -> out.writeFixed64NoTag((Long) value);
            case FIXED32 -> out.writeFixed32NoTag((Integer) value);
            case INT64 -> out.writeRawBytes(varint((Long) value));
            case INT32, UINT32 -> out.writeRawBytes(varint((Integer) value));
            case BOOL -> out.writeRawBytes(varint((Boolean) value ? 1 : 0));
            case ENUM -> out.writeRawBytes(varint(((EnumValueDescriptor) value).getNumber()));
            default -> throw new AssertionError(field.getType());
          }
        });
  }

  /** A field of a number that no message has. */
  private byte[] unknown(int depth) {
    int number = 100 + random.nextInt(1000);
    byte[] eight = new byte[8];
    random.nextBytes(eight);
    return switch (random.nextInt(depth < 3 ? 5 : 4)) {
      case 0 -> join(List.of(tag(number, Wire.VARINT), varint(random.nextLong())));
      case 1 -> join(List.of(tag(number, Wire.FIXED64), eight));
      case 2 -> join(List.of(tag(number, Wire.FIXED32), Arrays.copyOf(eight, 4)));
      case 3 -> delimited(number, eight);
      default ->
          join(List.of(tag(number, Wire.GROUP), unknown(depth + 1), tag(number, Wire.GROUP_END)));
    };
  }

  /** Both lists in one, each in its order. */
  private List<byte[]> mix(List<byte[]> one, List<byte[]> other) {
    List<byte[]> mixed = new ArrayList<>(one);
    int at = 0;
    for (byte[] element : other) {
      at += random.nextInt(mixed.size() - at + 1);
      mixed.add(at++, element);
    }
    return mixed;
  }

  private byte[] delimited(int number, ByteString content) {
    return delimited(number, content.toByteArray());
  }

  private byte[] delimited(int number, byte[] content) {
    return join(List.of(tag(number, Wire.BYTES), varint(content.length), content));
  }

  private byte[] tag(int number, int type) {
    return written(out -> out.writeTag(number, type));
  }

  /** Now and then with bytes that add nothing to it. */
  private byte[] varint(long value) {
    byte[] shortest = written(out -> out.writeUInt64NoTag(value));
    int more = random.nextInt(8) == 0 ? random.nextInt(11 - shortest.length) : 0;
    byte[] bytes = Arrays.copyOf(shortest, shortest.length + more);
    for (int i = shortest.length - 1; i < bytes.length - 1; i++) {
      bytes[i] |= (byte) 0x80;
    }
    return bytes;
  }

  private static byte[] join(List<byte[]> parts) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    parts.forEach(joined::writeBytes);
    return joined.toByteArray();
  }

  private interface Writing {
    void to(CodedOutputStream out) throws IOException;
  }

  private static byte[] written(Writing writing) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      CodedOutputStream out = CodedOutputStream.newInstance(bytes);
      writing.to(out);
      out.flush();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return bytes.toByteArray();
  }
}
