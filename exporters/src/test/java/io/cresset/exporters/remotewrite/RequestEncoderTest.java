package io.cresset.exporters.remotewrite;

import static io.cresset.exporters.remotewrite.Points.GATE;
import static io.cresset.exporters.remotewrite.Points.LOAD;
import static io.cresset.exporters.remotewrite.Points.NOW_MILLIS;
import static io.cresset.exporters.remotewrite.Points.ODD;
import static io.cresset.exporters.remotewrite.Points.SENT;
import static io.cresset.exporters.remotewrite.Points.SIZE;
import static io.cresset.exporters.remotewrite.Points.WAIT;
import static io.cresset.exporters.remotewrite.Points.chunk;
import static io.cresset.exporters.remotewrite.Points.ended;
import static io.cresset.exporters.remotewrite.Points.family;
import static io.cresset.exporters.remotewrite.Points.frame;
import static io.cresset.exporters.remotewrite.Points.number;
import static io.cresset.exporters.remotewrite.Points.resource;
import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.export.Chunk;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.MetricSpec;
import io.cresset.api.model.MetricType;
import io.cresset.api.model.Resource;
import io.cresset.exporters.remotewrite.v1.MetricMetadata;
import io.cresset.exporters.remotewrite.v1.WriteRequest;
import io.cresset.exporters.remotewrite.v2.Metadata;
import io.cresset.exporters.remotewrite.v2.Request;
import io.cresset.testkit.FakeTime;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What a chunk becomes, decoded by generated classes. */
final class RequestEncoderTest {
  private final ChunkPoints points = new ChunkPoints(new FakeTime());
  private final SeriesTable table = new SeriesTable();
  private final RequestEncoder encoder = new RequestEncoder();

  private byte[] encode(Version version, Chunk chunk) {
    points.load(chunk);
    table.load(points, 0, points.size());
    return ScriptedReceiver.decompress(encoder.encode(version, table));
  }

  /** The samples, which must be the same in both versions. */
  private List<String> samples(Chunk chunk) throws IOException {
    List<String> first = ScriptedReceiver.samplesV1(encode(Version.V1, chunk));
    assertThat(ScriptedReceiver.samplesV2(encode(Version.V2, chunk))).isEqualTo(first);
    assertThat(table.samples()).isEqualTo(first.size());
    return first;
  }

  @Test
  void namesAndLabelsAsDeclared() throws Exception {
    assertThat(
            samples(
                chunk(
                    family(SENT, number(1, NOW_MILLIS, "to", "a\"b"), number(2, NOW_MILLIS)),
                    family(ODD, number(-0.5, NOW_MILLIS + 7, "Upper", "x", "zzz", "", "to", "é")))))
        .containsExactly(
            "sent_bytes_total{instance=\"gate\",job=\"node-exporter\",to=\"a\"b\"} 1.0 @0",
            "sent_bytes_total{instance=\"gate\",job=\"node-exporter\"} 2.0 @0",
            "ifHCInOctets{Upper=\"x\",instance=\"gate\",job=\"node-exporter\",to=\"é\"} -0.5 @7");
  }

  @Test
  void jobAndInstanceAreAlwaysThoseOfTheResource() throws Exception {
    assertThat(labels(resource())).isEqualTo("{instance=\"unknown\",job=\"unknown\"}");
    assertThat(labels(resource("service.name", "s"))).contains("job=\"s\"");
    assertThat(
            labels(
                resource(
                    "service.name", "s",
                    "service.namespace", "n",
                    "service.instance.id", "i",
                    "host.name", "h")))
        .isEqualTo("{instance=\"i\",job=\"n/s\"}");
    assertThat(labels(GATE, "job", "j", "instance", "i", "__name__", "x"))
        .isEqualTo(
            "{exported___name__=\"x\",exported_instance=\"i\",exported_job=\"j\","
                + "instance=\"gate\",job=\"node-exporter\"}");
    assertThat(labels(GATE, "job", "j", "exported_job", "k"))
        .contains("exported_exported_job=\"j\",exported_job=\"k\"");
  }

  private String labels(Resource about, String... own) throws IOException {
    String sample = samples(chunk(frame(0, about, family(LOAD, number(1, 0, own))))).getFirst();
    return sample.substring(sample.indexOf('{'), sample.indexOf('}') + 1);
  }

  @Test
  void histogramsAndSummariesAreTheirSeries() throws Exception {
    assertThat(
            samples(
                chunk(
                    family(WAIT, Points.waited(NOW_MILLIS, "a", "b", "m", "n")),
                    family(SIZE, Points.size(NOW_MILLIS)))))
        .containsExactly(
            "wait_seconds_bucket{a=\"b\",instance=\"gate\",job=\"node-exporter\",le=\"0.5\","
                + "m=\"n\"} 3.0 @0",
            "wait_seconds_bucket{a=\"b\",instance=\"gate\",job=\"node-exporter\",le=\"1.0\","
                + "m=\"n\"} 3.0 @0",
            "wait_seconds_bucket{a=\"b\",instance=\"gate\",job=\"node-exporter\",le=\"+Inf\","
                + "m=\"n\"} 4.0 @0",
            "wait_seconds_sum{a=\"b\",instance=\"gate\",job=\"node-exporter\",m=\"n\"} 2.25 @0",
            "wait_seconds_count{a=\"b\",instance=\"gate\",job=\"node-exporter\",m=\"n\"} 4.0 @0",
            "size_bytes{instance=\"gate\",job=\"node-exporter\",quantile=\"0.5\"} 10.0 @0",
            "size_bytes{instance=\"gate\",job=\"node-exporter\",quantile=\"1.0\"} 30.0 @0",
            "size_bytes_sum{instance=\"gate\",job=\"node-exporter\"} 50.0 @0",
            "size_bytes_count{instance=\"gate\",job=\"node-exporter\"} 4.0 @0");
  }

  @Test
  void aSeriesStandsOnceWithItsSamplesInTheOrderOfTime() throws Exception {
    Chunk runs =
        chunk(
            frame(0, GATE, family(LOAD, number(1, NOW_MILLIS))),
            frame(1, GATE, family(SENT, number(7, NOW_MILLIS))),
            frame(2, GATE, family(LOAD, number(3, NOW_MILLIS + 30))),
            frame(3, GATE, family(LOAD, number(2, NOW_MILLIS + 15), ended(NOW_MILLIS + 45))));
    assertThat(samples(runs))
        .containsExactly(
            "load1{instance=\"gate\",job=\"node-exporter\"} 1.0 @0",
            "load1{instance=\"gate\",job=\"node-exporter\"} 2.0 @15",
            "load1{instance=\"gate\",job=\"node-exporter\"} 3.0 @30",
            "load1{instance=\"gate\",job=\"node-exporter\"} stale @45",
            "sent_bytes_total{instance=\"gate\",job=\"node-exporter\"} 7.0 @0");
    assertThat(Request.parseFrom(encode(Version.V2, runs)).getTimeseriesCount()).isEqualTo(2);
    assertThat(table.refused()).isEmpty();
  }

  @Test
  void oneValueATime() throws Exception {
    Chunk twice =
        chunk(
            family(LOAD, number(1, NOW_MILLIS), number(1, NOW_MILLIS), number(2, NOW_MILLIS)),
            family(SENT, ended(NOW_MILLIS), number(5, NOW_MILLIS)),
            family(ODD, number(6, NOW_MILLIS), ended(NOW_MILLIS)));
    assertThat(samples(twice))
        .containsExactly(
            "load1{instance=\"gate\",job=\"node-exporter\"} 1.0 @0",
            "sent_bytes_total{instance=\"gate\",job=\"node-exporter\"} 5.0 @0",
            "ifHCInOctets{instance=\"gate\",job=\"node-exporter\"} stale @0");
    assertThat(table.refused()).hasSize(1);
    assertThat(table.refused().getFirst().firstNumber()).isEqualTo(2);
    assertThat(table.refused().getFirst().reason()).startsWith("duplicate: ");
  }

  @Test
  void onlyAnEndIsAStaleMarker() throws Exception {
    double fake = Double.longBitsToDouble(Series.STALE);
    assertThat(samples(chunk(family(LOAD, number(fake, NOW_MILLIS), number(Double.NaN, 1)))))
        .allMatch(sample -> sample.contains(" NaN @"));
    assertThat(
            samples(chunk(family(LOAD, number(Double.NEGATIVE_INFINITY, NOW_MILLIS)))).getFirst())
        .contains(" -Infinity @");
  }

  @Test
  void metadataOfBothVersions() throws Exception {
    MetricSpec info = new MetricSpec("x_info", MetricType.INFO, "", "", List.of());
    MetricSpec state = new MetricSpec("x_state", MetricType.STATESET, "", "é", List.of());
    Chunk all =
        chunk(
            family(SENT, number(1, 1)),
            family(LOAD, number(1, 1)),
            family(WAIT, Points.waited(1)),
            family(SIZE, Points.size(1)),
            family(info, number(1, 1)),
            family(state, number(1, 1)),
            family(MetricSpec.unknown("x", "h"), number(1, 1)));
    Request second = Request.parseFrom(encode(Version.V2, all));
    assertThat(second.getSymbols(0)).isEmpty();
    assertThat(new HashSet<>(second.getSymbolsList())).hasSize(second.getSymbolsCount());
    assertThat(
            second.getTimeseriesList().stream()
                .map(
                    series ->
                        series.getMetadata().getType()
                            + "|"
                            + second.getSymbols(series.getMetadata().getHelpRef())
                            + "|"
                            + second.getSymbols(series.getMetadata().getUnitRef()))
                .distinct())
        .containsExactly(
            Metadata.MetricType.METRIC_TYPE_COUNTER + "|What was sent.|",
            Metadata.MetricType.METRIC_TYPE_GAUGE + "|Load over a minute.|ratio",
            Metadata.MetricType.METRIC_TYPE_HISTOGRAM + "|How long.|seconds",
            Metadata.MetricType.METRIC_TYPE_SUMMARY + "|How large.|bytes",
            Metadata.MetricType.METRIC_TYPE_INFO + "||",
            Metadata.MetricType.METRIC_TYPE_STATESET + "|é|",
            Metadata.MetricType.METRIC_TYPE_UNSPECIFIED + "|h|");
    WriteRequest first = WriteRequest.parseFrom(encode(Version.V1, all));
    assertThat(
            first.getMetadataList().stream()
                .collect(
                    Collectors.toMap(MetricMetadata::getMetricFamilyName, MetricMetadata::getType)))
        .hasSize(7)
        .containsEntry("sent_bytes_total", MetricMetadata.MetricType.COUNTER)
        .containsEntry("wait_seconds", MetricMetadata.MetricType.HISTOGRAM)
        .containsEntry("x", MetricMetadata.MetricType.UNKNOWN);
  }

  @Test
  void theWholeMessageIsWhatGeneratedClassesWouldWrite() throws Exception {
    byte[] second = encode(Version.V2, chunk(family(SENT, number(1.5, NOW_MILLIS, "to", "a"))));
    Request parsed = Request.parseFrom(second);
    assertThat(parsed.toByteArray()).hasSizeLessThanOrEqualTo(second.length);
    assertThat(parsed.getUnknownFields().asMap()).isEmpty();
    assertThat(parsed.getTimeseries(0).getUnknownFields().asMap()).isEmpty();
    byte[] first = encode(Version.V1, chunk(family(WAIT, Points.waited(NOW_MILLIS))));
    assertThat(WriteRequest.parseFrom(first).toByteArray()).isEqualTo(first);
  }

  @Test
  void framesThatCannotBeReadAreRefusedAndTheOthersGoOn() throws Exception {
    Chunk.Frame good = frame(10, GATE, family(LOAD, number(1, NOW_MILLIS)));
    Chunk chunk =
        chunk(
            frame(0, 3, ByteSlice.of(new byte[] {0x0A, 0x7F})),
            frame(3, 1, frame(0, GATE, family(LOAD, number(1, 1), number(2, 2))).otlp()),
            frame(4, 6, frame(0, GATE, family(SENT, number(1, 1), number(2, 2))).otlp()),
            good);
    assertThat(samples(chunk)).hasSize(3);
    assertThat(points.refused()).hasSize(3);
    assertThat(points.refused().get(0).reason()).startsWith("malformed OTLP: ");
    assertThat(points.refused().get(1).reason()).contains("2 points instead of 1");
    assertThat(points.refused().get(2).reason()).startsWith("unsupported: ");
    assertThat(points.refused().get(2).firstNumber()).isEqualTo(6);
    assertThat(points.refused().get(2).endNumber()).isEqualTo(10);
  }

  @Test
  void whateverTheBytesEveryPointIsSentOrRefused() throws Exception {
    byte[] sample =
        frame(
                0,
                GATE,
                family(SENT, number(1, 1, "to", "a"), number(2, 2)),
                family(WAIT, Points.waited(3, "x", "y")),
                family(SIZE, Points.size(4)))
            .otlp()
            .toByteArray();
    Random random = new Random(20260103);
    int readable = 0;
    for (int round = 0; round < 10_000; round++) {
      byte[] bytes = sample.clone();
      for (int i = random.nextInt(3); i >= 0; i--) {
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      }
      points.load(chunk(frame(0, 4, ByteSlice.of(bytes)), frame(4, 4, ByteSlice.of(sample))));
      table.load(points, 0, points.size());
      List<Long> numbers = new ArrayList<>();
      for (int i = 0; i < points.size(); i++) {
        numbers.add(points.item(i).number());
      }
      points.refused().forEach(r -> addAll(numbers, r.firstNumber(), r.endNumber()));
      assertThat(numbers).containsExactlyInAnyOrder(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L);
      assertThat(table.records() + table.refused().size()).isEqualTo(points.size());
      Request.parseFrom(ScriptedReceiver.decompress(encoder.encode(Version.V2, table)));
      readable += points.refused().isEmpty() ? 1 : 0;
    }
    assertThat(readable).isBetween(1_000, 9_500);
  }

  private static void addAll(List<Long> numbers, long from, long to) {
    for (long number = from; number < to; number++) {
      numbers.add(number);
    }
  }
}
