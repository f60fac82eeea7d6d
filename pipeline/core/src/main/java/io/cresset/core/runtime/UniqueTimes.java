package io.cresset.core.runtime;

import io.cresset.api.model.LogBatch;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.Resource;
import io.cresset.api.model.ResourceLogs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes equal times of one stream differ by a nanosecond, because Loki takes equal lines at equal
 * times for one, and RFC 3164 knows only whole seconds. A stream is what has one {@link Resource}.
 *
 * <p>What a stream has used is kept as ranges of times that are all taken. A hundred lines of one
 * second are one range, and so are lines whose times follow each other directly:
 *
 * <pre>
 *   times in    12 12 12    13    12          range [12,12+3)  [13,13+1)  [12,12+4)
 *   times out   12 12+1 12+2  13  12+3
 * </pre>
 *
 * A stream remembers the {@value #MAX_RANGES} ranges that it used last, and the {@value
 * #MAX_STREAMS} streams used last are remembered; beyond that a time that comes back may be given
 * twice.
 */
final class UniqueTimes {
  static final int MAX_STREAMS = 10_000;
  static final int MAX_RANGES = 32;

  private final Map<Resource, Ranges> streams = new LinkedHashMap<>(16, 0.75f, true);

  /** The batch with times that no record of the same resource had before; order is kept. */
  @SuppressWarnings("ReferenceEquality") // What did not have to change is the same object.
  synchronized LogBatch apply(LogBatch batch) {
    List<ResourceLogs> out = new ArrayList<>(batch.resources().size());
    boolean changed = false;
    for (ResourceLogs logs : batch.resources()) {
      ResourceLogs unique = apply(logs);
      changed |= unique != logs;
      out.add(unique);
    }
    return changed ? new LogBatch(out, batch.positions()) : batch;
  }

  private ResourceLogs apply(ResourceLogs logs) {
    Ranges ranges = ranges(logs.resource());
    List<LogRecord> records = logs.records();
    @Nullable List<LogRecord> changed = null;
    for (int i = 0; i < records.size(); i++) {
      LogRecord record = records.get(i);
      long time = ranges.take(record.timeUnixNanos());
      if (time != record.timeUnixNanos()) {
        if (changed == null) {
          changed = new ArrayList<>(records);
        }
        changed.set(i, record.withTime(time));
      }
    }
    return changed == null ? logs : new ResourceLogs(logs.resource(), changed);
  }

  private Ranges ranges(Resource stream) {
    Ranges ranges = streams.get(stream);
    if (ranges == null) {
      ranges = new Ranges();
      streams.put(stream, ranges);
      if (streams.size() > MAX_STREAMS) {
        var eldest = streams.entrySet().iterator();
        eldest.next();
        eldest.remove();
      }
    }
    return ranges;
  }

  int streamCount() {
    return streams.size();
  }

  /** Taken times of one stream, the range used last in front. */
  static final class Ranges {
    /** First taken time of each range. */
    private long[] starts = new long[2];

    /** First time behind each range. */
    private long[] ends = new long[2];

    private int count;

    /** The first free time from {@code time} on, which is then taken. */
    long take(long time) {
      if (time <= 0 || time == Long.MAX_VALUE) {
        return time;
      }
      int range = containing(time);
      if (range < 0) {
        int before = endingAt(time);
        if (before < 0) {
          insert(time);
        } else {
          ends[before] = time + 1;
          toFront(before);
        }
        return time;
      }
      // From range to range, as long as one begins where another ends: all in between is taken.
      long free = time;
      for (int next = range; next >= 0; next = containing(free)) {
        free = ends[next];
      }
      ends[range] = free + 1;
      toFront(range);
      return free;
    }

    private int containing(long time) {
      for (int i = 0; i < count; i++) {
        if (starts[i] <= time && time < ends[i]) {
          return i;
        }
      }
      return -1;
    }

    private int endingAt(long time) {
      for (int i = 0; i < count; i++) {
        if (ends[i] == time) {
          return i;
        }
      }
      return -1;
    }

    private void insert(long time) {
      if (count < MAX_RANGES) {
        if (count == starts.length) {
          starts = Arrays.copyOf(starts, 2 * count);
          ends = Arrays.copyOf(ends, 2 * count);
        }
        count++;
      }
      starts[count - 1] = time;
      ends[count - 1] = time + 1;
      toFront(count - 1);
    }

    private void toFront(int range) {
      if (range == 0) {
        return;
      }
      long start = starts[range];
      long end = ends[range];
      System.arraycopy(starts, 0, starts, 1, range);
      System.arraycopy(ends, 0, ends, 1, range);
      starts[0] = start;
      ends[0] = end;
    }
  }
}
