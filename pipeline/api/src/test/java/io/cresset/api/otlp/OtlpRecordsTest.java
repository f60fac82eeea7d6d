package io.cresset.api.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.Signal;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.LogsData;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogram;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Gauge;
import io.opentelemetry.proto.metrics.v1.Histogram;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.MetricsData;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.metrics.v1.Sum;
import io.opentelemetry.proto.metrics.v1.Summary;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint;
import io.opentelemetry.proto.resource.v1.Resource;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Cut by bytes, a message says the same as cut by generated classes. */
final class OtlpRecordsTest {
  private final Random random = new Random(4);
  private int made;

  private UnknownFieldSet unknown() {
    UnknownFieldSet.Builder fields = UnknownFieldSet.newBuilder();
    if (random.nextInt(3) == 0) {
      fields.mergeField(
          900, UnknownFieldSet.Field.newBuilder().addVarint(random.nextLong()).build());
      fields.mergeField(
          901,
          UnknownFieldSet.Field.newBuilder()
              .addLengthDelimited(ByteString.copyFromUtf8("odd"))
              .addFixed32(5)
              .build());
    }
    return fields.build();
  }

  private Resource resource() {
    return Resource.newBuilder().setDroppedAttributesCount(random.nextInt(1000)).build();
  }

  private InstrumentationScope scope() {
    return InstrumentationScope.newBuilder().setName("s" + random.nextInt(10)).build();
  }

  private LogsData logs() {
    LogsData.Builder data = LogsData.newBuilder().setUnknownFields(unknown());
    for (int r = random.nextInt(4); r > 0; r--) {
      ResourceLogs.Builder resource =
          ResourceLogs.newBuilder().setSchemaUrl("u").setUnknownFields(unknown());
      if (random.nextBoolean()) {
        resource.setResource(resource());
      }
      for (int s = random.nextInt(3); s > 0; s--) {
        ScopeLogs.Builder scope =
            ScopeLogs.newBuilder().setScope(scope()).setUnknownFields(unknown());
        for (int i = random.nextInt(5); i > 0; i--) {
          scope.addLogRecords(
              LogRecord.newBuilder()
                  .setTimeUnixNano(made++)
                  .setSeverityText("x".repeat(random.nextInt(300)))
                  .setUnknownFields(unknown()));
        }
        resource.addScopeLogs(scope);
      }
      data.addResourceLogs(resource);
    }
    return data.build();
  }

  /** The same by generated classes; what has lost its last record is gone. */
  private static LogsData cut(LogsData whole, int from, int to) {
    LogsData.Builder data = whole.toBuilder().clearResourceLogs();
    int index = 0;
    for (ResourceLogs resource : whole.getResourceLogsList()) {
      ResourceLogs.Builder keptScopes = resource.toBuilder().clearScopeLogs();
      for (ScopeLogs scope : resource.getScopeLogsList()) {
        ScopeLogs.Builder kept = scope.toBuilder().clearLogRecords();
        for (LogRecord record : scope.getLogRecordsList()) {
          if (index >= from && index < to) {
            kept.addLogRecords(record);
          }
          index++;
        }
        if (kept.getLogRecordsCount() > 0) {
          keptScopes.addScopeLogs(kept);
        }
      }
      if (keptScopes.getScopeLogsCount() > 0) {
        data.addResourceLogs(keptScopes);
      }
    }
    return data.build();
  }

  @Test
  void logsAreCutLikeByGeneratedClasses() throws Exception {
    OtlpRecords records = new OtlpRecords(Signal.LOGS);
    for (int round = 0; round < 500; round++) {
      LogsData data = logs();
      ByteSlice message = embedded(data.toByteArray());
      int count =
          data.getResourceLogsList().stream()
              .flatMap(resource -> resource.getScopeLogsList().stream())
              .mapToInt(ScopeLogs::getLogRecordsCount)
              .sum();
      assertThat(records.count(message)).isEqualTo(count);
      int from = random.nextInt(count + 1);
      int to = from + random.nextInt(count - from + 1);
      assertThat(LogsData.parseFrom(records.cut(message, from, to).toByteArray()))
          .isEqualTo(cut(data, from, to));
      List<Integer> taken = new ArrayList<>();
      records.each(
          message,
          at -> at >= from && at < to,
          (at, alone) -> {
            taken.add(at);
            assertThat(parsed(alone)).isEqualTo(cut(data, at, at + 1));
          });
      assertThat(taken).isEqualTo(IntStream.range(from, to).boxed().toList());
    }
  }

  private static LogsData parsed(ByteSlice message) {
    try {
      return LogsData.parseFrom(message.toByteArray());
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  private Metric metric() {
    Metric.Builder metric =
        Metric.newBuilder().setName("m" + made).setUnit("s").setUnknownFields(unknown());
    int points = random.nextInt(5);
    switch (random.nextInt(6)) {
      case 0 -> {
        Gauge.Builder gauge = Gauge.newBuilder();
        for (int i = 0; i < points; i++) {
          gauge.addDataPoints(number());
        }
        metric.setGauge(gauge);
      }
      case 1 -> {
        Sum.Builder sum = Sum.newBuilder().setIsMonotonic(true).setAggregationTemporalityValue(2);
        for (int i = 0; i < points; i++) {
          sum.addDataPoints(number());
        }
        metric.setSum(sum);
      }
      case 2 -> {
        Histogram.Builder histogram = Histogram.newBuilder().setAggregationTemporalityValue(2);
        for (int i = 0; i < points; i++) {
          histogram.addDataPoints(HistogramDataPoint.newBuilder().setTimeUnixNano(made++));
        }
        metric.setHistogram(histogram);
      }
      case 3 -> {
        ExponentialHistogram.Builder histogram = ExponentialHistogram.newBuilder();
        for (int i = 0; i < points; i++) {
          histogram.addDataPoints(
              ExponentialHistogramDataPoint.newBuilder().setTimeUnixNano(made++));
        }
        metric.setExponentialHistogram(histogram);
      }
      case 4 -> {
        Summary.Builder summary = Summary.newBuilder();
        for (int i = 0; i < points; i++) {
          summary.addDataPoints(SummaryDataPoint.newBuilder().setTimeUnixNano(made++));
        }
        metric.setSummary(summary);
      }
      default -> {}
    }
    return metric.build();
  }

  private NumberDataPoint number() {
    return NumberDataPoint.newBuilder().setTimeUnixNano(made++).setUnknownFields(unknown()).build();
  }

  private MetricsData metrics() {
    MetricsData.Builder data = MetricsData.newBuilder().setUnknownFields(unknown());
    for (int r = random.nextInt(3); r > 0; r--) {
      ResourceMetrics.Builder resource = ResourceMetrics.newBuilder().setResource(resource());
      for (int s = random.nextInt(3); s > 0; s--) {
        ScopeMetrics.Builder scope = ScopeMetrics.newBuilder().setScope(scope());
        for (int i = random.nextInt(5); i > 0; i--) {
          scope.addMetrics(metric());
        }
        resource.addScopeMetrics(scope);
      }
      data.addResourceMetrics(resource);
    }
    return data.build();
  }

  /** The times of all points, by which they are told apart, in their order. */
  private static List<Long> times(MetricsData data) {
    List<Long> times = new ArrayList<>();
    for (ResourceMetrics resource : data.getResourceMetricsList()) {
      for (ScopeMetrics scope : resource.getScopeMetricsList()) {
        for (Metric metric : scope.getMetricsList()) {
          metric.getGauge().getDataPointsList().forEach(p -> times.add(p.getTimeUnixNano()));
          metric.getSum().getDataPointsList().forEach(p -> times.add(p.getTimeUnixNano()));
          metric.getHistogram().getDataPointsList().forEach(p -> times.add(p.getTimeUnixNano()));
          metric
              .getExponentialHistogram()
              .getDataPointsList()
              .forEach(p -> times.add(p.getTimeUnixNano()));
          metric.getSummary().getDataPointsList().forEach(p -> times.add(p.getTimeUnixNano()));
        }
      }
    }
    return times;
  }

  @Test
  void metricsAreCutByPoints() throws Exception {
    OtlpRecords records = new OtlpRecords(Signal.METRICS);
    for (int round = 0; round < 500; round++) {
      MetricsData data = metrics();
      ByteSlice message = embedded(data.toByteArray());
      List<Long> times = times(data);
      assertThat(records.count(message)).isEqualTo(times.size());
      int from = random.nextInt(times.size() + 1);
      int to = from + random.nextInt(times.size() - from + 1);
      MetricsData part = MetricsData.parseFrom(records.cut(message, from, to).toByteArray());
      assertThat(times(part)).isEqualTo(times.subList(from, to));
      ByteArrayOutputStream joined = new ByteArrayOutputStream();
      records.each(
          message,
          at -> at >= from && at < to,
          (_, alone) -> joined.writeBytes(alone.toByteArray()));
      assertThat(times(MetricsData.parseFrom(joined.toByteArray())))
          .isEqualTo(times.subList(from, to));
      // What a metric is stays with each of its points.
      for (ResourceMetrics resource : part.getResourceMetricsList()) {
        assertThat(data.getResourceMetricsList())
            .extracting(ResourceMetrics::getResource)
            .contains(resource.getResource());
        for (ScopeMetrics scope : resource.getScopeMetricsList()) {
          for (Metric metric : scope.getMetricsList()) {
            assertThat(metric.getUnit()).isEqualTo("s");
            assertThat(metric.getSum().getIsMonotonic()).isEqualTo(metric.hasSum());
          }
        }
      }
    }
  }

  @Test
  void allOfItIsTheMessageWithoutWhatHasNoRecords() throws Exception {
    OtlpRecords records = new OtlpRecords(Signal.METRICS);
    MetricsData data = metrics();
    ByteSlice message = ByteSlice.of(data.toByteArray());
    ByteSlice all = records.cut(message, 0, records.count(message));
    assertThat(records.cut(all, 0, records.count(all))).isEqualTo(all);
  }

  /** Bytes that are damaged are found out or counted, and nothing else happens. */
  @Test
  void damagedBytesEndInAnAnswer() {
    OtlpRecords records = new OtlpRecords(Signal.METRICS);
    for (int round = 0; round < 2000; round++) {
      byte[] bytes = metrics().toByteArray();
      for (int i = random.nextInt(4); i > 0 && bytes.length > 0; i--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      ByteSlice message = ByteSlice.of(bytes);
      try {
        int count = records.count(message);
        assertThat(records.count(records.cut(message, 0, count))).isEqualTo(count);
        AtomicInteger alone = new AtomicInteger();
        records.each(message, _ -> true, (_, _) -> alone.incrementAndGet());
        assertThat(alone).hasValue(count);
      } catch (MalformedOtlp e) {
        assertThat(e).hasMessageContaining("at byte");
      }
    }
  }

  /** In the middle of an array, as frames of a log are. */
  private static ByteSlice embedded(byte[] message) {
    byte[] around = new byte[message.length + 20];
    System.arraycopy(message, 0, around, 7, message.length);
    return ByteSlice.of(around, 7, message.length);
  }
}
