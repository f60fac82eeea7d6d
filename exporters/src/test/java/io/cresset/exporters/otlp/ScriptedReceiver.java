package io.cresset.exporters.otlp;

import io.cresset.testkit.http.HttpPeer;
import io.cresset.testkit.http.RawServer.Received;
import io.cresset.testkit.http.Reply;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.logs.v1.LogRecord;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/** Answers as it was told to, after that with success, and shows what was posted. */
final class ScriptedReceiver implements AutoCloseable {
  private final HttpPeer peer;

  static Reply protobuf(int status, byte[] message) {
    return Reply.of(status, message, "Content-Type", "application/x-protobuf");
  }

  /**
   * @param message the body, unpacked
   */
  record Posted(String path, Map<String, String> headers, byte[] message) {
    static Posted of(Received received) {
      byte[] body = received.body();
      if ("gzip".equals(received.headers().get("content-encoding"))) {
        try {
          body = new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
      return new Posted(received.path(), received.headers(), body);
    }

    ExportLogsServiceRequest logs() {
      try {
        return ExportLogsServiceRequest.parseFrom(message);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    ExportMetricsServiceRequest metrics() {
      try {
        return ExportMetricsServiceRequest.parseFrom(message);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    List<String> lines() {
      return logs().getResourceLogsList().stream()
          .flatMap(resource -> resource.getScopeLogsList().stream())
          .flatMap(scope -> scope.getLogRecordsList().stream())
          .map(LogRecord::getBody)
          .map(body -> body.getStringValue())
          .toList();
    }
  }

  ScriptedReceiver(Reply... replies) {
    peer = HttpPeer.by(_ -> protobuf(200, new byte[0]), replies);
  }

  List<Posted> posted() {
    return peer.received().stream().map(Posted::of).toList();
  }

  URI url() {
    return peer.url();
  }

  @Override
  public void close() {
    peer.close();
  }
}
