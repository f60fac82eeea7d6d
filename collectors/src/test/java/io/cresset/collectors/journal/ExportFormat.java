package io.cresset.collectors.journal;

import io.cresset.api.model.ByteSlice;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The journal's export format: a field a line, {@code NAME=value}, or for bytes {@code NAME}, the
 * length as eight bytes, the value; an empty line ends an entry.
 */
final class ExportFormat {
  private ExportFormat() {}

  /** A field's name and value as they are in a stream. */
  record Pair(String name, ByteSlice value) {
    static Pair of(String name, String value) {
      return new Pair(name, ByteSlice.of(value.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public String toString() {
      String text =
          new String(value.array(), value.offset(), value.length(), StandardCharsets.ISO_8859_1);
      return name + "=" + (text.length() > 80 ? text.substring(0, 80) + "..." : text);
    }
  }

  static byte[] write(List<List<Pair>> entries) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (List<Pair> entry : entries) {
      for (Pair pair : entry) {
        byte[] value = pair.value().toByteArray();
        out.writeBytes(pair.name().getBytes(StandardCharsets.US_ASCII));
        if (isPlain(value)) {
          out.write('=');
        } else {
          out.write('\n');
          out.writeBytes(
              ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value.length).array());
        }
        out.writeBytes(value);
        out.write('\n');
      }
      out.write('\n');
    }
    return out.toByteArray();
  }

  private static boolean isPlain(byte[] value) {
    for (byte b : value) {
      if (b < ' ' && b != '\t') {
        return false;
      }
    }
    return true;
  }

  static List<List<Pair>> read(byte[] stream) {
    List<List<Pair>> entries = new ArrayList<>();
    List<Pair> entry = new ArrayList<>();
    int at = 0;
    while (at < stream.length) {
      int end = indexOf(stream, (byte) '\n', at);
      if (end == at) {
        if (!entry.isEmpty()) {
          entries.add(List.copyOf(entry));
          entry.clear();
        }
        at++;
        continue;
      }
      int equals = indexOf(stream, (byte) '=', at);
      if (equals < end) {
        entry.add(new Pair(text(stream, at, equals), slice(stream, equals + 1, end)));
        at = end + 1;
      } else {
        long length = ByteBuffer.wrap(stream).order(ByteOrder.LITTLE_ENDIAN).getLong(end + 1);
        int from = end + 9;
        entry.add(new Pair(text(stream, at, end), slice(stream, from, from + (int) length)));
        at = from + (int) length + 1;
      }
    }
    if (!entry.isEmpty()) {
      entries.add(List.copyOf(entry));
    }
    return entries;
  }

  private static int indexOf(byte[] stream, byte b, int from) {
    int at = from;
    while (at < stream.length && stream[at] != b) {
      at++;
    }
    return at;
  }

  private static String text(byte[] stream, int from, int end) {
    return new String(stream, from, end - from, StandardCharsets.US_ASCII);
  }

  private static ByteSlice slice(byte[] stream, int from, int end) {
    return ByteSlice.of(stream, from, end - from);
  }
}
