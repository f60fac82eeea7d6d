package io.cresset.exporters.loki;

import io.cresset.api.export.Chunk;
import io.cresset.api.export.Outcome.Rejection;
import io.cresset.api.export.Selection;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.otlp.MalformedOtlp;
import io.cresset.api.otlp.OtlpLogs;
import io.cresset.api.otlp.ProtoReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The records of a chunk that are to be sent, in their order: where each stands, its number, and
 * its origin. Reused from chunk to chunk.
 */
final class ChunkIndex {
  /** What an entry takes beside the record's and the resource's bytes; rather more than less. */
  private static final int ENTRY_EXTRA_BYTES = 64;

  private static final int INITIAL = 256;
  private static final int TIME = 1 << 3 | 1;
  private static final int OBSERVED_TIME = 11 << 3 | 1;

  private final Origins origins;
  private final List<Rejection> refused = new ArrayList<>();
  private ByteSlice[] records = new ByteSlice[INITIAL];
  private Origin[] origin = new Origin[INITIAL];
  private long[] numbers = new long[INITIAL];
  private long[] times = new long[INITIAL];
  private int size;

  ChunkIndex(Origins origins) {
    this.origins = origins;
  }

  /** Reads a chunk. A frame that cannot be read is refused whole; the others go on. */
  void load(Chunk chunk) {
    release();
    for (Chunk.Frame frame : chunk.frames()) {
      int before = size;
      String problem = load(frame, chunk.firstNumber());
      if (!problem.isEmpty()) {
        size = before;
        long first = Math.max(frame.firstNumber(), chunk.firstNumber());
        refused.add(new Rejection(first, frame.endNumber(), problem));
      }
    }
  }

  private String load(Chunk.Frame frame, long firstNumber) {
    FrameReader reader = new FrameReader(frame, firstNumber);
    try {
      OtlpLogs.walk(frame.otlp(), reader);
    } catch (MalformedOtlp e) {
      return "malformed OTLP: " + e.getMessage();
    }
    return reader.count == frame.recordCount()
        ? ""
        : "malformed OTLP: " + reader.count + " records instead of " + frame.recordCount();
  }

  /** Lets go of the chunk's bytes. */
  void release() {
    Arrays.fill(records, 0, size, ByteSlice.empty());
    size = 0;
    refused.clear();
  }

  int size() {
    return size;
  }

  ByteSlice record(int index) {
    return records[index];
  }

  Origin origin(int index) {
    return origin[index];
  }

  /** What Loki is told that a record's time is; zero if that cannot be read. */
  long timeUnixNanos(int index) {
    return times[index];
  }

  /** When a record was seen first; zero if it does not say, or cannot be read. */
  long observedUnixNanos(int index) {
    return fixed64(records[index], OBSERVED_TIME);
  }

  private static long timeUnixNanos(ByteSlice record) {
    long time = fixed64(record, TIME);
    return time == 0 ? fixed64(record, OBSERVED_TIME) : time;
  }

  private static long fixed64(ByteSlice record, int wanted) {
    ProtoReader in = new ProtoReader(record);
    try {
      // The time stands first, where we wrote the record.
      for (int tag = in.tag(); tag != 0; tag = in.tag()) {
        if (tag == wanted) {
          return in.fixed64();
        }
        in.skip(tag);
      }
    } catch (MalformedOtlp _) {
      // It is refused when it is to be encoded.
    }
    return 0;
  }

  /** A record's number in the log. */
  long number(int index) {
    return numbers[index];
  }

  /** The numbers of the frames that cannot be read. */
  List<Rejection> refused() {
    return refused;
  }

  /**
   * Where a range from {@code from} ends if it is to take about {@code maxBytes}; at least one
   * record.
   */
  int rangeEnd(int from, int maxBytes) {
    long bytes = 0;
    int end = from;
    while (end < size) {
      bytes += bytes(end);
      if (bytes > maxBytes && end > from) {
        break;
      }
      end++;
    }
    return end;
  }

  /** What some entries take, about. */
  long bytes(Picked some) {
    long bytes = 0;
    for (int i = 0; i < some.size(); i++) {
      bytes += bytes(some.place(i));
    }
    return bytes;
  }

  private int bytes(int index) {
    return records[index].length() + origin[index].metadata().length + ENTRY_EXTRA_BYTES;
  }

  private void add(ByteSlice record, Origin from, long number) {
    if (size == records.length) {
      records = Arrays.copyOf(records, size * 2);
      origin = Arrays.copyOf(origin, size * 2);
      numbers = Arrays.copyOf(numbers, size * 2);
      times = Arrays.copyOf(times, size * 2);
    }
    records[size] = record;
    origin[size] = from;
    numbers[size] = number;
    times[size] = timeUnixNanos(record);
    size++;
  }

  private final class FrameReader implements OtlpLogs.Visitor {
    private final long frameFirst;
    private final Selection selection;
    private final long chunkFirst;
    private ByteSlice resource = ByteSlice.empty();
    private @Nullable Origin current;
    private int count;

    FrameReader(Chunk.Frame frame, long chunkFirst) {
      this.frameFirst = frame.firstNumber();
      this.selection = frame.selection();
      this.chunkFirst = chunkFirst;
    }

    @Override
    public void resource(ByteSlice resourceMessage) {
      resource = resourceMessage;
      current = null;
    }

    @Override
    public void record(int index, ByteSlice recordMessage) throws MalformedOtlp {
      count++;
      if (frameFirst + index < chunkFirst || !selection.has(index)) {
        return;
      }
      // Not before there is a record: a resource without any needs no stream.
      if (current == null) {
        current = origins.of(resource);
      }
      add(recordMessage, current, frameFirst + index);
    }
  }
}
