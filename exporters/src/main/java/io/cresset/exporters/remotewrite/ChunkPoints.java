package io.cresset.exporters.remotewrite;

import io.cresset.api.Time;
import io.cresset.api.export.Chunk;
import io.cresset.api.export.Outcome.Rejection;
import io.cresset.api.export.Selection;
import io.cresset.api.model.HistogramPoint;
import io.cresset.api.model.Labels;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.api.model.NumberPoint;
import io.cresset.api.model.Point;
import io.cresset.api.model.ResourceMetrics;
import io.cresset.api.model.SummaryPoint;
import io.cresset.api.otlp.MalformedOtlp;
import io.cresset.api.otlp.OtlpMetrics;
import java.util.ArrayList;
import java.util.List;

/** The points of a chunk that are to be sent, in their order, and those that cannot be. */
final class ChunkPoints {
  /** What a sample takes beside its labels; rather more than less. */
  private static final int SAMPLE_EXTRA_BYTES = 48;

  private final Time time;
  private final List<Item> items = new ArrayList<>();
  private final List<Rejection> refused = new ArrayList<>();

  /**
   * A point with its number in the log.
   *
   * @param timeMillis since 1970
   */
  record Item(Origin origin, MetricSpec spec, Point point, long timeMillis, long number) {

    /** How many samples it becomes. */
    int samples() {
      return switch (point) {
        case NumberPoint _ -> 1;
        case HistogramPoint histogram -> histogram.counts().size() + 2;
        case SummaryPoint summary -> summary.quantiles().size() + 2;
      };
    }

    private long bytes() {
      int bytes =
          SAMPLE_EXTRA_BYTES
              + spec.name().length()
              + origin.job().length()
              + origin.instance().length();
      Labels labels = point.labels();
      for (int i = 0; i < labels.size(); i++) {
        bytes += labels.name(i).length() + labels.value(i).length();
      }
      return (long) bytes * samples();
    }
  }

  /**
   * @param time for points that carry none
   */
  ChunkPoints(Time time) {
    this.time = time;
  }

  /** Reads a chunk. A frame that cannot be read is refused whole; the others go on. */
  void load(Chunk chunk) {
    release();
    long nowMillis = time.unixNanos() / 1_000_000;
    for (Chunk.Frame frame : chunk.frames()) {
      int before = items.size();
      long first = Math.max(frame.firstNumber(), chunk.firstNumber());
      String problem = "";
      try {
        long count = load(frame, first, nowMillis) - frame.firstNumber();
        if (count < frame.recordCount()) {
          // Which they were is not known, since they were passed over; how many, is.
          refused.add(
              new Rejection(
                  Math.max(first, frame.firstNumber() + count),
                  frame.endNumber(),
                  "unsupported: exponential histograms and deltas have no form in remote write"));
        } else if (count > frame.recordCount()) {
          problem = count + " points instead of " + frame.recordCount();
        }
      } catch (MalformedOtlp e) {
        problem = String.valueOf(e.getMessage());
      }
      if (!problem.isEmpty()) {
        items.subList(before, items.size()).clear();
        refused.add(new Rejection(first, frame.endNumber(), "malformed OTLP: " + problem));
      }
    }
  }

  /** Returns the number just past the frame's last point. */
  private long load(Chunk.Frame frame, long first, long nowMillis) throws MalformedOtlp {
    Selection selection = frame.selection();
    long number = frame.firstNumber();
    for (ResourceMetrics about : OtlpMetrics.decode(frame.otlp())) {
      Origin origin = Origin.of(about.resource());
      for (MetricFamily family : about.families()) {
        for (Point point : family.points()) {
          if (number >= first && selection.has(Math.toIntExact(number - frame.firstNumber()))) {
            long nanos = point.timeUnixNanos();
            long millis = nanos == 0 ? nowMillis : Math.floorDiv(nanos, 1_000_000L);
            items.add(new Item(origin, family.spec(), point, millis, number));
          }
          number++;
        }
      }
    }
    return number;
  }

  /** Lets go of the chunk. */
  void release() {
    items.clear();
    refused.clear();
  }

  int size() {
    return items.size();
  }

  Item item(int index) {
    return items.get(index);
  }

  /** The numbers of what cannot be sent. */
  List<Rejection> refused() {
    return refused;
  }

  /** What a range takes, about, as a message of 1.0. */
  long bytes(int from, int to) {
    return items.subList(from, to).stream().mapToLong(Item::bytes).sum();
  }

  /**
   * Where a range from {@code from} ends if it is to take about {@code maxBytes} as a message of
   * 1.0, the longer of the two, and at most {@code maxSamples}; at least one point.
   */
  int rangeEnd(int from, long maxBytes, int maxSamples) {
    long bytes = 0;
    long samples = 0;
    int end = from;
    while (end < items.size()) {
      bytes += items.get(end).bytes();
      samples += items.get(end).samples();
      if ((bytes > maxBytes || samples > maxSamples) && end > from) {
        break;
      }
      end++;
    }
    return end;
  }
}
