package io.cresset.exporters.loki;

import io.cresset.api.export.Outcome.Rejection;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.otlp.MalformedOtlp;
import io.cresset.exporters.BackwardBuffer;
import io.cresset.exporters.Snappy;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes the body of a push request: Loki's {@code PushRequest}, compressed as a snappy block.
 * Records of one stream stand together, in the order of the log.
 *
 * @see <a href="https://github.com/grafana/loki/blob/main/pkg/push/push.proto">push.proto</a>
 */
final class PushEncoder {
  private static final int STREAM = 1 << 3 | 2;
  private static final int STREAM_LABELS = 1 << 3 | 2;
  private static final int STREAM_ENTRIES = 2 << 3 | 2;
  private static final int INITIAL_BYTES = 16 * 1024;

  private final BackwardBuffer out = new BackwardBuffer(INITIAL_BYTES);
  private final EntryWriter entries = new EntryWriter(out);
  private final Snappy snappy = new Snappy();
  private final List<Stream> gathered = new ArrayList<>();
  private final List<Stream> streams = new ArrayList<>();
  private final List<Rejection> refused = new ArrayList<>();
  private int[] previous = new int[256];

  /**
   * Encodes some records.
   *
   * @return the body; empty if none of the records could be read
   */
  byte[] encode(ChunkIndex index, Picked some) {
    out.clear();
    streams.clear();
    refused.clear();
    try {
      gather(index, some);
      for (Stream stream : gathered) {
        write(index, some, stream);
      }
    } finally {
      // Also after an error in the middle: a chain that is left behind would hide a stream's
      // records from the next try.
      gathered.forEach(stream -> stream.last(-1));
      entries.release();
    }
    if (out.mark() == 0) {
      return new byte[0];
    }
    return snappy.compress(out.array(), out.offset(), out.mark());
  }

  /** How long a record's line is, in bytes; -1 if it cannot be read. */
  int lineBytes(ByteSlice record) {
    try {
      return entries.lineBytes(record);
    } catch (MalformedOtlp e) {
      return -1;
    } finally {
      entries.release();
    }
  }

  /** The streams of the body last encoded. */
  List<Stream> streams() {
    return streams;
  }

  /** The records of the range last encoded that cannot be read. */
  List<Rejection> refused() {
    return refused;
  }

  /** Chains the records of each stream, from its last to its first. */
  private void gather(ChunkIndex index, Picked some) {
    gathered.clear();
    if (previous.length < some.size()) {
      previous = new int[Math.max(some.size(), previous.length * 2)];
    }
    for (int i = 0; i < some.size(); i++) {
      Stream stream = index.origin(some.place(i)).stream();
      previous[i] = stream.last();
      if (stream.last() < 0) {
        gathered.add(stream);
      }
      stream.last(i);
    }
  }

  private void write(ChunkIndex index, Picked some, Stream stream) {
    int streamMark = out.mark();
    int i = stream.last();
    while (i >= 0) {
      int mark = out.mark();
      try {
        int place = some.place(i);
        entries.write(STREAM_ENTRIES, index.record(place), index.origin(place));
      } catch (MalformedOtlp e) {
        out.reset(mark);
        long number = index.number(some.place(i));
        refused.add(new Rejection(number, number + 1, "malformed OTLP: " + e.getMessage()));
      }
      i = previous[i];
    }
    if (out.mark() > streamMark) {
      int mark = out.mark();
      out.write(stream.labels());
      out.message(STREAM_LABELS, mark);
      out.message(STREAM, streamMark);
      streams.add(stream);
    }
  }
}
