package io.cresset.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A real exporter made with Prometheus' toolkit for them, which says in its log where it listens,
 * on a loopback port of its own choice.
 */
public final class ExporterPeer implements AutoCloseable {
  private static final Pattern LISTENING =
      Pattern.compile("msg=\"Listening on\" address=(127\\.0\\.0\\.1:\\d+)");

  private final Process process;
  private final Path log;
  private final HttpClient client = HttpClient.newHttpClient();

  private ExporterPeer(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /**
   * Starts it and waits until it listens.
   *
   * @param command with {@code 127.0.0.1:0} as the address to listen on
   * @param folder where its log goes
   */
  public static ExporterPeer start(List<String> command, Path folder) throws IOException {
    Path log = folder.resolve("peer.log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    ExporterPeer peer = new ExporterPeer(process, log);
    try {
      Eventually.holds(
          "the exporter listens or ends",
          () -> LISTENING.matcher(peer.log()).find() || !process.isAlive());
      if (!process.isAlive()) {
        throw new AssertionError(command + " ended: " + peer.log());
      }
      return peer;
    } catch (RuntimeException | Error e) {
      peer.close();
      throw e;
    }
  }

  /** What it has logged. */
  public String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where it listens, as {@code host:port}. */
  public String address() {
    Matcher address = LISTENING.matcher(log());
    if (!address.find()) {
      throw new AssertionError("it does not say where it listens: " + log());
    }
    return address.group(1);
  }

  /** Its page. */
  public String scrape() throws IOException, InterruptedException {
    URI page = URI.create("http://" + address() + "/metrics");
    HttpResponse<String> response =
        client.send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new AssertionError(page + ": " + response.body());
    }
    return response.body();
  }

  @Override
  public void close() {
    client.close();
    process.destroy();
    Eventually.holds("the exporter has ended", () -> !process.isAlive());
  }
}
