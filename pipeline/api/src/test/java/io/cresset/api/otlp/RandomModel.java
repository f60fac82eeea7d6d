package io.cresset.api.otlp;

import io.cresset.api.model.Attributes;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.HistogramPoint;
import io.cresset.api.model.Labels;
import io.cresset.api.model.LogBatch;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.MetricBatch;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.api.model.MetricType;
import io.cresset.api.model.NumberPoint;
import io.cresset.api.model.Point;
import io.cresset.api.model.PositionMoves;
import io.cresset.api.model.Resource;
import io.cresset.api.model.ResourceLogs;
import io.cresset.api.model.ResourceMetrics;
import io.cresset.api.model.SummaryPoint;
import io.cresset.api.model.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Supplier;

/** Batches by chance, of all that the model can say; the same from the same seed. */
final class RandomModel {
  private static final String[] TEXTS = {
    "", "a", "host.name", "\u00e9", "\u20ac", "\ud83d\ude00", "\"\n\\", "\u0000", "x".repeat(200)
  };

  private final Random random;

  RandomModel(long seed) {
    random = new Random(seed);
  }

  LogBatch logs() {
    List<ResourceLogs> resources =
        list(3, () -> new ResourceLogs(resource(), list(5, this::record)));
    return new LogBatch(resources, PositionMoves.none());
  }

  Resource resource() {
    return Resource.of(attributes(4));
  }

  LogRecord record() {
    LogRecord.Builder record = LogRecord.builder(1 + (number() >>> 1), number(), value(4));
    if (random.nextBoolean()) {
      record.severity(random.nextInt(25), text());
    }
    if (random.nextInt(4) == 0) {
      record.eventName("e" + text());
    }
    if (random.nextBoolean()) {
      record.attributes(attributes(4));
    }
    if (random.nextInt(4) == 0) {
      record.trace(
          bytes(random.nextBoolean() ? 16 : 0),
          bytes(random.nextBoolean() ? 8 : 0),
          (int) number());
    }
    return record.build();
  }

  Attributes attributes(int depth) {
    Attributes.Builder attributes = Attributes.builder();
    int count = random.nextInt(5) == 0 ? random.nextInt(40) : random.nextInt(4);
    for (int i = 0; i < count; i++) {
      attributes.put(i % 3 + "k" + text() + i, value(depth));
    }
    return attributes.build();
  }

  Value value(int depth) {
    return switch (random.nextInt(depth > 0 ? 9 : 7)) {
      case 0 -> Value.of(random.nextBoolean());
      case 1 -> Value.of(number());
      case 2 -> Value.of(real());
      case 3 -> Value.ofUtf8(bytes(random.nextInt(20)));
      case 4 -> new Value.Bytes(bytes(random.nextInt(20)));
      case 5, 6 -> Value.of(text());
      case 7 -> new Value.Items(list(4, () -> value(depth - 1)));
      default -> new Value.Fields(attributes(depth - 1));
    };
  }

  MetricBatch metrics() {
    List<ResourceMetrics> resources =
        list(3, () -> new ResourceMetrics(resource(), list(5, this::family)));
    return new MetricBatch(resources, PositionMoves.none());
  }

  MetricFamily family() {
    MetricType type = MetricType.values()[random.nextInt(MetricType.values().length)];
    MetricSpec spec =
        new MetricSpec(
            "m_" + type.id() + random.nextInt(100),
            type,
            random.nextBoolean() ? "seconds" : "",
            text(),
            List.of());
    return spec.family(list(5, () -> point(type)));
  }

  Point point(MetricType type) {
    long time = random.nextBoolean() ? 0 : number();
    Point point =
        switch (type) {
          case HISTOGRAM -> histogram(time);
          case SUMMARY -> summary(time);
          case COUNTER, GAUGE, INFO, STATESET, UNKNOWN ->
              new NumberPoint(labels(), real(), time, false);
        };
    return random.nextInt(6) == 0 ? point.endedAt(time) : point;
  }

  private HistogramPoint histogram(long time) {
    List<Double> bounds = ascending(random.nextInt(6), 1000);
    List<Long> counts = new ArrayList<>();
    for (int i = 0; i <= bounds.size(); i++) {
      counts.add((long) random.nextInt(1000));
    }
    return new HistogramPoint(labels(), bounds, counts, real(), time, false);
  }

  private SummaryPoint summary(long time) {
    List<SummaryPoint.Quantile> quantiles = new ArrayList<>();
    for (double quantile : ascending(random.nextInt(5), 1)) {
      quantiles.add(new SummaryPoint.Quantile(quantile, real()));
    }
    return new SummaryPoint(labels(), quantiles, random.nextInt(10), real(), time, false);
  }

  private List<Double> ascending(int count, double limit) {
    TreeSet<Double> numbers = new TreeSet<>();
    for (int i = 0; i < count; i++) {
      numbers.add(random.nextInt(5) == 0 ? 0.0 : random.nextDouble() * limit);
    }
    return List.copyOf(numbers);
  }

  private Labels labels() {
    Labels labels = Labels.empty();
    for (int i = random.nextInt(4); i > 0; i--) {
      labels = labels.with("l" + random.nextInt(100), text());
    }
    return labels;
  }

  private <T> List<T> list(int most, Supplier<T> element) {
    List<T> list = new ArrayList<>();
    for (int i = random.nextInt(most + 1); i > 0; i--) {
      list.add(element.get());
    }
    return list;
  }

  private String text() {
    String text = TEXTS[random.nextInt(TEXTS.length)];
    return random.nextBoolean() ? text : text + TEXTS[random.nextInt(TEXTS.length)];
  }

  private long number() {
    return random.nextLong() >> random.nextInt(64);
  }

  private double real() {
    return switch (random.nextInt(5)) {
      case 0 -> 0;
      case 1 -> random.nextInt(1000);
      case 2 -> Double.NaN;
      case 3 -> -0.0;
      default -> random.nextGaussian();
    };
  }

  private ByteSlice bytes(int count) {
    byte[] bytes = new byte[count + 2];
    random.nextBytes(bytes);
    return ByteSlice.of(bytes, 1, count);
  }
}
