package io.cresset.collectors.node.zpool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A list of names and values as OpenZFS packs it for its ioctls: libnvpair's native encoding
 * (module/nvpair/nvpair.c, sys/nvpair.h). Its other one, XDR, is that of labels and cache files,
 * and is refused.
 *
 * <pre>
 * packed list: encoding (byte, 0), little-endian (byte), 2 bytes, version (int, 0), flags (int), pairs
 * pairs:       pair ... until an int that is 0
 * pair:        size (int), bytes of the name (short), 2 bytes, elements (int), type (int),
 *              name with a zero at its end, value at the next multiple of 8;
 *              behind a pair of lists, and not in its size, the pairs of each
 * </pre>
 *
 * <p>Of a name that is there twice the last one counts.
 */
final class NvList {
  private static final int HEADER_BYTES = 12;
  private static final int NATIVE = 0;
  private static final int VERSION = 0;
  private static final int PAIR_BYTES = 16;

  /** What a pair has for each of its lists: a pointer and a header, which mean nothing here. */
  private static final int LIST_BYTES = 32;

  /** How deep the kernel packs lists into lists. */
  private static final int MAX_DEPTH = 20;

  // data_type_t, of which the rest is of no use here.
  private static final int UINT64 = 8;
  private static final int STRING = 9;
  private static final int UINT64_ARRAY = 16;
  private static final int LIST = 19;
  private static final int LIST_ARRAY = 20;

  private final Map<String, Long> numbers = new HashMap<>();
  private final Map<String, String> texts = new HashMap<>();
  private final Map<String, LongBuffer> arrays = new HashMap<>();
  private final Map<String, List<NvList>> lists = new LinkedHashMap<>();

  private NvList() {}

  /**
   * @param unwanted names whose values are passed over
   * @throws IOException if it is no such list, with what is wrong with it
   */
  static NvList unpack(byte[] packed, Set<String> unwanted) throws IOException {
    if (packed.length < HEADER_BYTES || packed[0] != NATIVE) {
      throw new IOException("is no list in native encoding");
    }
    ByteBuffer in =
        ByteBuffer.wrap(packed)
            .order(packed[1] == 0 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    int version = in.getInt(4);
    if (version != VERSION) {
      throw new IOException("is a list of version " + version);
    }
    in.position(HEADER_BYTES);
    return pairs(in, unwanted, 1 + MAX_DEPTH);
  }

  /** The pairs up to the end of their list. */
  private static NvList pairs(ByteBuffer in, Set<String> unwanted, int deeper) throws IOException {
    if (deeper == 0) {
      throw new IOException("has lists in lists, deeper than OpenZFS packs them");
    }
    NvList list = new NvList();
    while (true) {
      if (in.remaining() < Integer.BYTES) {
        throw new IOException("ends within a list");
      }
      int at = in.position();
      int size = in.getInt(at);
      if (size == 0) {
        in.position(at + Integer.BYTES);
        return list;
      }
      if (size < PAIR_BYTES || size > in.remaining()) {
        throw new IOException("has a pair of " + size + " bytes at " + at);
      }
      ByteBuffer pair = in.slice(at, size).order(in.order());
      in.position(at + size);
      list.add(pair, in, unwanted, deeper);
    }
  }

  /**
   * @param in stands behind the pair, where its lists are
   */
  private void add(ByteBuffer pair, ByteBuffer in, Set<String> unwanted, int deeper)
      throws IOException {
    int nameBytes = pair.getShort(4);
    if (nameBytes < 1 || nameBytes > pair.limit() - PAIR_BYTES) {
      throw new IOException("has a pair with a name of " + nameBytes + " bytes");
    }
    String name = text(pair, PAIR_BYTES, PAIR_BYTES + nameBytes);
    int elements = pair.getInt(8);
    int type = pair.getInt(12);
    int valueAt = (PAIR_BYTES + nameBytes + 7) & -8;
    boolean wanted = !unwanted.contains(name);
    switch (type) {
      case UINT64 -> {
        long value = longs(name, pair, valueAt, 1).get(0);
        if (wanted) {
          numbers.put(name, value);
        }
      }
      case UINT64_ARRAY -> {
        LongBuffer values = longs(name, pair, valueAt, elements);
        if (wanted) {
          arrays.put(name, values);
        }
      }
      case STRING -> {
        if (wanted) {
          texts.put(name, text(pair, Math.min(valueAt, pair.limit()), pair.limit()));
        }
      }
      case LIST, LIST_ARRAY -> {
        int count = type == LIST ? 1 : elements;
        if (type == LIST_ARRAY && (count < 0 || (long) count * LIST_BYTES > pair.limit())) {
          throw new IOException(name + " has " + count + " lists and no room for them");
        }
        List<NvList> each = new ArrayList<>();
        for (int i = 0; i < count; i++) {
          each.add(pairs(in, unwanted, deeper - 1));
        }
        if (wanted) {
          lists.put(name, Collections.unmodifiableList(each));
        }
      }
      default -> {
        // Of another type.
      }
    }
  }

  private static LongBuffer longs(String name, ByteBuffer pair, int at, int count)
      throws IOException {
    if (count < 0 || at + (long) count * Long.BYTES > pair.limit()) {
      throw new IOException(name + " has " + count + " numbers and no room for them");
    }
    return pair.slice(at, count * Long.BYTES).order(pair.order()).asLongBuffer();
  }

  /** Up to a zero. */
  private static String text(ByteBuffer pair, int from, int end) {
    byte[] bytes = new byte[end - from];
    pair.get(from, bytes);
    int length = 0;
    while (length < bytes.length && bytes[length] != 0) {
      length++;
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }

  OptionalLong number(String name) {
    Long value = numbers.get(name);
    return value == null ? OptionalLong.empty() : OptionalLong.of(value);
  }

  Optional<String> text(String name) {
    return Optional.ofNullable(texts.get(name));
  }

  /** One of the numbers of an array; empty if it has fewer. */
  OptionalLong number(String array, int index) {
    LongBuffer values = arrays.get(array);
    return values == null || index >= values.limit()
        ? OptionalLong.empty()
        : OptionalLong.of(values.get(index));
  }

  /** None if there are none of that name. */
  List<NvList> lists(String name) {
    return lists.getOrDefault(name, List.of());
  }

  /** Names of lists, in their order. */
  Set<String> listNames() {
    return Collections.unmodifiableSet(lists.keySet());
  }
}
