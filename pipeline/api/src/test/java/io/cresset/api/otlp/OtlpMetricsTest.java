package io.cresset.api.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cresset.api.model.Batch;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.EncodedBatch;
import io.cresset.api.model.HistogramPoint;
import io.cresset.api.model.Labels;
import io.cresset.api.model.MetricBatch;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.api.model.MetricType;
import io.cresset.api.model.NumberPoint;
import io.cresset.api.model.PositionMoves;
import io.cresset.api.model.Resource;
import io.cresset.api.model.ResourceMetrics;
import io.cresset.api.model.Signal;
import io.cresset.api.model.SummaryPoint;
import io.cresset.api.model.SummaryPoint.Quantile;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.MetricsData;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OtlpMetricsTest {
  private static final int ROUNDS = 3_000;

  @Test
  void encodesTheSameBytesAsProtobuf() throws Exception {
    for (int seed = 0; seed < ROUNDS; seed++) {
      MetricBatch batch = new RandomModel(seed).metrics();
      MetricsData expected = MetricOracle.toProto(withPoints(batch.resources()));
      List<EncodedBatch> parts = OtlpMetrics.encode(batch);
      assertThat(parts).hasSize(1);
      byte[] bytes = parts.getFirst().otlp().toByteArray();
      assertThat(MetricsData.parseFrom(bytes)).as("seed %d", seed).isEqualTo(expected);
      assertThat(bytes).as("seed %d", seed).isEqualTo(expected.toByteArray());
      assertThat(parts.getFirst().recordCount()).isEqualTo(batch.recordCount());
    }
  }

  @Test
  void decodesWhatItAndOthersEncodeHoweverTheyDo() throws Exception {
    Random random = new Random(6);
    for (int round = 0; round < ROUNDS; round++) {
      MetricBatch batch = new RandomModel(random.nextLong()).metrics();
      List<ResourceMetrics> expected = withPoints(batch.resources());
      assertThat(OtlpMetrics.decode(OtlpMetrics.encode(batch).getFirst().otlp()))
          .isEqualTo(expected);
      byte[] bytes = new Scrambler(random).scramble(MetricOracle.toProto(expected));
      assertThat(OtlpMetrics.decode(ByteSlice.of(bytes))).as("round %d", round).isEqualTo(expected);
    }
  }

  @Test
  void cutsALargeBatchIntoPartsThatKeepOrderAndLimit() throws Exception {
    List<ResourceMetrics> resources = new ArrayList<>();
    for (int r = 0; r < 3; r++) {
      List<MetricFamily> families = new ArrayList<>();
      for (int f = 0; f < 40; f++) {
        List<NumberPoint> points = new ArrayList<>();
        for (int p = 0; p < f * f; p++) {
          points.add(new NumberPoint(Labels.of("p", "" + p, "pad", "x".repeat(p % 60)), p));
        }
        families.add(MetricSpec.counter("m" + f, "Help.").family(points));
      }
      resources.add(new ResourceMetrics(Resource.empty().with("r", "" + r), families));
    }
    PositionMoves positions = new PositionMoves(Map.of("k", Optional.of(ByteSlice.empty())));
    MetricBatch batch = new MetricBatch(resources, positions);

    List<EncodedBatch> parts = OtlpMetrics.encode(batch);
    assertThat(parts).hasSizeGreaterThan(10);
    List<String> read = new ArrayList<>();
    int count = 0;
    for (EncodedBatch part : parts) {
      assertThat(part.otlp().length()).isLessThanOrEqualTo(Batch.MAX_ENCODED_BYTES);
      boolean last = part.equals(parts.getLast());
      assertThat(part.positions()).isEqualTo(last ? positions : PositionMoves.none());
      assertThat(last || part.otlp().length() > Batch.MAX_ENCODED_BYTES - 2_000).isTrue();
      count += part.recordCount();
      series(OtlpMetrics.decode(part.otlp()), read);
    }
    List<String> expected = new ArrayList<>();
    series(resources, expected);
    assertThat(read).isEqualTo(expected);
    assertThat(count).isEqualTo(batch.recordCount());
  }

  private static void series(List<ResourceMetrics> resources, List<String> into) {
    for (ResourceMetrics resource : resources) {
      for (MetricFamily family : resource.families()) {
        family.points().forEach(p -> into.add(resource.resource() + family.spec().name() + p));
      }
    }
  }

  @Test
  void aPointOverTheLimitStandsAlone() throws Exception {
    MetricSpec spec = MetricSpec.gauge("x", "X.");
    NumberPoint small = new NumberPoint(Labels.of("a", "b"), 1);
    NumberPoint large = new NumberPoint(Labels.of("a", "b".repeat(Batch.MAX_ENCODED_BYTES)), 1);
    List<EncodedBatch> parts =
        OtlpMetrics.encode(
            MetricBatch.of(Resource.empty(), List.of(spec.family(List.of(small, large, small)))));
    assertThat(parts).extracting(EncodedBatch::recordCount).containsExactly(1, 1, 1);
    assertThat(OtlpMetrics.decode(parts.get(1).otlp()).getFirst().families().getFirst().points())
        .containsExactly(large);
  }

  @Test
  void aBatchWithoutPointsKeepsItsPositions() {
    PositionMoves positions = new PositionMoves(Map.of("k", Optional.of(ByteSlice.empty())));
    List<ResourceMetrics> empty =
        List.of(
            new ResourceMetrics(
                Resource.empty().with("a", "b"),
                List.of(MetricSpec.gauge("x", "X.").family(List.of()))));
    assertThat(OtlpMetrics.encode(new MetricBatch(empty, positions)))
        .containsExactly(new EncodedBatch(Signal.METRICS, ByteSlice.empty(), 0, positions));
  }

  @Test
  void withoutTheMetadataTheKindOfDataTellsTheType() throws Exception {
    Metric.Builder counter = Metric.newBuilder().setName("a");
    counter
        .getSumBuilder()
        .setIsMonotonic(true)
        .setAggregationTemporality(AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE)
        .addDataPointsBuilder()
        .setAsInt(-5);
    Metric.Builder gauge = Metric.newBuilder().setName("b");
    gauge.getGaugeBuilder().addDataPointsBuilder().setAsDouble(0.5);
    Metric.Builder sum = Metric.newBuilder().setName("c");
    sum.getSumBuilder().addDataPointsBuilder().setAsDouble(1);
    Metric.Builder wrong = Metric.newBuilder().setName("d");
    wrong.addMetadata(MetricOracle.text("prometheus.type", "histogram"));
    wrong.getGaugeBuilder().addDataPointsBuilder();
    List<MetricFamily> families = decode(counter, gauge, sum, wrong);
    assertThat(families)
        .extracting(family -> family.spec().type())
        .containsExactly(MetricType.COUNTER, MetricType.GAUGE, MetricType.GAUGE, MetricType.GAUGE);
    assertThat(families)
        .extracting(family -> ((NumberPoint) family.points().getFirst()).value())
        .containsExactly(-5.0, 0.5, 1.0, Double.NaN);
  }

  @Test
  void whatTheModelHasNoPlaceForIsPassedOver() throws Exception {
    Metric.Builder delta = Metric.newBuilder().setName("a");
    delta
        .getSumBuilder()
        .setAggregationTemporality(AggregationTemporality.AGGREGATION_TEMPORALITY_DELTA)
        .addDataPointsBuilder();
    Metric.Builder exponential = Metric.newBuilder().setName("b");
    exponential.getExponentialHistogramBuilder().addDataPointsBuilder().setCount(3);
    Metric.Builder nothing = Metric.newBuilder().setName("c");
    assertThat(decode(delta, exponential, nothing)).isEmpty();
  }

  @Test
  void namesOfOthersBecomeNamesOfPrometheus() throws Exception {
    Metric.Builder metric = Metric.newBuilder().setName("http.server-duration:s");
    metric
        .getGaugeBuilder()
        .addDataPointsBuilder()
        .setAsDouble(1)
        .addAttributes(MetricOracle.text("a.b", "1"))
        .addAttributes(MetricOracle.text("a-b", "2"))
        .addAttributes(MetricOracle.text("a\ud83d\ude00b", "3"))
        .addAttributes(MetricOracle.text("9", "x"));
    Metric.Builder digit = Metric.newBuilder().setName("2xx");
    digit.getGaugeBuilder();
    Metric.Builder none = Metric.newBuilder();
    none.getGaugeBuilder();
    List<MetricFamily> families = decode(metric, digit, none);
    assertThat(families)
        .extracting(family -> family.spec().name())
        .containsExactly("http_server_duration:s", "_2xx", "_");
    assertThat(families.getFirst().points().getFirst().labels())
        .isEqualTo(Labels.of("a_b", "1;2;3", "_9", "x"));
  }

  @Test
  void pointsThatContradictThemselvesAreMalformed() {
    assertMalformed(histogram().addBucketCounts(1).addExplicitBounds(5), "1 bounds with 1 counts");
    assertMalformed(
        histogram().addBucketCounts(1).addBucketCounts(1).addExplicitBounds(Double.NaN),
        "bounds that do not ascend");
    assertMalformed(
        histogram().addAttributes(MetricOracle.text("le", "5")),
        "a histogram with an attribute 'le'");
    assertMalformed(
        SummaryDataPoint.newBuilder().addAttributes(MetricOracle.text("quantile", "5")),
        "a summary with an attribute 'quantile'");
    SummaryDataPoint.Builder twice = SummaryDataPoint.newBuilder();
    twice.addQuantileValuesBuilder().setQuantile(0.5);
    twice.addQuantileValuesBuilder().setQuantile(0.5);
    assertMalformed(twice, "a quantile that stands twice");
    SummaryDataPoint.Builder beyond = SummaryDataPoint.newBuilder();
    beyond.addQuantileValuesBuilder().setQuantile(1.5);
    assertMalformed(beyond, "a quantile that is not in 0..1");
  }

  @Test
  void histogramsAndSummariesOfOthersTakeTheModelsForm() throws Exception {
    Metric.Builder buckets = Metric.newBuilder().setName("a");
    buckets
        .getHistogramBuilder()
        .addDataPoints(histogram().setCount(9).setSum(2))
        .addDataPoints(
            histogram()
                .addAllExplicitBounds(List.of(1.0, Double.POSITIVE_INFINITY))
                .addAllBucketCounts(List.of(4L, 2L, 1L)));
    Metric.Builder summary = Metric.newBuilder().setName("b");
    SummaryDataPoint.Builder point = summary.getSummaryBuilder().addDataPointsBuilder();
    point.addQuantileValuesBuilder().setQuantile(0.9).setValue(2);
    point.addQuantileValuesBuilder().setQuantile(0.1).setValue(1);
    List<MetricFamily> families = decode(buckets, summary);
    assertThat(families.getFirst().points())
        .containsExactly(
            new HistogramPoint(Labels.empty(), List.of(), List.of(9L), 2, 0, false),
            new HistogramPoint(Labels.empty(), List.of(1.0), List.of(4L, 3L), 0, 0, false));
    assertThat(families.get(1).points())
        .containsExactly(
            new SummaryPoint(
                Labels.empty(),
                List.of(new Quantile(0.1, 1), new Quantile(0.9, 2)),
                0,
                0,
                0,
                false));
  }

  @Test
  void theEndOfSomebodyElsesHistogramMayNameItsBuckets() throws Exception {
    Metric.Builder metric = Metric.newBuilder().setName("h");
    metric
        .getHistogramBuilder()
        .addDataPoints(histogram().setFlags(1))
        .addDataPoints(histogram().setFlags(1).addExplicitBounds(1).addExplicitBounds(2));
    assertThat(decode(metric).getFirst().points())
        .containsExactly(
            new HistogramPoint(Labels.empty(), List.of(), List.of(0L), 0, 0, true),
            new HistogramPoint(Labels.empty(), List.of(1.0, 2.0), List.of(0L, 0L, 0L), 0, 0, true));
  }

  private static HistogramDataPoint.Builder histogram() {
    return HistogramDataPoint.newBuilder();
  }

  private static void assertMalformed(HistogramDataPoint.Builder point, String reason) {
    Metric.Builder metric = Metric.newBuilder();
    metric.getHistogramBuilder().addDataPoints(point);
    assertMalformed(metric, reason);
  }

  private static void assertMalformed(SummaryDataPoint.Builder point, String reason) {
    Metric.Builder metric = Metric.newBuilder();
    metric.getSummaryBuilder().addDataPoints(point);
    assertMalformed(metric, reason);
  }

  private static void assertMalformed(Metric.Builder metric, String reason) {
    assertThatExceptionOfType(MalformedOtlp.class)
        .isThrownBy(() -> decode(metric))
        .withMessageStartingWith(reason);
  }

  private static List<MetricFamily> decode(Metric.Builder... metrics) throws MalformedOtlp {
    MetricsData.Builder data = MetricsData.newBuilder();
    var scope = data.addResourceMetricsBuilder().addScopeMetricsBuilder();
    for (Metric.Builder metric : metrics) {
      scope.addMetrics(metric);
    }
    ByteSlice bytes = ByteSlice.of(data.build().toByteArray());
    return OtlpMetrics.decode(bytes).getFirst().families();
  }

  /**
   * As it comes out of the encoder: families without points, and what they leave empty, are gone.
   */
  private static List<ResourceMetrics> withPoints(List<ResourceMetrics> resources) {
    return resources.stream()
        .map(
            resource ->
                new ResourceMetrics(
                    resource.resource(),
                    resource.families().stream().filter(f -> !f.points().isEmpty()).toList()))
        .filter(resource -> !resource.families().isEmpty())
        .toList();
  }
}
