package io.cresset.collectors.parse;

import io.cresset.api.model.LogRecord;
import io.cresset.api.model.Resource;
import io.cresset.api.model.Value;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

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

  private final Map<Stream, Last> streams =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Stream, Last> eldest) {
          return size() > MAX_STREAMS;
        }
      };

  private record Stream(Resource resource, Optional<Value> path) {}

  private record Last(long timeUnixNanos, long observedUnixNanos) {}

  private static Stream stream(Resource resource, LogRecord record) {
    return new Stream(resource, record.attributes().get(PATH));
  }

  /** A line's own time was found. */
  public synchronized void note(Resource resource, LogRecord record, long unixNanos) {
    streams.put(stream(resource, record), new Last(unixNanos, record.observedUnixNanos()));
  }

  /** The time of a line that has none of its own. */
  public synchronized long inherited(Resource resource, LogRecord record) {
    Last last = streams.isEmpty() ? null : streams.get(stream(resource, record));
    return last != null
            && Math.abs(record.observedUnixNanos() - last.observedUnixNanos) <= MAX_APART_NANOS
        ? last.timeUnixNanos
        : record.timeUnixNanos();
  }

  /** Whether a record has only the time at which it was read, so that a better one is welcome. */
  public static boolean hasNone(LogRecord record) {
    return record.timeUnixNanos() == record.observedUnixNanos();
  }
}
