package io.cresset.api.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.cresset.api.model.SummaryPoint.Quantile;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the model's constructors refuse, and the small things that its values know. */
class ModelTest {

  @Test
  void aSliceIsAPartOfAnArrayAndEqualByContent() {
    byte[] array = "0123456789".getBytes(StandardCharsets.US_ASCII);
    ByteSlice slice = ByteSlice.of(array, 2, 5);
    assertThat(slice.at(0)).isEqualTo((byte) '2');
    assertThat(slice.end()).isEqualTo(7);
    assertThat(slice.slice(1, 3).toByteArray()).isEqualTo(new byte[] {'3', '4', '5'});
    ByteSlice same = ByteSlice.of("23456".getBytes(StandardCharsets.US_ASCII));
    assertThat(slice).isEqualTo(same).hasSameHashCodeAs(same).isNotEqualTo(slice.slice(0, 4));
    for (int[] wrong : new int[][] {{-1, 1}, {0, 6}, {5, 1}, {6, 0}, {0, -1}}) {
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> slice.slice(wrong[0], wrong[1]));
    }
    assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> slice.at(5));
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> ByteSlice.of(array, 5, 6));
  }

  @Test
  void textIsBytesUntilItIsNotUtf8() {
    ByteSlice good = ByteSlice.of("\u20ac".getBytes(StandardCharsets.UTF_8));
    ByteSlice bad = good.slice(0, 2);
    assertThat(Value.ofUtf8(good)).isEqualTo(Value.of("\u20ac")).hasToString("\u20ac");
    assertThat(Value.ofUtf8(bad)).isEqualTo(new Value.Bytes(bad));
    assertThat(Value.of("\ud83d")).hasToString("?");
  }

  @Test
  void aRecordHasWhatOtlpAllows() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> record().severity(25, "").build())
        .withMessage("severity number 25 is not in 0..24");
    ByteSlice none = ByteSlice.empty();
    ByteSlice nine = ByteSlice.of(new byte[9]);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> record().trace(nine, none, 0).build())
        .withMessage("a trace id has 16 bytes, not 9");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> record().trace(none, nine, 0).build())
        .withMessage("a span id has 8 bytes, not 9");
    LogRecord record = record().severity(24, "x").build();
    assertThat(record.withTime(9).timeUnixNanos()).isEqualTo(9);
    assertThat(record.withTime(1)).isEqualTo(record);
    Attributes attributes = Attributes.of("a", "b");
    assertThat(record.withAttributes(attributes))
        .isEqualTo(record().severity(24, "x").attributes(attributes).build());
  }

  @Test
  void syslogsSeveritiesKeepTheirOrder() {
    for (int severity = 1; severity < 8; severity++) {
      assertThat(Severity.ofSyslog(severity)).isLessThan(Severity.ofSyslog(severity - 1));
    }
    assertThat(Severity.ofSyslog(6)).isEqualTo(Severity.INFO);
    assertThat(Severity.ofSyslog(0)).isEqualTo(Severity.FATAL);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1a", "a.b", "a-b", "a b", "\u00e4"})
  void aMetricsNameIsOneOfPrometheus(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MetricSpec.gauge(name, ""))
        .withMessage("not a Prometheus metric name: '" + name + "'");
  }

  @Test
  void pointsFitTheTypeOfTheirFamily() {
    NumberPoint number = new NumberPoint(Labels.empty(), 1);
    for (MetricType type : MetricType.values()) {
      MetricSpec spec = new MetricSpec("x", type, "", "", List.of());
      boolean ofNumbers = type != MetricType.HISTOGRAM && type != MetricType.SUMMARY;
      if (ofNumbers) {
        assertThat(spec.family(List.of(number)).points()).containsExactly(number);
      } else {
        assertThatIllegalArgumentException().isThrownBy(() -> spec.family(List.of(number)));
      }
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MetricSpec.gauge("x", "").family(List.of(histogram(List.of()))))
        .withMessage("x is a gauge, not a HistogramPoint");
  }

  @Test
  void aHistogramsBoundsAreFiniteAndAscend() {
    assertThat(histogram(List.of(1.0, 2.0)).count()).isEqualTo(6);
    List<List<Double>> wrong =
        List.of(
            List.of(2.0, 1.0),
            List.of(1.0, 1.0),
            List.of(Double.NaN),
            List.of(1.0, Double.POSITIVE_INFINITY),
            List.of(Double.NEGATIVE_INFINITY));
    for (List<Double> bounds : wrong) {
      assertThatIllegalArgumentException().isThrownBy(() -> histogram(bounds));
    }
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new HistogramPoint(Labels.empty(), List.of(1.0), List.of(1L), 0, 0, false))
        .withMessage("1 bounds need 2 counts, not 1");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new HistogramPoint(Labels.of("le", "1"), List.of(), List.of(1L), 0, 0, false));
  }

  @Test
  void aSummarysQuantilesAscendWithinZeroToOne() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Quantile(1.1, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new Quantile(Double.NaN, 0));
    Quantile half = new Quantile(0.5, 1);
    assertThat(summary(Labels.empty(), new Quantile(0, 1), half).quantiles()).hasSize(2);
    assertThatIllegalArgumentException().isThrownBy(() -> summary(Labels.empty(), half, half));
    assertThatIllegalArgumentException().isThrownBy(() -> summary(Labels.of("quantile", "1")));
  }

  @Test
  void aPointThatEndsASeriesHasItsLabelsAndNoValue() {
    Labels labels = Labels.of("a", "b");
    List<Point> points =
        List.of(
            new NumberPoint(labels, 5),
            new HistogramPoint(labels, List.of(1.0), List.of(1L, 2L), 3, 4, false),
            summary(labels, new Quantile(0.5, 1)));
    for (Point point : points) {
      Point ended = point.endedAt(7);
      assertThat(ended.ended()).isTrue();
      assertThat(ended.labels()).isEqualTo(labels);
      assertThat(ended.timeUnixNanos()).isEqualTo(7);
      assertThat(ended).isInstanceOf(point.getClass());
      assertThat(point.at(9).timeUnixNanos()).isEqualTo(9);
      assertThat(point.at(9).at(point.timeUnixNanos())).isEqualTo(point);
    }
    assertThat(points.get(1).endedAt(7))
        .isEqualTo(new HistogramPoint(labels, List.of(1.0), List.of(0L, 0L), 0, 7, true));
    assertThat(points.get(2).endedAt(7))
        .isEqualTo(new SummaryPoint(labels, List.of(new Quantile(0.5, 0)), 0, 0, 7, true));
  }

  @Test
  void positionsHaveLimits() {
    Optional<ByteSlice> most = Optional.of(ByteSlice.of(new byte[PositionMoves.MAX_VALUE_BYTES]));
    String key = "\u20ac".repeat(341);
    assertThat(new PositionMoves(Map.of(key, most, "k", Optional.empty())).moves()).hasSize(2);
    assertThatIllegalArgumentException().isThrownBy(() -> new PositionMoves(Map.of("", most)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PositionMoves(Map.of(key + "\u20ac", most)));
    Optional<ByteSlice> more =
        Optional.of(ByteSlice.of(new byte[PositionMoves.MAX_VALUE_BYTES + 1]));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PositionMoves(Map.of("k", more)))
        .withMessage("position 'k' has 4097 bytes, more than 4096");
    assertThat(PositionMoves.none().isEmpty()).isTrue();
  }

  @Test
  void batchesCountTheirRecords() {
    ResourceLogs logs = new ResourceLogs(Resource.empty(), List.of(record().build()));
    LogBatch batch = new LogBatch(List.of(logs, logs), PositionMoves.none());
    assertThat(batch.recordCount()).isEqualTo(2);
    assertThat(batch.signal()).isEqualTo(Signal.LOGS);
    MetricFamily family =
        MetricSpec.gauge("x", "").family(List.of(new NumberPoint(Labels.empty(), 1)));
    MetricBatch metrics = MetricBatch.of(Resource.empty(), List.of(family, family, family));
    assertThat(metrics.recordCount()).isEqualTo(3);
    assertThat(metrics.signal()).isEqualTo(Signal.METRICS);
    assertThat(metrics.signal().id()).isEqualTo("metrics");
  }

  private static LogRecord.Builder record() {
    return LogRecord.builder(1, 2, Value.of("x"));
  }

  private static HistogramPoint histogram(List<Double> bounds) {
    List<Long> counts = List.of(1L, 2L, 3L).subList(0, bounds.size() + 1);
    return new HistogramPoint(Labels.empty(), bounds, counts, 0, 0, false);
  }

  private static SummaryPoint summary(Labels labels, Quantile... quantiles) {
    return new SummaryPoint(labels, List.of(quantiles), 1, 1, 0, false);
  }
}
