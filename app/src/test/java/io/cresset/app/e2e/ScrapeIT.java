package io.cresset.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cresset.testkit.Eventually;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The page of the program as it is started without configuration, in Prometheus' own eyes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ScrapeIT {
  private static final List<String> SUB_COLLECTORS =
      List.of(
          "cpu",
          "diskstats",
          "filefd",
          "filesystem",
          "loadavg",
          "meminfo",
          "netclass",
          "netdev",
          "os",
          "pressure",
          "stat",
          "time",
          "uname",
          "vmstat");

  private Path folder;
  private Program program;

  @BeforeAll
  void start(@TempDir Path folder) {
    this.folder = folder;
    program = Program.run(folder.resolve("cresset"), "web: { listen: 127.0.0.1:0 }\n");
  }

  @AfterAll
  void stop() {
    if (program != null) {
      program.close();
    }
  }

  @Test
  void prometheusScrapesThePage() throws IOException {
    Path prometheus = Peers.require("prometheus");
    Path home = Files.createDirectories(folder.resolve("prometheus"));
    int port = PeerProcess.freePort();
    Files.writeString(
        home.resolve("prometheus.yaml"),
        """
        global: { scrape_interval: 1s, scrape_timeout: 1s }
        scrape_configs:
          - job_name: node-exporter
            metrics_path: /metrics/node
            static_configs: [ { targets: [ "127.0.0.1:%d" ] } ]
          - job_name: cresset
            metrics_path: /metrics/cresset
            static_configs: [ { targets: [ "127.0.0.1:%d" ] } ]
        """
            .formatted(program.page().getPort(), program.page().getPort()));
    try (PeerProcess _ =
        PeerProcess.start(
                home,
                Map.of(),
                List.of(
                    prometheus.toString(),
                    "--config.file=prometheus.yaml",
                    "--storage.tsdb.path=" + home.resolve("data"),
                    "--web.listen-address=127.0.0.1:" + port))
            .awaitHttp(URI.create("http://127.0.0.1:" + port + "/-/ready"))) {
      Eventually.holds("both jobs are up", () -> value(port, "sum(up)") == 2);
      Eventually.holds(
          "a rate over two scrapes",
          () -> value(port, "sum(rate(node_cpu_seconds_total{job=\"node-exporter\"}[10s]))") > 0);
      assertThat(value(port, "count(node_uname_info)")).isEqualTo(1);
      assertThat(value(port, "min(node_scrape_collector_success{collector=\"meminfo\"})"))
          .isEqualTo(1);
      assertThat(value(port, "count(cresset_build_info)")).isEqualTo(1);
      assertThat(value(port, "count(count by (job) ({__name__=~\"node_.+\"}))")).isEqualTo(1);
    }
  }

  /** The single value of an instant query; NaN while there is none. */
  private static double value(int port, String query) {
    URI uri =
        URI.create(
            "http://127.0.0.1:"
                + port
                + "/api/v1/query?query="
                + URLEncoder.encode(query, StandardCharsets.UTF_8));
    try (HttpClient client = HttpClient.newHttpClient()) {
      String body =
          client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
      JsonNode result = new ObjectMapper().readTree(body).path("data").path("result");
      return result.isEmpty() ? Double.NaN : result.get(0).path("value").get(1).asDouble();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }

  @Test
  void promtoolSaysNoMoreThanOfARealNodeExporter() throws Exception {
    Path exporter = Peers.require("node_exporter");
    int port = PeerProcess.freePort();
    URI page = URI.create("http://127.0.0.1:" + port + "/metrics");
    List<String> command =
        new ArrayList<>(
            List.of(
                exporter.toString(),
                "--web.listen-address=127.0.0.1:" + port,
                "--web.disable-exporter-metrics"));
    SUB_COLLECTORS.forEach(name -> command.add("--collector." + name));
    try (HttpClient client = HttpClient.newHttpClient();
        PeerProcess _ =
            PeerProcess.start(
                    Files.createDirectories(folder.resolve("node_exporter")), Map.of(), command)
                .awaitHttp(page)) {
      String theirs =
          client.send(HttpRequest.newBuilder(page).build(), BodyHandlers.ofString()).body();
      assertThat(lint(program.get("/metrics").body())).isNotEmpty().isSubsetOf(lint(theirs));
    }
  }

  private Set<String> lint(String page) throws IOException, InterruptedException {
    Process promtool =
        new ProcessBuilder(Peers.require("promtool").toString(), "check", "metrics")
            .redirectErrorStream(true)
            .start();
    try (var in = promtool.outputWriter(StandardCharsets.UTF_8)) {
      in.write(page);
    }
    String output = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    promtool.waitFor();
    return output.lines().collect(Collectors.toSet());
  }

  @Test
  void gzipIsTheSamePage() {
    assertThat(program.get("/metrics/node", "Accept-Encoding", "gzip").headers().map())
        .containsEntry("content-encoding", List.of("gzip"));
    assertThat(program.get("/metrics/node").headers().firstValue("content-type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain; version=0.0.4"));
  }
}
