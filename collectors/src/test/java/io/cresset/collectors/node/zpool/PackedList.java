package io.cresset.collectors.node.zpool;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Packs what a text says as OpenZFS packs lists of names and values (libnvpair, native encoding):
 *
 * <pre>
 * name "tank"        # a text
 * version 5000       # a number of 64 bits
 * stats [ 1 2 3 ]    # several
 * readonly true      # of another type
 * vdev_tree {        # a list
 *   type "root"
 *   children [ { type "disk" } { type "disk" } ]
 * }
 * </pre>
 */
public final class PackedList {
  private static final int PAIR_BYTES = 16;

  private final Deque<String> words = new ArrayDeque<>();
  private final ByteOrder order;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private PackedList(ByteOrder order) {
    this.order = order;
  }

  public static byte[] of(List<String> lines, ByteOrder order) {
    PackedList list = new PackedList(order);
    for (String line : lines) {
      list.words.addAll(List.of(line.replaceAll("#.*", "").strip().split("\\s+")));
    }
    list.words.removeIf(String::isEmpty);
    list.words.add("}");
    list.out.writeBytes(new byte[] {0, (byte) (order == ByteOrder.LITTLE_ENDIAN ? 1 : 0), 0, 0});
    list.out.writeBytes(list.ints(0, 1));
    list.pairs();
    return list.out.toByteArray();
  }

  /** Up to a closing brace, which it takes. */
  private void pairs() {
    for (String name = words.remove(); !name.equals("}"); name = words.remove()) {
      String value = words.remove();
      if (value.equals("{")) {
        pair(name, 19, 1, new byte[24]);
        pairs();
      } else if (value.equals("[") && "{".equals(words.peek())) {
        lists(name);
      } else if (value.equals("[")) {
        numbers(name);
      } else if (value.startsWith("\"")) {
        pair(name, 9, 1, (value.substring(1, value.length() - 1) + "\0").getBytes(UTF_8));
      } else if (value.equals("true")) {
        pair(name, 21, 1, ints(1));
      } else {
        pair(name, 8, 1, longs(List.of(Long.parseUnsignedLong(value))));
      }
    }
    out.writeBytes(ints(0));
  }

  private void lists(String name) {
    // How many there are stands before them, so they are packed apart first.
    PackedList apart = new PackedList(order);
    apart.words.addAll(words);
    int count = 0;
    while (apart.words.remove().equals("{")) {
      apart.pairs();
      count++;
    }
    words.clear();
    words.addAll(apart.words);
    pair(name, 20, count, new byte[count * 32]);
    out.writeBytes(apart.out.toByteArray());
  }

  private void numbers(String name) {
    List<Long> numbers = new ArrayList<>();
    for (String word = words.remove(); !word.equals("]"); word = words.remove()) {
      numbers.add(Long.parseUnsignedLong(word));
    }
    pair(name, 16, numbers.size(), longs(numbers));
  }

  private void pair(String name, int type, int elements, byte[] value) {
    byte[] text = (name + "\0").getBytes(UTF_8);
    int valueAt = aligned(PAIR_BYTES + text.length);
    int size = valueAt + aligned(value.length);
    ByteBuffer pair = ByteBuffer.allocate(size).order(order);
    pair.putInt(size).putShort((short) text.length).putShort((short) 0);
    pair.putInt(elements).putInt(type).put(text).position(valueAt).put(value);
    out.writeBytes(pair.array());
  }

  private static int aligned(int bytes) {
    return (bytes + 7) & -8;
  }

  private byte[] ints(int... numbers) {
    ByteBuffer bytes = ByteBuffer.allocate(numbers.length * Integer.BYTES).order(order);
    for (int number : numbers) {
      bytes.putInt(number);
    }
    return bytes.array();
  }

  private byte[] longs(List<Long> numbers) {
    ByteBuffer bytes = ByteBuffer.allocate(numbers.size() * Long.BYTES).order(order);
    numbers.forEach(bytes::putLong);
    return bytes.array();
  }
}
