package io.cresset.core.log;

import io.cresset.api.model.ByteSlice;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The message of a state frame: the progress of all sinks and the log's own counts, always whole,
 * so that one good frame is enough. Positions are not in it: they are the frame's position moves,
 * all of them when the frame is part of a snapshot.
 *
 * <p>It is a list of sections, as {@code FORMAT.md} has them. A reader passes over sections that it
 * does not know and over what follows in those that it does, so a later program can say more.
 *
 * @param snapshot 0 when it is none
 * @param part from 0
 * @param parts 0 when it is no snapshot
 * @param damaged ranges of records that are in {@code damagedRecords} already
 */
record StateRecord(
    long snapshot,
    int part,
    int parts,
    long damagedRecords,
    long expiredRecords,
    List<SinkAccount> sinks,
    List<NumberRange> damaged) {
  static final int MAX_SINKS = 1024;
  static final int MAX_RANGES = 1024;

  private static final int SECTION_HEADER_BYTES = 6;
  private static final int SNAPSHOT = 1;
  private static final int COUNTS = 2;
  private static final int SINK = 3;
  private static final int DAMAGED_RANGE = 4;

  StateRecord {
    sinks = List.copyOf(sinks);
    damaged = List.copyOf(damaged);
    assert sinks.size() <= MAX_SINKS && damaged.size() <= MAX_RANGES;
    assert parts == 0 ? part == 0 : part < parts;
  }

  boolean isSnapshot() {
    return parts > 0;
  }

  StateRecord asPart(long number, int index, int count) {
    return new StateRecord(number, index, count, damagedRecords, expiredRecords, sinks, damaged);
  }

  ByteSlice encode() {
    Sections out = new Sections();
    if (isSnapshot()) {
      out.begin(SNAPSHOT, 12).putLong(snapshot).putShort((short) part).putShort((short) parts);
    }
    out.begin(COUNTS, 16).putLong(damagedRecords).putLong(expiredRecords);
    for (SinkAccount sink : sinks) {
      byte[] name = sink.sink().getBytes(StandardCharsets.UTF_8);
      out.begin(SINK, 50 + name.length)
          .putLong(sink.start())
          .putLong(sink.cursor())
          .putLong(sink.delivered())
          .putLong(sink.rejected())
          .putLong(sink.dropped())
          .putLong(sink.unselected())
          .putShort((short) name.length)
          .put(name);
    }
    for (NumberRange range : damaged) {
      out.begin(DAMAGED_RANGE, 16).putLong(range.from()).putLong(range.to());
    }
    return out.bytes();
  }

  /** Grows as sections are put behind one another. */
  private static final class Sections {
    private ByteBuffer out = ByteBuffer.allocate(512);

    ByteBuffer begin(int type, int bytes) {
      int needed = out.position() + SECTION_HEADER_BYTES + bytes;
      if (needed > out.capacity()) {
        out = ByteBuffer.allocate(Math.max(needed, 2 * out.capacity())).put(out.flip());
      }
      return out.putShort((short) type).putInt(bytes);
    }

    ByteSlice bytes() {
      return ByteSlice.of(out.array(), 0, out.position());
    }
  }

  /** Empty if the bytes are not a state record, or one whose accounts do not add up. */
  static Optional<StateRecord> decode(ByteSlice bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes.array(), bytes.offset(), bytes.length());
    Reading reading = new Reading();
    try {
      while (in.hasRemaining()) {
        int type = in.getShort() & 0xFFFF;
        int length = in.getInt();
        if (length < 0 || length > in.remaining()) {
          return Optional.empty();
        }
        if (!reading.section(type, in.slice(in.position(), length))) {
          return Optional.empty();
        }
        in.position(in.position() + length);
      }
    } catch (java.nio.BufferUnderflowException _) {
      return Optional.empty();
    }
    return reading.result();
  }

  /** What the sections have said so far. */
  private static final class Reading {
    private final List<SinkAccount> sinks = new ArrayList<>();
    private final List<NumberRange> ranges = new ArrayList<>();
    private long snapshot;
    private int part;
    private int parts;
    private boolean counted;
    private long damagedRecords;
    private long expiredRecords;

    /** False if that cannot be. */
    boolean section(int type, ByteBuffer in) {
      switch (type) {
        case SNAPSHOT -> {
          snapshot = in.getLong();
          part = in.getShort() & 0xFFFF;
          parts = in.getShort() & 0xFFFF;
          return part < parts;
        }
        case COUNTS -> {
          damagedRecords = in.getLong();
          expiredRecords = in.getLong();
          counted = true;
          return damagedRecords >= 0 && expiredRecords >= 0;
        }
        case SINK -> {
          return sinks.size() < MAX_SINKS && sink(in);
        }
        case DAMAGED_RANGE -> {
          long from = in.getLong();
          long to = in.getLong();
          if (from < 0 || to <= from || ranges.size() == MAX_RANGES) {
            return false;
          }
          ranges.add(new NumberRange(from, to));
          return true;
        }
        default -> {
          return true;
        }
      }
    }

    private boolean sink(ByteBuffer in) {
      long start = in.getLong();
      long cursor = in.getLong();
      long delivered = in.getLong();
      long rejected = in.getLong();
      long dropped = in.getLong();
      long unselected = in.getLong();
      byte[] name = new byte[in.getShort() & 0xFFFF];
      in.get(name);
      if (name.length == 0
          || name.length > SinkAccount.MAX_NAME_BYTES
          || !SinkAccount.adds(start, cursor, delivered, rejected, dropped, unselected)) {
        return false;
      }
      sinks.add(
          new SinkAccount(
              new String(name, StandardCharsets.UTF_8),
              start,
              cursor,
              delivered,
              rejected,
              dropped,
              unselected));
      return true;
    }

    Optional<StateRecord> result() {
      return counted
          ? Optional.of(
              new StateRecord(snapshot, part, parts, damagedRecords, expiredRecords, sinks, ranges))
          : Optional.empty();
    }
  }
}
