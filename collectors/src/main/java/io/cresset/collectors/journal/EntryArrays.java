package io.cresset.collectors.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the entries of a file are, by their place in line: a chain of arrays, each about twice as
 * long as the one before. Arrays are made before they are filled, so what is read of them counts
 * only below the number of entries that the header tells.
 */
final class EntryArrays {
  private static final int HEAD_BYTES = 24;
  private static final int WINDOW_ENTRIES = 512;

  /** Arrays double, so that a file of any size has a few dozen. */
  private static final int MAX_ARRAYS = 65_536;

  private final FileBytes file;
  private final int itemBytes;
  private final List<Part> parts = new ArrayList<>();

  /** Offsets of entries from {@link #windowFrom} on. */
  private long[] window = {};

  private long windowFrom;

  /**
   * @param from the place in line of its first entry
   */
  private record Part(long offset, long from, long capacity, long next) {}

  EntryArrays(FileBytes file, FileHeader header) {
    this.file = file;
    this.itemBytes = header.compact() ? 4 : 8;
  }

  /**
   * Where an entry is.
   *
   * @param index below the number of entries
   * @param header as it is now; a new file has no array yet
   */
  long offset(long index, FileHeader header) throws IOException {
    if (index < windowFrom || index >= windowFrom + window.length) {
      load(index, header);
    }
    return window[(int) (index - windowFrom)];
  }

  private void load(long index, FileHeader header) throws IOException {
    Part part = part(index, header.arrayOffset());
    long entries = header.entries();
    int count =
        (int) Math.min(WINDOW_ENTRIES, Math.min(entries, part.from + part.capacity) - index);
    ByteBuffer bytes = ByteBuffer.allocate(count * itemBytes).order(ByteOrder.LITTLE_ENDIAN);
    file.readFresh(bytes, part.offset + HEAD_BYTES + (index - part.from) * itemBytes);
    long[] loaded = new long[count];
    for (int i = 0; i < count; i++) {
      loaded[i] =
          itemBytes == 4 ? bytes.getInt(i * 4) & 0xFFFF_FFFFL : bytes.getLong(i * itemBytes);
    }
    window = loaded;
    windowFrom = index;
  }

  private Part part(long index, long first) throws IOException {
    if (parts.isEmpty()) {
      parts.add(read(first, 0));
    }
    Part last = parts.getLast();
    while (index >= last.from + last.capacity) {
      // A next array may have been linked since this one was read.
      last = read(last.offset, last.from);
      parts.set(parts.size() - 1, last);
      if (last.next <= last.offset || parts.size() == MAX_ARRAYS) {
        throw new Damage("the list of entries does not go on", last.offset);
      }
      last = read(last.next, last.from + last.capacity);
      parts.add(last);
    }
    int at = parts.size() - 1;
    while (index < parts.get(at).from) {
      at--;
    }
    return parts.get(at);
  }

  private Part read(long offset, long from) throws IOException {
    ByteBuffer head = ByteBuffer.allocate(HEAD_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    if (offset <= 0 || offset % 8 != 0) {
      throw new Damage("no list of entries", offset);
    }
    file.readFresh(head, offset);
    long bytes = head.getLong(8);
    if (head.get(0) != JournalFile.ENTRY_ARRAY
        || bytes < HEAD_BYTES + itemBytes
        || bytes > file.size() - offset) {
      throw new Damage("no list of entries", offset);
    }
    return new Part(offset, from, (bytes - HEAD_BYTES) / itemBytes, head.getLong(16));
  }
}
