package io.cresset.exporters.loki;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.airlift.compress.v3.snappy.SnappyJavaDecompressor;
import io.cresset.exporters.loki.push.Entry;
import io.cresset.exporters.loki.push.Pair;
import io.cresset.exporters.loki.push.PushRequest;
import io.cresset.exporters.loki.push.Stream;
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
import java.util.Map;
import java.util.Queue;

/** Takes what is pushed, decodes it with generated classes, and answers as it was told to. */
final class ScriptedLoki implements AutoCloseable {
  private final HttpServer server;
  private final Queue<Reply> script = new ArrayDeque<>();
  private final List<Pushed> pushed = new ArrayList<>();

  /**
   * @param headers names and values in turn
   */
  record Reply(int status, String body, String... headers) {}

  record Pushed(String path, Map<String, String> headers, PushRequest request) {
    List<String> lines() {
      return request.getStreamsList().stream()
          .flatMap(stream -> stream.getEntriesList().stream())
          .map(Entry::getLine)
          .toList();
    }
  }

  ScriptedLoki(Reply... replies) {
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
          .forEach((name, values) -> headers.put(name.toLowerCase(), values.getFirst()));
      byte[] body = exchange.getRequestBody().readAllBytes();
      String path = exchange.getRequestMethod() + " " + exchange.getRequestURI();
      pushed.add(new Pushed(path, headers, decode(body)));
      Reply reply = script.isEmpty() ? new Reply(204, "") : script.remove();
      for (int i = 0; i < reply.headers().length; i += 2) {
        exchange.getResponseHeaders().add(reply.headers()[i], reply.headers()[i + 1]);
      }
      byte[] text = reply.body().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(reply.status(), text.length == 0 ? -1 : text.length);
      if (text.length > 0) {
        exchange.getResponseBody().write(text);
      }
    }
  }

  static PushRequest decode(byte[] body) throws IOException {
    SnappyJavaDecompressor snappy = new SnappyJavaDecompressor();
    byte[] plain = new byte[snappy.getUncompressedLength(body, 0)];
    int length = snappy.decompress(body, 0, body.length, plain, 0, plain.length);
    if (length != plain.length) {
      throw new IOException("announced " + plain.length + " bytes, holds " + length);
    }
    return PushRequest.parseFrom(plain);
  }

  static Map<String, String> metadata(Entry entry) {
    Map<String, String> metadata = new HashMap<>();
    for (Pair pair : entry.getStructuredMetadataList()) {
      if (metadata.put(pair.getName(), pair.getValue()) != null) {
        throw new AssertionError(pair.getName() + " stands twice");
      }
    }
    return metadata;
  }

  static Stream only(PushRequest request) {
    if (request.getStreamsCount() != 1) {
      throw new AssertionError(request.getStreamsCount() + " streams");
    }
    return request.getStreams(0);
  }

  synchronized List<Pushed> pushed() {
    return List.copyOf(pushed);
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
