package io.cresset.app.delivery;

import io.cresset.api.config.DataSize;
import io.cresset.api.export.ExporterContext;
import io.cresset.api.export.Sink;
import io.cresset.api.http.HttpSettings;
import io.cresset.api.model.Attributes;
import io.cresset.api.model.EncodedBatch;
import io.cresset.api.model.Labels;
import io.cresset.api.model.LogBatch;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.MetricBatch;
import io.cresset.api.model.MetricSpec;
import io.cresset.api.model.NumberPoint;
import io.cresset.api.model.PositionMoves;
import io.cresset.api.model.Resource;
import io.cresset.api.model.ResourceLogs;
import io.cresset.api.model.Signal;
import io.cresset.api.model.Value;
import io.cresset.api.otlp.OtlpLogs;
import io.cresset.api.otlp.OtlpMetrics;
import io.cresset.exporters.loki.LokiConfig;
import io.cresset.exporters.loki.LokiFactory;
import io.cresset.exporters.otlp.Compression;
import io.cresset.exporters.otlp.OtlpConfig;
import io.cresset.exporters.otlp.OtlpFactory;
import io.cresset.exporters.remotewrite.RemoteWriteConfig;
import io.cresset.exporters.remotewrite.RemoteWriteFactory;
import io.cresset.testkit.http.Reply;
import java.net.URI;
import java.util.List;

/** The sinks, each with records of its signal, and with what its destination says. */
enum Kind {
  LOKI(Signal.LOGS),
  REMOTE_WRITE(Signal.METRICS),
  OTLP(Signal.LOGS);

  private static final Resource GATE =
      Resource.of(Attributes.builder().put("host.name", "gate").put("job", "test").build());

  private final Signal signal;

  Kind(Signal signal) {
    this.signal = signal;
  }

  Signal signal() {
    return signal;
  }

  Sink sink(URI url, HttpSettings settings, ExporterContext context) {
    return (Sink)
        switch (this) {
          case LOKI -> new LokiFactory().create(new LokiConfig(url, settings, 1000), context);
          case REMOTE_WRITE ->
              new RemoteWriteFactory()
                  .create(new RemoteWriteConfig(url.resolve("/api/v1/write"), settings), context);
          case OTLP ->
              new OtlpFactory()
                  .create(
                      new OtlpConfig(
                          url,
                          settings,
                          List.of(Signal.LOGS),
                          Compression.NONE,
                          new DataSize(1 << 20)),
                      context);
        };
  }

  /** A record for each text. */
  EncodedBatch batch(List<String> texts, long unixNanos) {
    return switch (signal) {
      case LOGS -> {
        List<LogRecord> lines =
            texts.stream()
                .map(text -> LogRecord.builder(unixNanos, unixNanos, Value.of(text)).build())
                .toList();
        yield OtlpLogs.encode(
            new LogBatch(List.of(new ResourceLogs(GATE, lines)), PositionMoves.none()));
      }
      case METRICS -> {
        List<NumberPoint> points =
            texts.stream()
                .map(text -> new NumberPoint(Labels.of("text", text), 1).at(unixNanos))
                .toList();
        MetricSpec spec = MetricSpec.gauge("load", "Load.", "text");
        yield OtlpMetrics.encode(MetricBatch.of(GATE, List.of(spec.family(points)))).getFirst();
      }
    };
  }

  /** What a request says in the clear. */
  byte[] plain(byte[] body) {
    return switch (this) {
      case LOKI, REMOTE_WRITE -> SnappyBlock.plain(body);
      case OTLP -> body;
    };
  }

  /**
   * What it answers when it has taken all but some of a request.
   *
   * @param taken how many it has taken
   */
  Reply took(int taken, int refused) {
    return switch (this) {
      case LOKI -> refused == 0 ? Reply.of(204) : Reply.of(400, refused + " lines are not good");
      case REMOTE_WRITE ->
          Reply.of(
              refused == 0 ? 204 : 400,
              "",
              "X-Prometheus-Remote-Write-Samples-Written",
              String.valueOf(taken));
      case OTLP ->
          Reply.of(
              200,
              "{\"partialSuccess\":{\"rejectedLogRecords\":\"" + refused + "\"}}",
              "Content-Type",
              "application/json");
    };
  }
}
