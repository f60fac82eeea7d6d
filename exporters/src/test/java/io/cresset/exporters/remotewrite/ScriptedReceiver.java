package io.cresset.exporters.remotewrite;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.airlift.compress.v3.snappy.SnappyJavaDecompressor;
import io.cresset.exporters.remotewrite.v1.Label;
import io.cresset.exporters.remotewrite.v1.WriteRequest;
import io.cresset.exporters.remotewrite.v2.Request;
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

/** Takes what is written, decodes it with generated classes, and answers as it was told to. */
final class ScriptedReceiver implements AutoCloseable {
  static final String WRITTEN = "X-Prometheus-Remote-Write-Samples-Written";
  private static final String V2_TYPE =
      "application/x-protobuf;proto=io.prometheus.write.v2.Request";

  private final HttpServer server;
  private final Queue<Reply> script = new ArrayDeque<>();
  private final List<Written> written = new ArrayList<>();

  /**
   * @param headers names and values in turn
   */
  record Reply(int status, String body, String... headers) {}

  /**
   * @param samples {@code name{label="value",...} value @millis}, in the order of the message
   */
  record Written(String version, Map<String, String> headers, byte[] plain, List<String> samples) {}

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
      byte[] plain = decompress(exchange.getRequestBody().readAllBytes());
      boolean v2 = V2_TYPE.equals(headers.get("content-type"));
      List<String> samples = v2 ? samplesV2(plain) : samplesV1(plain);
      written.add(new Written(v2 ? "2.0" : "1.0", headers, plain, samples));
      Reply reply =
          !script.isEmpty()
              ? script.remove()
              : v2
                  ? new Reply(204, "", WRITTEN, String.valueOf(samples.size()))
                  : new Reply(204, "");
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

  static byte[] decompress(byte[] body) {
    SnappyJavaDecompressor snappy = new SnappyJavaDecompressor();
    byte[] plain = new byte[snappy.getUncompressedLength(body, 0)];
    int length = snappy.decompress(body, 0, body.length, plain, 0, plain.length);
    if (length != plain.length) {
      throw new AssertionError("announced " + plain.length + " bytes, holds " + length);
    }
    return plain;
  }

  static List<String> samplesV2(byte[] plain) throws IOException {
    Request request = Request.parseFrom(plain);
    List<String> all = new ArrayList<>();
    for (var series : request.getTimeseriesList()) {
      List<String> labels = new ArrayList<>();
      for (int ref : series.getLabelsRefsList()) {
        labels.add(request.getSymbols(ref));
      }
      String name = name(labels);
      series
          .getSamplesList()
          .forEach(it -> all.add(sample(name, it.getValue(), it.getTimestamp())));
    }
    return all;
  }

  static List<String> samplesV1(byte[] plain) throws IOException {
    List<String> all = new ArrayList<>();
    for (var series : WriteRequest.parseFrom(plain).getTimeseriesList()) {
      List<String> labels = new ArrayList<>();
      for (Label label : series.getLabelsList()) {
        labels.add(label.getName());
        labels.add(label.getValue());
      }
      String name = name(labels);
      series
          .getSamplesList()
          .forEach(it -> all.add(sample(name, it.getValue(), it.getTimestamp())));
    }
    return all;
  }

  /** The labels in the order in which they came, which must be that of their names. */
  private static String name(List<String> labels) {
    StringBuilder out = new StringBuilder();
    String metric = "";
    for (int i = 0; i < labels.size(); i += 2) {
      if (i > 0 && labels.get(i).compareTo(labels.get(i - 2)) <= 0) {
        throw new AssertionError("not sorted: " + labels);
      }
      if (labels.get(i + 1).isEmpty()) {
        throw new AssertionError("an empty label: " + labels);
      }
      if (labels.get(i).equals("__name__")) {
        metric = labels.get(i + 1);
      } else {
        out.append(out.isEmpty() ? "" : ",").append(labels.get(i)).append("=\"");
        out.append(labels.get(i + 1)).append('"');
      }
    }
    return metric + "{" + out + "}";
  }

  private static String sample(String name, double value, long millis) {
    boolean stale = Double.doubleToRawLongBits(value) == 0x7ff0000000000002L;
    return name + " " + (stale ? "stale" : value) + " @" + (millis - Points.NOW_MILLIS);
  }

  synchronized List<Written> written() {
    return List.copyOf(written);
  }

  List<String> versions() {
    return written().stream().map(Written::version).toList();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/api/v1/write");
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
