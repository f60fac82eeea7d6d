package io.cresset.exporters.remotewrite;

import io.cresset.api.model.MetricSpec;
import java.util.Arrays;
import java.util.List;

/**
 * A series of a request, with its samples in the order of time, one for each millisecond. Values
 * are kept as their bits, because a stale marker is one NaN among many.
 */
final class Series {
  /** The NaN by which Prometheus knows that a series has ended. */
  static final long STALE = 0x7ff0000000000002L;

  /** The NaN that is just not a number. */
  static final long NOT_A_NUMBER = 0x7ff8000000000001L;

  private final MetricSpec spec;
  private final List<String> labels;
  private long[] times = new long[1];
  private long[] values = new long[1];
  private int size;

  /**
   * @param labels name, value, name, value, ..., sorted by name
   */
  Series(MetricSpec spec, List<String> labels) {
    this.spec = spec;
    this.labels = labels;
  }

  MetricSpec spec() {
    return spec;
  }

  List<String> labels() {
    return labels;
  }

  int size() {
    return size;
  }

  long timeMillis(int index) {
    return times[index];
  }

  /** The bits of a double. */
  long value(int index) {
    return values[index];
  }

  /**
   * Adds a sample where it belongs by its time. An equal one at that time is enough, and between a
   * value and the end of the series the later word counts.
   *
   * @return false if there is another value of that time, which stays
   */
  boolean add(long timeMillis, long value) {
    int at = size;
    while (at > 0 && times[at - 1] >= timeMillis) {
      at--;
    }
    if (at < size && times[at] == timeMillis) {
      boolean same = values[at] == value;
      if (!same && value != STALE && values[at] != STALE) {
        return false;
      }
      values[at] = value;
      return true;
    }
    if (size == times.length) {
      times = Arrays.copyOf(times, size * 2);
      values = Arrays.copyOf(values, size * 2);
    }
    System.arraycopy(times, at, times, at + 1, size - at);
    System.arraycopy(values, at, values, at + 1, size - at);
    times[at] = timeMillis;
    values[at] = value;
    size++;
    return true;
  }
}
