package io.cresset.collectors.parse;

import io.cresset.api.model.LogRecord;
import io.cresset.api.model.Resource;
import io.cresset.api.model.Value;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The time of lines that have none, between lines that do: of a stack trace only the first line is
 * stamped. Such a line has the time of the one before it in its stream, if it was read within a
 * second of it. With the time of reading instead, a file that is read late would jump between then
 * and now, and destinations refuse what jumps back too far. Safe for use by many threads.
 */
public final class StreamTimes {
  /** Where a record's file stands, if its resource does not tell. */
  private static final String PATH = "log.file.path";

  private static final int MAX_STREAMS = 1024;
  private static final long MAX_APART_NANOS = 1_000_000_000L;

  private final Map<Key, Stream> streams =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Stream> eldest) {
          return size() > MAX_STREAMS;
        }
      };

  private record Key(Resource resource, Optional<Value> path) {}

  private record Last(long timeUnixNanos, long observedUnixNanos) {}

  /** Lines that stand one behind the other. Safe for use by many threads. */
  public static final class Stream {
    private volatile @Nullable Last last;

    private Stream() {}

    /** A line's own time was found. */
    public void note(LogRecord record, long unixNanos) {
      last = new Last(unixNanos, record.observedUnixNanos());
    }

    /** The time of a line that has none of its own. */
    public long inherited(LogRecord record) {
      Last before = last;
      return before != null
              && Math.abs(record.observedUnixNanos() - before.observedUnixNanos) <= MAX_APART_NANOS
          ? before.timeUnixNanos
          : record.timeUnixNanos();
    }
  }

  /** The stream that a record is of. */
  public Stream of(Resource resource, LogRecord record) {
    Key key = new Key(resource, path(record));
    synchronized (streams) {
      return streams.computeIfAbsent(key, _ -> new Stream());
    }
  }

  private static Optional<Value> path(LogRecord record) {
    return record.attributes().get(PATH);
  }

  /** Whether the resource alone tells of which stream a record is. */
  public static boolean isByResource(LogRecord record) {
    return path(record).isEmpty();
  }

  /** Whether a record has only the time at which it was read, so that a better one is welcome. */
  public static boolean hasNone(LogRecord record) {
    return record.timeUnixNanos() == record.observedUnixNanos();
  }
}
