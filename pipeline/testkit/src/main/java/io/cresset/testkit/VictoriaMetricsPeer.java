package io.cresset.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A real VictoriaMetrics on loopback, which takes metrics by OTLP under {@link #otlp}. */
public final class VictoriaMetricsPeer implements AutoCloseable {
  private final URI url = URI.create("http://127.0.0.1:" + FreePort.next());
  private final PeerProcess process;

  public VictoriaMetricsPeer(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    process =
        PeerProcess.start(
                folder,
                Map.of(),
                List.of(
                    Peers.require("victoria-metrics").toString(),
                    "-storageDataPath=" + folder.resolve("data"),
                    "-httpListenAddr=" + url.getAuthority(),
                    "-search.latencyOffset=0s",
                    "-memory.allowedBytes=64MiB"))
            .awaitHttp(url.resolve("/health"));
  }

  /** What {@code /v1/metrics} is added to. */
  public URI otlp() {
    return url.resolve("/opentelemetry");
  }

  /** The series of a selector as of now: labels without the name, and the value. */
  public Map<Map<String, String>, String> query(String selector) {
    // What was taken is not searched at once.
    get("/internal/force_flush");
    String query = URLEncoder.encode(selector, StandardCharsets.UTF_8);
    Map<Map<String, String>, String> series = new HashMap<>();
    try {
      JsonNode answer = new ObjectMapper().readTree(get("/api/v1/query?nocache=1&query=" + query));
      for (JsonNode result : answer.path("data").path("result")) {
        Map<String, String> labels = new TreeMap<>();
        result
            .path("metric")
            .properties()
            .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
        labels.remove("__name__");
        series.put(labels, result.path("value").path(1).asText());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return series;
  }

  private byte[] get(String pathAndQuery) {
    try (InputStream in = url.resolve(pathAndQuery).toURL().openStream()) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.close();
  }
}
