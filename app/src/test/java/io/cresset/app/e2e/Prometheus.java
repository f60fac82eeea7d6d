package io.cresset.app.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cresset.testkit.FreePort;
import io.cresset.testkit.PeerProcess;
import io.cresset.testkit.Peers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A real Prometheus that scrapes every second. */
final class Prometheus implements AutoCloseable {
  private final PeerProcess process;
  private final URI queries;
  private final HttpClient client = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();

  private Prometheus(PeerProcess process, URI queries) {
    this.process = process;
    this.queries = queries;
  }

  /**
   * @param jobs the lines of {@code scrape_configs}
   */
  static Prometheus start(Path home, String jobs) throws IOException {
    Path program = Peers.require("prometheus");
    Files.createDirectories(home);
    int port = FreePort.next();
    Files.writeString(
        home.resolve("prometheus.yaml"),
        "global: { scrape_interval: 1s, scrape_timeout: 1s }\nscrape_configs:\n" + jobs.indent(2));
    URI address = URI.create("http://127.0.0.1:" + port);
    PeerProcess process =
        PeerProcess.start(
            home,
            Map.of(),
            List.of(
                program.toString(),
                "--config.file=prometheus.yaml",
                "--storage.tsdb.path=" + home.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port));
    try {
      process.awaitHttp(address.resolve("/-/ready"));
    } catch (RuntimeException | Error e) {
      process.close();
      throw e;
    }
    return new Prometheus(process, address.resolve("/api/v1/query"));
  }

  /** The answer of an instant query: values by labels. */
  Map<Map<String, String>, Double> ask(String query) {
    Map<Map<String, String>, Double> answer = new HashMap<>();
    for (JsonNode series : result(query)) {
      Map<String, String> labels = new TreeMap<>();
      series.path("metric").forEachEntry((name, value) -> labels.put(name, value.asText()));
      answer.put(labels, series.path("value").get(1).asDouble());
    }
    return answer;
  }

  /** The single value of an instant query; NaN while there is none. */
  double value(String query) {
    return ask(query).values().stream().findFirst().orElse(Double.NaN);
  }

  private JsonNode result(String query) {
    URI uri = URI.create(queries + "?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8));
    try {
      JsonNode answer =
          json.readTree(
              client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body());
      if (!answer.path("status").asText().equals("success")) {
        throw new AssertionError(query + ": " + answer);
      }
      return answer.path("data").path("result");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }

  @Override
  public void close() {
    client.close();
    process.close();
  }
}
