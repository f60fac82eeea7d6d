package io.cresset.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A real OpenTelemetry Collector on loopback that writes what it takes to a file, as OTLP's JSON.
 */
public final class OtelCollectorPeer implements AutoCloseable {
  private final int port = FreePort.next();
  private final Path taken;
  private final PeerProcess process;

  public OtelCollectorPeer(Path folder) {
    Path program = Peers.require("otelcol");
    taken = folder.resolve("taken.json");
    String config =
        """
        receivers:
          otlp: { protocols: { http: { endpoint: "127.0.0.1:%d" } } }
        exporters:
          file: { path: "%s", flush_interval: 50ms }
        service:
          telemetry: { metrics: { level: none } }
          pipelines:
            logs: { receivers: [ otlp ], exporters: [ file ] }
            metrics: { receivers: [ otlp ], exporters: [ file ] }
        """
            .formatted(port, taken);
    try {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve("otelcol.yaml"), config);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    process =
        PeerProcess.start(folder, Map.of(), List.of(program.toString(), "--config", "otelcol.yaml"))
            .awaitPort(port);
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** The requests that it has taken and written down so far. */
  public List<JsonNode> taken() {
    List<JsonNode> requests = new ArrayList<>();
    try {
      if (Files.exists(taken)) {
        String text = Files.readString(taken);
        // The last line may still be in writing.
        String whole = text.substring(0, text.lastIndexOf('\n') + 1);
        for (String line : whole.lines().toList()) {
          requests.add(new ObjectMapper().readTree(line));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return requests;
  }

  @Override
  public void close() {
    process.close();
  }
}
