package io.cresset.exporters;

import io.cresset.api.export.Chunk;
import io.cresset.api.model.Attributes;
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
import io.cresset.api.model.Point;
import io.cresset.api.model.PositionMoves;
import io.cresset.api.model.Resource;
import io.cresset.api.model.ResourceLogs;
import io.cresset.api.model.ResourceMetrics;
import io.cresset.api.model.Severity;
import io.cresset.api.model.Signal;
import io.cresset.api.model.SummaryPoint;
import io.cresset.api.model.SummaryPoint.Quantile;
import io.cresset.api.model.Value;
import io.cresset.api.otlp.OtlpLogs;
import io.cresset.api.otlp.OtlpMetrics;
import java.util.List;
import java.util.UUID;

/** Metrics of every type and some lines, and what they are to Prometheus by their declaration. */
final class Fixture {
  /** This host, as collectors know it, and a device. */
  static final Resource HERE = about("here");

  static final Resource GATE = about("gate");

  private Fixture() {}

  private static Resource about(String host) {
    return Resource.of(
        Attributes.builder().put("host.name", host).put("job", "node-exporter").build());
  }

  /** As {@code name{label=value,...} value}, sorted. */
  static final List<String> SERIES =
      """
      build_info{instance=here,job=node-exporter,version=1.2} 1
      drift_seconds{instance=gate,job=node-exporter} +Inf
      ifHCInOctets{ifName=eth0,instance=gate,job=node-exporter} 12345678901
      odd{instance=gate,job=node-exporter} 7
      power_state{instance=gate,job=node-exporter,power_state=off} 0
      power_state{instance=gate,job=node-exporter,power_state=on} 1
      requests_total{code=200,instance=here,job=node-exporter,path=/a"b\\c é} 12.5
      requests_total{code=500,instance=here,job=node-exporter,path=/} 0
      size_bytes_count{instance=gate,job=node-exporter} 4
      size_bytes_sum{instance=gate,job=node-exporter} 50
      size_bytes{instance=gate,job=node-exporter,quantile=0.5} 10
      size_bytes{instance=gate,job=node-exporter,quantile=0.99} 30
      temp_celsius{instance=gate,job=node-exporter} -1.5
      wait_seconds_bucket{instance=gate,job=node-exporter,le=+Inf} 6
      wait_seconds_bucket{instance=gate,job=node-exporter,le=0.25} 1
      wait_seconds_bucket{instance=gate,job=node-exporter,le=1.5} 3
      wait_seconds_count{instance=gate,job=node-exporter} 6
      wait_seconds_sum{instance=gate,job=node-exporter} 9.5
      """
          .lines()
          .toList();

  /** As {@code name type}, sorted. */
  static final List<String> TYPES =
      List.of(
          "build_info info",
          "drift_seconds gauge",
          "ifHCInOctets counter",
          "odd unknown",
          "power_state stateset",
          "requests_total counter",
          "size_bytes summary",
          "temp_celsius gauge",
          "wait_seconds histogram");

  /**
   * @param nanos since 1970
   */
  static MetricBatch metrics(long nanos) {
    List<MetricFamily> here =
        List.of(
            new MetricSpec("build_info", MetricType.INFO, "", "What runs.", List.of("version"))
                .family(List.of(number(1, nanos, "version", "1.2"))),
            MetricSpec.counter("requests_total", "Requests.", "code", "path")
                .family(
                    List.of(
                        number(12.5, nanos, "code", "200", "path", "/a\"b\\c \u00e9"),
                        number(0, nanos, "code", "500", "path", "/"))));
    List<MetricFamily> gate =
        List.of(
            MetricSpec.counter("ifHCInOctets", "Octets in.", "ifName")
                .family(List.of(number(12345678901.0, nanos, "ifName", "eth0"))),
            new MetricSpec("temp_celsius", MetricType.GAUGE, "celsius", "Warmth.", List.of())
                .family(List.of(number(-1.5, nanos))),
            MetricSpec.gauge("drift_seconds", "Clock.")
                .family(List.of(number(Double.POSITIVE_INFINITY, nanos))),
            MetricSpec.unknown("odd", "Who knows.").family(List.of(number(7, nanos))),
            new MetricSpec("power_state", MetricType.STATESET, "", "State.", List.of("power_state"))
                .family(
                    List.of(
                        number(1, nanos, "power_state", "on"),
                        number(0, nanos, "power_state", "off"))),
            new MetricSpec("wait_seconds", MetricType.HISTOGRAM, "seconds", "Waits.", List.of())
                .family(
                    List.of(
                        new HistogramPoint(
                            Labels.empty(),
                            List.of(0.25, 1.5),
                            List.of(1L, 2L, 3L),
                            9.5,
                            nanos,
                            false))),
            new MetricSpec("size_bytes", MetricType.SUMMARY, "bytes", "Sizes.", List.of())
                .family(
                    List.of(
                        new SummaryPoint(
                            Labels.empty(),
                            List.of(new Quantile(0.5, 10), new Quantile(0.99, 30)),
                            4,
                            50,
                            nanos,
                            false))));
    return new MetricBatch(
        List.of(new ResourceMetrics(HERE, here), new ResourceMetrics(GATE, gate)),
        PositionMoves.none());
  }

  /** The end of every series. */
  static MetricBatch ended(long nanos) {
    return new MetricBatch(
        metrics(nanos).resources().stream()
            .map(
                about ->
                    new ResourceMetrics(
                        about.resource(),
                        about.families().stream()
                            .map(
                                family ->
                                    family
                                        .spec()
                                        .family(
                                            family.points().stream()
                                                .map(point -> point.endedAt(nanos))
                                                .toList()))
                            .toList()))
            .toList(),
        PositionMoves.none());
  }

  private static Point number(double value, long nanos, String... labels) {
    return new NumberPoint(Labels.of(labels), value).at(nanos);
  }

  /** A line of a program on the gate, and one of nobody in particular here. */
  static LogBatch lines(long nanos) {
    LogRecord first =
        LogRecord.builder(nanos, nanos, Value.of("Accepted publickey \u00e9"))
            .severity(Severity.INFO, "info")
            .attributes(Attributes.builder().put("syslog.procid", "42").build())
            .build();
    LogRecord second =
        LogRecord.builder(nanos + 1, nanos + 1, Value.of("link down"))
            .severity(Severity.ERROR, "err")
            .build();
    return new LogBatch(
        List.of(
            new ResourceLogs(GATE.with(Resource.SERVICE_NAME, "sshd"), List.of(first)),
            new ResourceLogs(HERE, List.of(second))),
        PositionMoves.none());
  }

  static Chunk chunk(MetricBatch batch) {
    return chunk(Signal.METRICS, OtlpMetrics.encode(batch).getFirst());
  }

  static Chunk chunk(LogBatch batch) {
    return chunk(Signal.LOGS, OtlpLogs.encode(batch));
  }

  private static Chunk chunk(Signal signal, EncodedBatch batch) {
    return new Chunk(
        signal,
        0,
        List.of(new Chunk.Frame(new UUID(1, 2), 1, 0, batch.recordCount(), batch.otlp())));
  }
}
