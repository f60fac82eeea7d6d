package io.cresset.core.log;

import io.cresset.api.model.ByteSlice;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
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
 * <pre>
 *  0  1  1 progress, 2 part of a snapshot
 *  1  8  number of the snapshot
 *  9  2  which part
 * 11  2  how many parts
 * 13  8  damaged records
 * 21  8  expired records
 * 29  2  number of sinks, then each: name (length in 2 bytes, UTF-8), start, cursor, delivered,
 *        rejected, dropped, unselected (8 bytes each)
 *     2  number of damaged ranges, then each: from, to (8 bytes each)
 * </pre>
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
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(isSnapshot() ? 2 : 1);
      out.writeLong(snapshot);
      out.writeShort(part);
      out.writeShort(parts);
      out.writeLong(damagedRecords);
      out.writeLong(expiredRecords);
      out.writeShort(sinks.size());
      for (SinkAccount sink : sinks) {
        byte[] name = sink.sink().getBytes(StandardCharsets.UTF_8);
        out.writeShort(name.length);
        out.write(name);
        out.writeLong(sink.start());
        out.writeLong(sink.cursor());
        out.writeLong(sink.delivered());
        out.writeLong(sink.rejected());
        out.writeLong(sink.dropped());
        out.writeLong(sink.unselected());
      }
      out.writeShort(damaged.size());
      for (NumberRange range : damaged) {
        out.writeLong(range.from());
        out.writeLong(range.to());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return ByteSlice.of(bytes.toByteArray());
  }

  /** Empty if the bytes are not a state record, or one whose accounts do not add up. */
  static Optional<StateRecord> decode(ByteSlice bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes.array(), bytes.offset(), bytes.length());
    try {
      int type = in.get();
      long snapshot = in.getLong();
      int part = in.getShort() & 0xFFFF;
      int parts = in.getShort() & 0xFFFF;
      long damagedRecords = in.getLong();
      long expiredRecords = in.getLong();
      if (type == 1 ? part != 0 || parts != 0 : type != 2 || part >= parts) {
        return Optional.empty();
      }
      int sinkCount = in.getShort() & 0xFFFF;
      List<SinkAccount> sinks = new ArrayList<>();
      for (int i = 0; i < sinkCount; i++) {
        Optional<SinkAccount> sink = readSink(in);
        if (sink.isEmpty()) {
          return Optional.empty();
        }
        sinks.add(sink.get());
      }
      int rangeCount = in.getShort() & 0xFFFF;
      List<NumberRange> ranges = new ArrayList<>();
      for (int i = 0; i < rangeCount; i++) {
        long from = in.getLong();
        long to = in.getLong();
        if (from < 0 || to <= from) {
          return Optional.empty();
        }
        ranges.add(new NumberRange(from, to));
      }
      if (in.hasRemaining() || sinkCount > MAX_SINKS || rangeCount > MAX_RANGES) {
        return Optional.empty();
      }
      return Optional.of(
          new StateRecord(snapshot, part, parts, damagedRecords, expiredRecords, sinks, ranges));
    } catch (java.nio.BufferUnderflowException _) {
      return Optional.empty();
    }
  }

  private static Optional<SinkAccount> readSink(ByteBuffer in) {
    byte[] name = new byte[Math.min(in.getShort() & 0xFFFF, in.remaining())];
    in.get(name);
    long start = in.getLong();
    long cursor = in.getLong();
    long delivered = in.getLong();
    long rejected = in.getLong();
    long dropped = in.getLong();
    long unselected = in.getLong();
    return SinkAccount.adds(start, cursor, delivered, rejected, dropped, unselected)
        ? Optional.of(
            new SinkAccount(
                new String(name, StandardCharsets.UTF_8),
                start,
                cursor,
                delivered,
                rejected,
                dropped,
                unselected))
        : Optional.empty();
  }
}
