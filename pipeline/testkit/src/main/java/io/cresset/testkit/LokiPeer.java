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
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A real Grafana Loki on loopback, whose data outlive {@link #stop} and {@link #start}. */
public final class LokiPeer implements AutoCloseable {
  /** Out of the way. */
  private static final String WIDE_LIMITS =
      """
      ingestion_rate_mb: 1024
      ingestion_burst_size_mb: 1024
      per_stream_rate_limit: 1GB
      per_stream_rate_limit_burst: 1GB
      max_global_streams_per_user: 0
      max_entries_limit_per_query: 1000000
      max_line_size: 0
      reject_old_samples: false
      allow_structured_metadata: true
      """;

  private final Path program = Peers.require("loki");
  private final Path folder;
  private final int port = FreePort.next();
  private final int grpcPort = FreePort.next();
  private PeerProcess process;

  public LokiPeer(Path folder) {
    this(folder, "");
  }

  /**
   * @param limits lines of {@code limits_config}, in place of what is set there otherwise
   */
  public LokiPeer(Path folder, String limits) {
    this.folder = folder;
    try {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve("loki.yaml"), config(limits));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.process = launch();
  }

  /** One stored line. */
  public record Entry(
      Map<String, String> labels, long unixNanos, String line, Map<String, String> metadata) {}

  /** All entries that a LogQL selector finds in a span of time, oldest first. */
  public List<Entry> query(String selector, Instant from, Instant to) {
    String query =
        "/loki/api/v1/query_range?direction=forward&limit=1000000&query="
            + URLEncoder.encode(selector, StandardCharsets.UTF_8)
            + "&start="
            + nanos(from)
            + "&end="
            + nanos(to);
    List<Entry> entries = new ArrayList<>();
    for (JsonNode stream : get(query).path("data").path("result")) {
      Map<String, String> labels = fields(stream.path("stream"));
      for (JsonNode value : stream.path("values")) {
        entries.add(
            new Entry(
                labels,
                Long.parseLong(value.get(0).asText()),
                value.get(1).asText(),
                fields(value.path(2).path("structuredMetadata"))));
      }
    }
    entries.sort(Comparator.comparingLong(Entry::unixNanos));
    return entries;
  }

  private static String nanos(Instant time) {
    return time.getEpochSecond() + "%09d".formatted(time.getNano());
  }

  private static Map<String, String> fields(JsonNode object) {
    Map<String, String> fields = new TreeMap<>();
    object.properties().forEach(field -> fields.put(field.getKey(), field.getValue().asText()));
    return fields;
  }

  private JsonNode get(String pathAndQuery) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url() + pathAndQuery))
            .header("X-Loki-Response-Encoding-Flags", "categorize-labels")
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      var response = client.send(request, BodyHandlers.ofString());
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

  private PeerProcess launch() {
    return PeerProcess.start(
            folder, Map.of(), List.of(program.toString(), "-config.file=loki.yaml"))
        .awaitHttp(url().resolve("/ready"));
  }

  public void start() {
    process = launch();
  }

  /** Ends it, by force if its parts wait for each other; its write-ahead log keeps what it took. */
  public void stop() {
    process.close();
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + port);
  }

  @Override
  public void close() {
    process.close();
  }

  /**
   * One process without neighbours, ready within a second, with a write-ahead log and nothing added
   * to what is pushed.
   */
  private String config(String limits) {
    return
"""
    auth_enabled: false
    analytics: { reporting_enabled: false }
    server:
      http_listen_address: 127.0.0.1
      http_listen_port: %d
      grpc_listen_address: 127.0.0.1
      grpc_listen_port: %d
      graceful_shutdown_timeout: 2s
      log_level: warn
      grpc_server_max_recv_msg_size: 67108864
      grpc_server_max_send_msg_size: 67108864
    common:
      instance_addr: 127.0.0.1
      path_prefix: %s
      replication_factor: 1
      ring: { instance_addr: 127.0.0.1, kvstore: { store: inmemory } }
      storage:
        filesystem: { chunks_directory: %s/chunks, rules_directory: %s/rules }
    schema_config:
      configs:
        - { from: 2024-01-01, store: tsdb, object_store: filesystem, schema: v13, index: { prefix: index_, period: 24h } }
    ingester:
      lifecycler: { min_ready_duration: 0s, final_sleep: 0s }
      wal: { enabled: true, flush_on_shutdown: false }
    frontend: { scheduler_dns_lookup_period: 100ms }
    frontend_worker: { dns_lookup_duration: 100ms }
    limits_config:
%s      volume_enabled: false
      discover_service_name: []
      discover_log_levels: false
"""
        .formatted(
            port,
            grpcPort,
            folder,
            folder,
            folder,
            (limits.isEmpty() ? WIDE_LIMITS : limits).indent(6));
  }
}
