package io.cresset.collectors.journal;

import io.cresset.api.model.ByteSlice;
import io.cresset.collectors.journal.JournalEntry.EntryHead;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One open journal file, read forward. Whatever the file holds, nothing but {@link IOException}
 * comes out, nothing is asked for twice without end, and memory is taken within {@link Limits}.
 *
 * <p>A file that is written to is read as the format has it: an entry counts from when the header's
 * number of entries includes it, and does not change from then on.
 */
final class JournalFile implements AutoCloseable {
  private static final int DATA = 1;
  private static final int ENTRY = 3;
  static final int ENTRY_ARRAY = 6;

  private static final int OBJECT_HEAD_BYTES = 16;
  private static final int ENTRY_HEAD_BYTES = 64;
  private static final int DATA_HEAD_BYTES = 64;
  private static final int COMPACT_DATA_HEAD_BYTES = 72;

  /** Fields that several entries share and that are short are kept. */
  private static final int MAX_KEPT_FIELDS = 512;

  private static final int MAX_KEPT_BYTES = 256;

  private final FileBytes bytes;
  private final Limits limits;
  private final EntryArrays arrays;
  private final int dataHeadBytes;
  private final long headerBytes;
  private FileHeader header;

  private final Map<Long, Field> kept =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Field> eldest) {
          return size() > MAX_KEPT_FIELDS;
        }
      };

  /**
   * What is read of one entry at most.
   *
   * @param fieldBytes of one field's name and value, unpacked
   * @param entryBytes of all fields of an entry together
   */
  record Limits(int fields, int fieldBytes, int entryBytes) {}

  private JournalFile(FileBytes bytes, FileHeader header, Limits limits) {
    this.bytes = bytes;
    this.header = header;
    this.limits = limits;
    this.arrays = new EntryArrays(bytes, header);
    this.dataHeadBytes = header.compact() ? COMPACT_DATA_HEAD_BYTES : DATA_HEAD_BYTES;
    this.headerBytes = header.headerBytes();
  }

  /**
   * @throws Damage if it is no journal file, or not yet
   */
  static JournalFile open(Path path, Limits limits) throws IOException {
    return open(FileSource.open(path), limits);
  }

  /**
   * @param source is closed with this, and if this fails
   */
  static JournalFile open(FileSource source, Limits limits) throws IOException {
    try {
      FileBytes bytes = new FileBytes(source);
      return new JournalFile(bytes, FileHeader.read(bytes), limits);
    } catch (IOException e) {
      source.close();
      throw e;
    }
  }

  /** As it was when it was last looked at. */
  FileHeader header() {
    return header;
  }

  /** Looks at the header again. */
  void refresh() throws IOException {
    bytes.refresh();
    header = FileHeader.read(bytes);
  }

  /**
   * The front of an entry.
   *
   * @param index its place in line, from 0 on; below the header's number of entries
   * @throws ChainBroken if it is not known where it and those behind it are
   * @throws Damage if it alone cannot be read
   */
  EntryHead head(long index) throws IOException {
    long offset;
    try {
      offset = arrays.offset(index, header);
    } catch (Damage e) {
      throw new ChainBroken(e);
    }
    long length = object(offset, ENTRY, ENTRY_HEAD_BYTES);
    ByteBuffer head =
        ByteBuffer.wrap(bytes.bytes(offset, ENTRY_HEAD_BYTES)).order(ByteOrder.LITTLE_ENDIAN);
    EntryHead read =
        new EntryHead(
            offset,
            length,
            head.getLong(16),
            head.getLong(24),
            head.getLong(32),
            new Id128(Long.reverseBytes(head.getLong(40)), Long.reverseBytes(head.getLong(48))),
            head.getLong(56));
    if (read.seqnum() <= 0
        || isNoTime(read.realtimeMicros() - 1)
        || isNoTime(read.monotonicMicros())) {
      throw new Damage("an entry without number or time", offset);
    }
    return read;
  }

  /** What does not fit into nanoseconds is no time either. */
  private static boolean isNoTime(long micros) {
    return micros < 0 || micros > Long.MAX_VALUE / 1000;
  }

  /** The list of entries has an end where there should be more. */
  static final class ChainBroken extends IOException {
    private static final long serialVersionUID = 1;

    ChainBroken(Damage where) {
      super(where.getMessage(), where);
    }
  }

  /** A whole entry. Fields that cannot be read are counted in it. */
  JournalEntry entry(EntryHead head) throws IOException {
    int itemBytes = header.compact() ? 4 : 16;
    long items = (head.bytes() - ENTRY_HEAD_BYTES) / itemBytes;
    int count = (int) Math.min(items, limits.fields);
    List<Field> fields = new ArrayList<>(count);
    long lost = items - count;
    long left = limits.entryBytes;
    for (int i = 0; i < count; i++) {
      long at = head.offset() + ENTRY_HEAD_BYTES + (long) i * itemBytes;
      long data = itemBytes == 4 ? bytes.uint32(at) : bytes.uint64(at);
      try {
        Field field = field(data, (int) Math.min(limits.fieldBytes, left));
        fields.add(field);
        left -= field.name().length() + 1 + field.value().length();
      } catch (Damage _) {
        lost++;
      }
    }
    return new JournalEntry(
        head, header.seqnumId(), fields, (int) Math.min(lost, Integer.MAX_VALUE));
  }

  private Field field(long offset, int most) throws IOException {
    Field known = kept.get(offset);
    if (known != null) {
      return known;
    }
    long length = object(offset, DATA, dataHeadBytes);
    Compression compression = Compression.of(bytes.unsignedByte(offset + 1), offset);
    long payload = length - dataHeadBytes;
    // What is not packed is cut before it is read.
    boolean cut = compression == Compression.NONE && payload > most;
    if (!cut && payload > limits.fieldBytes) {
      throw new Damage("a packed field that is too long", offset);
    }
    byte[] read = bytes.bytes(offset + dataHeadBytes, (int) (cut ? most : payload));
    Compression.Expanded expanded = compression.expand(read, most, offset);
    Field field = field(expanded.bytes(), cut || expanded.cut(), offset);
    boolean shared = bytes.uint64(offset + 56) > 1;
    if (shared && field.value().length() <= MAX_KEPT_BYTES && !field.cut()) {
      kept.put(offset, field);
    }
    return field;
  }

  private static Field field(ByteSlice payload, boolean cut, long offset) throws Damage {
    byte[] a = payload.array();
    int end = payload.end();
    int equals = payload.offset();
    while (equals < end && a[equals] != '=') {
      equals++;
    }
    if (equals == end || !Field.isName(a, payload.offset(), equals)) {
      throw new Damage("a field without a name", offset);
    }
    String name =
        new String(a, payload.offset(), equals - payload.offset(), StandardCharsets.US_ASCII);
    return new Field(name, ByteSlice.of(a, equals + 1, end - equals - 1), cut);
  }

  /** The length of an object that has to be there. */
  private long object(long offset, int type, int minBytes) throws IOException {
    if (offset < headerBytes || headerBytes < FileHeader.BYTES || offset % 8 != 0) {
      throw new Damage("an object at an impossible place", offset);
    }
    if (offset > bytes.size() - OBJECT_HEAD_BYTES) {
      throw new Damage("an object behind the end", offset);
    }
    long length = bytes.uint64(offset + 8);
    if (bytes.unsignedByte(offset) != type || length < minBytes || length > bytes.size() - offset) {
      throw new Damage("not the object that should be here", offset);
    }
    return length;
  }

  @Override
  public void close() throws IOException {
    bytes.close();
  }
}
