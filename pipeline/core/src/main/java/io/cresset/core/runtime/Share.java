package io.cresset.core.runtime;

import io.cresset.api.model.Batch;
import io.cresset.api.model.EncodedBatch;
import io.cresset.api.model.HistogramPoint;
import io.cresset.api.model.Labels;
import io.cresset.api.model.LogBatch;
import io.cresset.api.model.MetricBatch;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.NumberPoint;
import io.cresset.api.model.Point;
import io.cresset.api.model.ResourceMetrics;
import io.cresset.api.model.SummaryPoint;

/**
 * What the series of one component may take of the program's memory, since views and the account of
 * series hold on to what its last runs reported. A component that reports ever more is refused
 * before the heap is full, which would be everybody's end. Estimates, on the large side. Safe for
 * many threads.
 */
final class Share {
  /** Of the heap: a page that is written of it takes as much again for a moment. */
  private static final int HEAP_PARTS = 8;

  private static final long MIN_BYTES = 8L << 20;

  /** Of this process, which does not change. */
  static final long MAX_BYTES = Math.max(MIN_BYTES, Runtime.getRuntime().maxMemory() / HEAP_PARTS);

  /** A point, its labels without their texts, its place in a view and in the account of series. */
  private static final long POINT_BYTES = 160;

  private static final long BUCKET_BYTES = 48;
  private static final long LABEL_BYTES = 48;

  /** Encoded bytes become objects. */
  private static final long DECODED_BYTES_PER_BYTE = 4;

  private final long maxBytes;
  private long held;

  Share(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** Takes some, or nothing if that would be too much. */
  synchronized boolean take(long bytes) {
    if (bytes > maxBytes - held) {
      return false;
    }
    held += bytes;
    return true;
  }

  synchronized void giveBack(long bytes) {
    held -= bytes;
    assert held >= 0;
  }

  synchronized long held() {
    return held;
  }

  long maxBytes() {
    return maxBytes;
  }

  /** More points than can be taken at a time. */
  long maxPoints() {
    return maxBytes / POINT_BYTES;
  }

  /** What a batch takes, if it is one of metrics. */
  static long bytes(Batch batch) {
    return switch (batch) {
      case LogBatch _ -> 0;
      case MetricBatch metrics -> bytes(metrics);
      case EncodedBatch encoded ->
          switch (encoded.signal()) {
            case LOGS -> 0;
            case METRICS ->
                POINT_BYTES * encoded.recordCount()
                    + DECODED_BYTES_PER_BYTE * encoded.otlp().length();
          };
    };
  }

  private static long bytes(MetricBatch batch) {
    long bytes = 0;
    for (ResourceMetrics about : batch.resources()) {
      for (MetricFamily family : about.families()) {
        bytes += POINT_BYTES + family.spec().help().length();
        for (Point point : family.points()) {
          bytes += bytes(point);
        }
      }
    }
    return bytes;
  }

  private static long bytes(Point point) {
    long bytes = POINT_BYTES;
    Labels labels = point.labels();
    for (int i = 0; i < labels.size(); i++) {
      // A page is written in bytes, of which a char takes up to three; ASCII takes one.
      bytes += LABEL_BYTES + labels.value(i).length();
    }
    return switch (point) {
      case NumberPoint _ -> bytes;
      case HistogramPoint of -> bytes + BUCKET_BYTES * of.counts().size();
      case SummaryPoint of -> bytes + BUCKET_BYTES * of.quantiles().size();
    };
  }

  /** The part of one task, which holds nothing yet. */
  Part part() {
    return new Part();
  }

  /** What the series of one task take. Guarded by the Supervisor's lock. */
  final class Part {
    private long held;

    private Part() {}

    /**
     * What a run reported takes the place of what was there before. A failed one ends nothing, and
     * what it reported is as a rule a part of what is there.
     *
     * @param taken what the run took of the share
     */
    void runEnded(long taken, boolean success) {
      boolean replaces = success || taken > held;
      Share.this.giveBack(replaces ? held : taken);
      held = replaces ? taken : held;
    }

    void giveBack() {
      Share.this.giveBack(held);
      held = 0;
    }
  }
}
