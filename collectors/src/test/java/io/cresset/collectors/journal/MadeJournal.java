package io.cresset.collectors.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/** A journal file of a test's own making, with no more in it than is read. */
final class MadeJournal {
  static final Id128 SERIES = new Id128(0, 5);
  static final Id128 BOOT = new Id128(0, 9);
  static final long START_MICROS = 1_760_000_000_000_000L;

  private static final int FIRST_SLOT = FileHeader.BYTES + 24;

  private final Id128 id;
  private final Id128 series;
  private final List<Entry> entries = new ArrayList<>();

  private record Entry(long seqnum, long micros, List<String> fields) {
    private long xorHash() {
      return fields.hashCode() * 0x9E37_79B9_7F4A_7C15L;
    }
  }

  /**
   * @param id the last part of the file's id
   */
  MadeJournal(long id) {
    this(id, SERIES);
  }

  MadeJournal(long id, Id128 series) {
    this.id = new Id128(7, id);
    this.series = series;
  }

  Id128 id() {
    return id;
  }

  /** Adds entries with the numbers from {@code from} to below {@code to}, "line N". */
  MadeJournal lines(int from, int to) {
    for (int i = from; i < to; i++) {
      entry(i, i * 1000L, "MESSAGE=line " + i, "SYSLOG_IDENTIFIER=app");
    }
    return this;
  }

  /**
   * @param micros since the start of the machine
   */
  MadeJournal entry(long seqnum, long micros, String... fields) {
    entries.add(new Entry(seqnum, micros, List.of(fields)));
    return this;
  }

  /** Puts it in its place at once, over what was there. */
  void writeTo(Path file) throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    Files.write(part, bytes());
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
  }

  byte[] bytes() {
    ByteBuffer out = ByteBuffer.allocate(size()).order(ByteOrder.LITTLE_ENDIAN);
    out.position(FileHeader.BYTES);
    object(out, JournalFile.ENTRY_ARRAY, 24 + 8 * slots());
    out.position(FIRST_SLOT + 8 * slots());
    for (int i = 0; i < entries.size(); i++) {
      out.putLong(FIRST_SLOT + 8 * i, put(entries.get(i), out));
    }
    header(out);
    return out.array();
  }

  private int size() {
    int size = FIRST_SLOT + 8 * slots();
    for (Entry entry : entries) {
      size += 64 + 16 * entry.fields.size();
      for (String field : entry.fields) {
        size += padded(64 + utf8(field).length);
      }
    }
    return size;
  }

  /** Room for entries, so that what is there stays where it is when some are added. */
  private int slots() {
    return entries.size() <= 64 ? 64 : 4096;
  }

  private void header(ByteBuffer out) {
    out.put(0, "LPKSHHRH".getBytes(StandardCharsets.US_ASCII));
    id(out, 24, id);
    id(out, 72, series);
    out.putLong(88, FileHeader.BYTES);
    out.putLong(152, entries.size());
    out.putLong(176, FileHeader.BYTES);
    if (!entries.isEmpty()) {
      out.putLong(160, entries.getLast().seqnum);
      out.putLong(168, entries.getFirst().seqnum);
      out.putLong(192, START_MICROS + entries.getLast().micros);
    }
  }

  /** Where an entry is in {@link #bytes}. */
  int offset(int index) {
    ByteBuffer made = ByteBuffer.wrap(bytes()).order(ByteOrder.LITTLE_ENDIAN);
    return (int) made.getLong(FIRST_SLOT + 8 * index);
  }

  private static long put(Entry entry, ByteBuffer out) {
    List<Integer> data = new ArrayList<>();
    for (String field : entry.fields) {
      byte[] payload = utf8(field);
      data.add(out.position());
      object(out, 1, 64 + payload.length);
      out.position(out.position() + 40);
      out.putLong(1);
      out.put(payload);
      out.position(padded(out.position()));
    }
    long at = out.position();
    object(out, 3, 64 + 16 * data.size());
    out.putLong(entry.seqnum);
    out.putLong(START_MICROS + entry.micros);
    out.putLong(entry.micros);
    id(out, out.position(), BOOT);
    out.position(out.position() + 16);
    out.putLong(entry.xorHash());
    for (int offset : data) {
      out.putLong(offset);
      out.putLong(0);
    }
    return at;
  }

  private static void object(ByteBuffer out, int type, long length) {
    out.put((byte) type);
    out.position(out.position() + 7);
    out.putLong(length);
  }

  private static void id(ByteBuffer out, int at, Id128 id) {
    out.putLong(at, Long.reverseBytes(id.high()));
    out.putLong(at + 8, Long.reverseBytes(id.low()));
  }

  private static int padded(int length) {
    return (length + 7) & -8;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
