package io.cresset.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A real Prometheus on loopback. */
public final class PrometheusPeer implements AutoCloseable {
  private final URI url;
  private final PeerProcess process;

  /**
   * @param config its configuration file
   * @param options added to the command line
   */
  public PrometheusPeer(Path folder, String config, List<String> options) {
    this("prometheus", folder, config, options);
  }

  /** One that takes OTLP as well, under {@code /api/v1/otlp}; Debian builds its own without. */
  public static PrometheusPeer takingOtlp(Path folder, String config) {
    return new PrometheusPeer(
        "prometheus-otlp", folder, config, List.of("--web.enable-otlp-receiver"));
  }

  private PrometheusPeer(String name, Path folder, String config, List<String> options) {
    Path program = Peers.require(name);
    try {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve("prometheus.yml"), config);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    int port = FreePort.next();
    url = URI.create("http://127.0.0.1:" + port);
    List<String> command = new ArrayList<>();
    command.add(program.toString());
    command.add("--config.file=prometheus.yml");
    command.add("--storage.tsdb.path=data");
    command.add("--web.listen-address=127.0.0.1:" + port);
    command.addAll(options);
    process = PeerProcess.start(folder, Map.of(), command).awaitHttp(url.resolve("/-/ready"));
  }

  public URI url() {
    return url;
  }

  /**
   * What an instant query finds, as {@code name{label=value,...} value}.
   *
   * @param timeMillis since 1970
   */
  public List<String> query(String promql, long timeMillis) {
    String pathAndQuery =
        "/api/v1/query?query="
            + URLEncoder.encode(promql, StandardCharsets.UTF_8)
            + "&time="
            + timeMillis / 1000
            + "."
            + "%03d".formatted(timeMillis % 1000);
    List<String> found = new ArrayList<>();
    for (JsonNode series : get(pathAndQuery).path("data").path("result")) {
      Map<String, String> labels = new TreeMap<>();
      series
          .path("metric")
          .properties()
          .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
      String name = String.valueOf(labels.remove("__name__"));
      List<String> pairs =
          labels.entrySet().stream().map(it -> it.getKey() + "=" + it.getValue()).toList();
      found.add(
          name + "{" + String.join(",", pairs) + "} " + series.path("value").path(1).asText());
    }
    return found;
  }

  /** The answer of one of its API's paths. */
  public JsonNode get(String pathAndQuery) {
    try (HttpClient client = HttpClient.newHttpClient()) {
      var response =
          client.send(
              HttpRequest.newBuilder(URI.create(url + pathAndQuery)).build(),
              BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw new AssertionError(response.statusCode() + ": " + response.body());
      }
      return new ObjectMapper().readTree(response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  @Override
  public void close() {
    process.close();
  }
}
