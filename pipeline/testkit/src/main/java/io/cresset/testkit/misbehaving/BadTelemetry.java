package io.cresset.testkit.misbehaving;

import io.cresset.api.Time;
import io.cresset.api.collect.CollectFailure;
import io.cresset.api.collect.Emitter;
import io.cresset.api.model.Attributes;
import io.cresset.api.model.Batch;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.EncodedBatch;
import io.cresset.api.model.HistogramPoint;
import io.cresset.api.model.Labels;
import io.cresset.api.model.LogBatch;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.MetricBatch;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.api.model.MetricType;
import io.cresset.api.model.NumberPoint;
import io.cresset.api.model.PositionMoves;
import io.cresset.api.model.Resource;
import io.cresset.api.model.ResourceLogs;
import io.cresset.api.model.Signal;
import io.cresset.api.model.Value;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** What no collector should emit. */
final class BadTelemetry {
  static final int MILLION = 1_000_000;
  private static final int SERIES_PER_BATCH = 10_000;
  private static final int MEGABYTE_CHARS = 1 << 20;
  private static final int DEPTH = 2_000;
  private static final MetricSpec BAD = MetricSpec.gauge("misbehaving_value", "Bad.");

  /** Of the year 1, and of the last second of the year 9999. */
  private static final long[] ABSURD_SECONDS = {-62_135_596_800L, 253_402_300_799L};

  private final Resource resource;
  private final Time time;
  private final AtomicInteger explosions = new AtomicInteger();

  BadTelemetry(Resource resource, Time time) {
    this.resource = resource;
    this.time = time;
  }

  LogBatch line(String body) {
    return logs(record(Value.of(body), Attributes.empty()), PositionMoves.none());
  }

  void emit(CollectorHabit habit, Emitter out) throws CollectFailure, InterruptedException {
    switch (habit) {
      case FLOODS_LOGS -> flood(out);
      case MILLION_SERIES -> series(out, MILLION, "");
      case EXPLODES -> {
        int time = explosions.incrementAndGet();
        series(out, SERIES_PER_BATCH, "_" + time);
        throw new CollectFailure(CollectFailure.Kind.TIMEOUT, "the source went away", "");
      }
      case BAD_METRIC_NAME -> take(out, metric(MetricSpec.gauge("bad name\n{}", "").family(1)));
      case BAD_LABEL_NAME ->
          take(out, metric(BAD.family(List.of(new NumberPoint(Labels.of("bad label", "x"), 1)))));
      case NULLS -> nulls(out);
      case DUPLICATE_SERIES ->
          take(
              out,
              metric(
                  BAD.family(
                      List.of(
                          new NumberPoint(Labels.empty(), 1),
                          new NumberPoint(Labels.empty(), 2)))));
      case NAMES_OF_OTHERS -> namesOfOthers(out);
      case ODD_VALUES -> oddValues(out);
      case MEGABYTE_LABELS -> {
        for (int i = 0; i < 4; i++) {
          Labels labels = Labels.of("n", "" + i, "long", "y".repeat(MEGABYTE_CHARS));
          take(out, metric(BAD.family(List.of(new NumberPoint(labels, 1)))));
        }
      }
      case MEGABYTE_RESOURCE ->
          take(
              out,
              MetricBatch.of(
                  resource.with("long", "y".repeat(MEGABYTE_CHARS)), List.of(BAD.family(1))));
      case MEGABYTE_REASON -> out.dropped("y".repeat(MEGABYTE_CHARS), Long.MAX_VALUE);
      case MANY_BUCKETS -> take(out, metric(manyBuckets()));
      case EMITS_METRICS_LISTENING -> take(out, metric(BAD.family(1)));
      case HUGE_RECORDS -> hugeRecords(out);
      case DEEP_VALUES -> take(out, logs(record(deep(), Attributes.empty()), PositionMoves.none()));
      case EMPTY_BATCHES -> {
        take(out, new LogBatch(List.of(), PositionMoves.none()));
        take(out, MetricBatch.of(resource, List.of()));
        take(out, encoded(Signal.LOGS, 0, new byte[0]));
      }
      case ABSURD_TIMES -> absurdTimes(out);
      case HUGE_POSITIONS ->
          take(
              out,
              logs(
                  record(Value.of("with a position"), Attributes.empty()),
                  new PositionMoves(
                      Map.of(
                          "k".repeat(PositionMoves.MAX_KEY_BYTES),
                          Optional.of(ByteSlice.of(new byte[PositionMoves.MAX_VALUE_BYTES]))))));
      case MANY_POSITIONS -> {
        Map<String, Optional<ByteSlice>> moves = new HashMap<>();
        ByteSlice value = ByteSlice.of(new byte[PositionMoves.MAX_VALUE_BYTES]);
        IntStream.range(0, 1000).forEach(i -> moves.put("k" + i, Optional.of(value)));
        Attributes none = Attributes.empty();
        take(out, logs(record(Value.of("with positions"), none), new PositionMoves(moves)));
      }
      case BAD_ENCODED -> badEncoded(out);
      default -> throw new AssertionError(habit + " emits nothing");
    }
  }

  private static void take(Emitter out, Batch batch) throws InterruptedException {
    var _ = out.emit(batch);
  }

  /** Takes no notice of a refusal, as somebody would who misbehaves. */
  private static void insist(Emitter out, Batch batch) throws InterruptedException {
    try {
      var _ = out.emit(batch);
    } catch (RuntimeException _) {
      // Never mind.
    }
  }

  private MetricBatch metric(MetricFamily family) {
    return MetricBatch.of(resource, List.of(family));
  }

  private static EncodedBatch encoded(Signal signal, int records, byte[] otlp) {
    return new EncodedBatch(signal, ByteSlice.of(otlp), records, PositionMoves.none());
  }

  private LogBatch logs(LogRecord record, PositionMoves positions) {
    return new LogBatch(List.of(new ResourceLogs(resource, List.of(record))), positions);
  }

  private LogRecord record(Value body, Attributes attributes) {
    long now = time.unixNanos();
    return LogRecord.builder(now, now, body).attributes(attributes).build();
  }

  @SuppressWarnings("InfiniteLoopStatement") // An interrupt ends it.
  private void flood(Emitter out) throws InterruptedException {
    out.ready();
    LogRecord line = record(Value.of("flood ".repeat(20)), Attributes.empty());
    LogBatch batch =
        new LogBatch(
            List.of(new ResourceLogs(resource, Collections.nCopies(500, line))),
            PositionMoves.none());
    while (true) {
      var _ = out.emit(batch);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }

  private void series(Emitter out, int count, String suffix) throws InterruptedException {
    MetricSpec spec = MetricSpec.gauge("misbehaving_series" + suffix, "Too many.");
    for (int from = 0; from < count; from += SERIES_PER_BATCH) {
      List<NumberPoint> points = new ArrayList<>(SERIES_PER_BATCH);
      for (int i = from; i < from + SERIES_PER_BATCH; i++) {
        points.add(new NumberPoint(Labels.of("n", Integer.toString(i)), i));
      }
      insist(out, metric(spec.family(points)));
    }
  }

  /** As from code that no null checker has seen. */
  @SuppressWarnings("NullAway")
  private void nulls(Emitter out) throws InterruptedException {
    List<java.util.function.Supplier<Batch>> batches =
        List.of(
            () -> metric(BAD.family(List.of(new NumberPoint(Labels.of("n", null), 1)))),
            () -> metric(BAD.family(List.of(new NumberPoint(null, 1)))),
            () -> metric(MetricSpec.gauge("misbehaving_null", null).family(1)),
            () -> metric(new MetricSpec("a", null, "", "", List.of()).family(1)),
            () -> MetricBatch.of(null, List.of(BAD.family(1))),
            () -> logs(record(null, Attributes.empty()), PositionMoves.none()),
            () -> new LogBatch(List.of(), null),
            () -> null);
    for (java.util.function.Supplier<Batch> batch : batches) {
      try {
        var _ = out.emit(batch.get());
      } catch (RuntimeException _) {
        // Never mind.
      }
    }
    var _ = out.emit(null);
  }

  private void namesOfOthers(Emitter out) throws InterruptedException {
    HistogramPoint point =
        new HistogramPoint(Labels.empty(), List.of(1.0), List.of(1L, 1L), 1, 0, false);
    for (String name : List.of("node_load1", "cresset_build", "cresset_collector_runs_total")) {
      MetricSpec spec = new MetricSpec(name, MetricType.HISTOGRAM, "", "Not yours.", List.of());
      take(out, metric(spec.family(List.of(point))));
    }
  }

  private void oddValues(Emitter out) throws InterruptedException {
    double[] values = {
      Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.MAX_VALUE, -0.0, 4e-324
    };
    List<NumberPoint> points = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      Labels labels = Labels.of("n", "" + i, "text", "\u0000\n\"\\\ud800 \ufffe");
      points.add(
          new NumberPoint(labels, values[i], i == 0 ? Long.MIN_VALUE : Long.MAX_VALUE, false));
    }
    take(out, metric(BAD.family(points)));
    MetricSpec spec =
        new MetricSpec("misbehaving_size", MetricType.HISTOGRAM, "", "Bad\nhelp \\ \"", List.of());
    List<Long> counts = List.of(Long.MAX_VALUE, Long.MAX_VALUE, -5L);
    take(
        out,
        metric(
            spec.family(
                List.of(
                    new HistogramPoint(
                        Labels.empty(), List.of(-1.0, 0.5), counts, Double.NaN, 0, false)))));
  }

  private static MetricFamily manyBuckets() {
    List<Double> bounds = IntStream.range(0, 100_000).mapToObj(i -> (double) i).toList();
    List<Long> counts = Collections.nCopies(100_001, 1L);
    return new MetricSpec("misbehaving_buckets", MetricType.HISTOGRAM, "", "Many.", List.of())
        .family(List.of(new HistogramPoint(Labels.empty(), bounds, counts, 1, 0, false)));
  }

  private void hugeRecords(Emitter out) throws InterruptedException {
    Value huge = Value.of("y".repeat(10 * MEGABYTE_CHARS));
    take(out, logs(record(huge, Attributes.empty()), PositionMoves.none()));
    Attributes attributes = Attributes.builder().put("huge", huge).build();
    take(out, logs(record(Value.of("with a huge attribute"), attributes), PositionMoves.none()));
  }

  private static Value deep() {
    Value value = Value.of("the bottom");
    for (int i = 0; i < DEPTH; i++) {
      value = new Value.Items(List.of(value));
    }
    return value;
  }

  private void absurdTimes(Emitter out) throws InterruptedException {
    List<Long> times = new ArrayList<>(List.of(Long.MIN_VALUE, -1L, 0L, Long.MAX_VALUE));
    for (long seconds : ABSURD_SECONDS) {
      // Nanoseconds of these years do not fit, and who does not look gets something else.
      times.add(seconds * 1_000_000_000L);
    }
    for (long at : times) {
      LogRecord record = LogRecord.builder(at, at, Value.of("at " + at)).build();
      take(out, logs(record, PositionMoves.none()));
    }
  }

  private void badEncoded(Emitter out) throws InterruptedException {
    byte[] garbage = "this is not OTLP, whatever is said of it".getBytes(StandardCharsets.UTF_8);
    for (Signal signal : Signal.values()) {
      for (int records : new int[] {-1, 0, 1, 7, Integer.MAX_VALUE}) {
        insist(out, encoded(signal, records, garbage));
      }
      insist(out, encoded(signal, 1, new byte[1 << 20]));
    }
  }
}
