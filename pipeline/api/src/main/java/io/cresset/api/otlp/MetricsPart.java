package io.cresset.api.otlp;

import io.cresset.api.model.Batch;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.Resource;
import java.util.ArrayList;
import java.util.List;

/**
 * A run of points of a metric batch that becomes one message, with the sizes that were worked out
 * while it was gathered: no point is measured twice.
 */
final class MetricsPart {
  /** The tag and length of a message whose size is not known yet. */
  private static final long OPEN_MESSAGE_BYTES = 1 + Wire.MAX_LENGTH_BYTES;

  private final List<OfResource> resources = new ArrayList<>();

  /** At least the size of the message so far. */
  private long boundBytes;

  private int points;

  /** Families, or parts of them, of one resource. */
  record OfResource(Resource resource, List<Cut> cuts) {

    /** Of {@code ResourceMetrics}, without its own tag and length. */
    private long bytes() {
      long bytes = 0;
      for (Cut cut : cuts) {
        bytes += Wire.fieldBytes(Metrics.bytes(cut));
      }
      return Resources.fieldBytes(resource) + Wire.fieldBytes(bytes);
    }
  }

  /** Points of one family, from {@link #first} until before {@link #end}. */
  static final class Cut {
    private final MetricFamily family;
    private final int first;
    private int end;
    private long pointsBytes;

    private Cut(MetricFamily family, int first) {
      this.family = family;
      this.first = first;
      this.end = first;
    }

    MetricFamily family() {
      return family;
    }

    int first() {
      return first;
    }

    int end() {
      return end;
    }

    /** Of the points, each with its tag and length. */
    long pointsBytes() {
      return pointsBytes;
    }
  }

  void begin(Resource resource) {
    resources.add(new OfResource(resource, new ArrayList<>()));
    boundBytes += Resources.fieldBytes(resource) + 2 * OPEN_MESSAGE_BYTES;
  }

  /** The points that are added next are those of this family from {@code first} on. */
  void begin(MetricFamily family, int first) {
    Cut cut = new Cut(family, first);
    resources.getLast().cuts().add(cut);
    boundBytes += Metrics.bytes(cut) + 2 * OPEN_MESSAGE_BYTES;
  }

  /**
   * Adds the next point of the family begun last, unless the part is full.
   *
   * @param bytes of the point with its tag and length
   */
  boolean add(long bytes) {
    if (points > 0 && boundBytes + bytes > Batch.MAX_ENCODED_BYTES) {
      return false;
    }
    Cut cut = resources.getLast().cuts().getLast();
    cut.end++;
    cut.pointsBytes += bytes;
    boundBytes += bytes;
    points++;
    return true;
  }

  /** Leaves out what was begun without a point being added. */
  MetricsPart close() {
    for (OfResource resource : resources) {
      resource.cuts().removeIf(cut -> cut.first == cut.end);
    }
    resources.removeIf(resource -> resource.cuts().isEmpty());
    return this;
  }

  List<OfResource> resources() {
    return resources;
  }

  int points() {
    return points;
  }

  /** Of the whole message. */
  long exactBytes() {
    long bytes = 0;
    for (OfResource resource : resources) {
      bytes += Wire.fieldBytes(resource.bytes());
    }
    assert points == 0 || bytes <= boundBytes : bytes + " bytes, bound " + boundBytes;
    return bytes;
  }
}
