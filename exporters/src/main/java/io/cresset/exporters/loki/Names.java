package io.cresset.exporters.loki;

import io.cresset.api.model.ByteSlice;
import io.cresset.exporters.BackwardBuffer;
import java.util.Arrays;

/**
 * The names of one entry's structured metadata: made valid and unique.
 *
 * <p>A name is built by {@link #start}, {@link #append} and {@link #claim}. Loki takes letters,
 * digits and underscores, no digit first; every other character becomes an underscore, and several
 * of those in a row one, as Loki would do it, so that no two names fall together there. Nothing but
 * underscores is no name to Loki, which then answers 500 to the whole request: {@code key} is
 * added. A name that is taken gets {@code _2}, {@code _3}, ... at its end.
 */
final class Names {
  private static final int INITIAL = 32;
  private static final byte[] KEY = {'k', 'e', 'y'};

  /** The taken names, one behind the other. */
  private byte[] taken = new byte[INITIAL * 16];

  private int[] ends = new int[INITIAL];
  private int[] hashes = new int[INITIAL];
  private int count;

  /** The name in the making. */
  private byte[] name = new byte[64];

  private int length;

  /** Starts over, with the names that another has taken. */
  void copyOf(Names other) {
    int bytes = other.count == 0 ? 0 : other.ends[other.count - 1];
    if (taken.length < bytes) {
      taken = new byte[bytes * 2];
    }
    if (ends.length < other.count) {
      ends = new int[other.count * 2];
      hashes = new int[other.count * 2];
    }
    System.arraycopy(other.taken, 0, taken, 0, bytes);
    System.arraycopy(other.ends, 0, ends, 0, other.count);
    System.arraycopy(other.hashes, 0, hashes, 0, other.count);
    count = other.count;
    length = 0;
  }

  /** Begins a name; returns the length of an outer one, for {@link #backTo}. */
  void start() {
    length = 0;
  }

  int length() {
    return length;
  }

  /** Takes away what was appended since the name had this length. */
  void backTo(int earlierLength) {
    length = earlierLength;
  }

  /** Appends a key's part, behind an underscore if there is something already. */
  void append(ByteSlice key) {
    if (length > 0) {
      add('_');
    }
    byte[] source = key.array();
    int before = length;
    for (int i = key.offset(); i < key.end(); i++) {
      byte c = source[i];
      if (isLetter(c) || c == '_') {
        add(c);
      } else if (c >= '0' && c <= '9') {
        if (length == 0) {
          add('_');
        }
        add(c);
      } else if ((c & 0xC0) != 0x80) {
        // One underscore for a character of several bytes.
        add('_');
      }
    }
    if (length == before) {
      add('_');
    }
  }

  /** Appends letters that are known to be fine. */
  void append(byte[] fine) {
    for (byte c : fine) {
      add(c);
    }
  }

  /** Takes the name, changed so that it is unique, and writes it as a string field. */
  void claim(BackwardBuffer out, int tag) {
    int outer = length;
    if (length == 1 && name[0] == '_') {
      append(KEY);
    }
    int plain = length;
    int hash = hash();
    for (int next = 2; contains(hash); next++) {
      length = plain;
      add('_');
      for (byte digit :
          Integer.toString(next).getBytes(java.nio.charset.StandardCharsets.US_ASCII)) {
        add(digit);
      }
      hash = hash();
    }
    keep(hash);
    int mark = out.mark();
    out.write(name, 0, length);
    out.message(tag, mark);
    length = outer;
  }

  /** Takes a name that is not written, such as a stream label's. */
  void reserve(byte[] fine) {
    start();
    append(fine);
    int hash = hash();
    if (!contains(hash)) {
      keep(hash);
    }
  }

  private boolean contains(int hash) {
    for (int i = 0; i < count; i++) {
      if (hashes[i] == hash) {
        int start = i == 0 ? 0 : ends[i - 1];
        if (Arrays.equals(taken, start, ends[i], name, 0, length)) {
          return true;
        }
      }
    }
    return false;
  }

  private void keep(int hash) {
    int start = count == 0 ? 0 : ends[count - 1];
    if (count == ends.length) {
      ends = Arrays.copyOf(ends, count * 2);
      hashes = Arrays.copyOf(hashes, count * 2);
    }
    if (start + length > taken.length) {
      taken = Arrays.copyOf(taken, (start + length) * 2);
    }
    System.arraycopy(name, 0, taken, start, length);
    ends[count] = start + length;
    hashes[count] = hash;
    count++;
  }

  private int hash() {
    int hash = 1;
    for (int i = 0; i < length; i++) {
      hash = 31 * hash + name[i];
    }
    return hash;
  }

  private void add(int c) {
    if (c == '_' && length > 0 && name[length - 1] == '_') {
      return;
    }
    if (length == name.length) {
      name = Arrays.copyOf(name, length * 2);
    }
    name[length++] = (byte) c;
  }

  private static boolean isLetter(byte c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }
}
