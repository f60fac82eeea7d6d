package io.cresset.collectors.node;

import io.cresset.testkit.Eventually;
import io.cresset.testkit.Peers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A node_exporter of the version that is the model, on a loopback port of its own choice. */
final class NodeExporterPeer implements AutoCloseable {
  private static final Pattern LISTENING =
      Pattern.compile("msg=\"Listening on\" address=127\\.0\\.0\\.1:(\\d+)");
  private static final Pattern COLLECTOR =
      Pattern.compile(
          "--\\[no-]collector\\.([a-z0-9_]+)\\s+Enable the [a-z0-9_]+ collector"
              + "\\s+\\(default:\\s+(enabled|disabled)\\)");

  private final Process process;
  private final Path log;
  private final HttpClient client = HttpClient.newHttpClient();

  private NodeExporterPeer(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** The collectors that it has, and whether they are on by default. */
  static Map<String, Boolean> collectors(Path folder) throws IOException, InterruptedException {
    Path help = folder.resolve("help");
    Process process =
        new ProcessBuilder(Peers.require("node_exporter").toString(), "--help")
            .redirectErrorStream(true)
            .redirectOutput(help.toFile())
            .start();
    if (!process.waitFor(1, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError("node_exporter --help does not end");
    }
    return COLLECTOR
        .matcher(Files.readString(help))
        .results()
        .collect(
            Collectors.toMap(match -> match.group(1), match -> match.group(2).equals("enabled")));
  }

  /** With its defaults, and what else it is told. */
  static NodeExporterPeer start(Path folder, List<String> flags) throws IOException {
    Path log = folder.resolve("peer.log");
    List<String> command = new ArrayList<>();
    command.add(Peers.require("node_exporter").toString());
    command.add("--web.listen-address=127.0.0.1:0");
    command.add("--web.disable-exporter-metrics");
    command.addAll(flags);
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    NodeExporterPeer peer = new NodeExporterPeer(process, log);
    try {
      Eventually.holds(
          "node_exporter listens or ends",
          () -> peer.matcher(LISTENING).find() || !process.isAlive());
      if (!process.isAlive()) {
        throw new AssertionError("node_exporter ended: " + Files.readString(log));
      }
      return peer;
    } catch (RuntimeException | Error e) {
      peer.close();
      throw e;
    }
  }

  private Matcher matcher(Pattern pattern) {
    try {
      return pattern.matcher(Files.readString(log));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Matcher found(Pattern pattern) {
    Matcher matcher = matcher(pattern);
    if (!matcher.find()) {
      throw new AssertionError("nothing like " + pattern + " in the peer's log");
    }
    return matcher;
  }

  ScrapePage scrape() throws IOException, InterruptedException {
    URI page = URI.create("http://127.0.0.1:" + found(LISTENING).group(1) + "/metrics");
    HttpResponse<String> response =
        client.send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new AssertionError("node_exporter: " + response.body());
    }
    return ScrapePage.parse(response.body());
  }

  @Override
  public void close() {
    client.close();
    process.destroy();
    Eventually.holds("node_exporter has ended", () -> !process.isAlive());
  }
}
