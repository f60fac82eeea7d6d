package io.cresset.exporters.otlp;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.logs.v1.LogRecord;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.zip.GZIPInputStream;

/** Takes what is posted, and answers as it was told to; after that, with success. */
final class ScriptedReceiver implements AutoCloseable {
  private final HttpServer server;
  private final Queue<Reply> script = new ArrayDeque<>();
  private final List<Posted> posted = new ArrayList<>();

  /**
   * @param headers names and values in turn
   */
  record Reply(int status, byte[] body, String... headers) {
    static Reply of(int status, String text, String... headers) {
      return new Reply(status, text.getBytes(StandardCharsets.UTF_8), headers);
    }

    static Reply of(int status) {
      return of(status, "");
    }

    static Reply protobuf(int status, byte[] message) {
      return new Reply(status, message, "Content-Type", "application/x-protobuf");
    }
  }

  /**
   * @param message the body, unpacked
   */
  record Posted(String path, Map<String, String> headers, byte[] message) {
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
    script.addAll(List.of(replies));
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::answer);
    server.start();
  }

  private synchronized void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      Map<String, String> headers = new HashMap<>();
      exchange
          .getRequestHeaders()
          .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
      byte[] body = exchange.getRequestBody().readAllBytes();
      if ("gzip".equals(headers.get("content-encoding"))) {
        body = new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes();
      }
      String path = exchange.getRequestMethod() + " " + exchange.getRequestURI();
      posted.add(new Posted(path, headers, body));
      Reply reply = script.isEmpty() ? Reply.protobuf(200, new byte[0]) : script.remove();
      for (int i = 0; i < reply.headers().length; i += 2) {
        exchange.getResponseHeaders().add(reply.headers()[i], reply.headers()[i + 1]);
      }
      int length = reply.body().length;
      exchange.sendResponseHeaders(reply.status(), length == 0 ? -1 : length);
      if (length > 0) {
        exchange.getResponseBody().write(reply.body());
      }
    }
  }

  synchronized List<Posted> posted() {
    return List.copyOf(posted);
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
