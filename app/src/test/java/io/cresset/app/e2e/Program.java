package io.cresset.app.e2e;

import io.cresset.testkit.Eventually;
import io.cresset.testkit.PeerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The packaged program, started by the launcher in a folder of its own. */
final class Program implements AutoCloseable {
  private static final Path LAUNCHER =
      Path.of(System.getProperty("cresset.launcher")).toAbsolutePath().normalize();
  private static final Pattern PAGE = Pattern.compile("; page http://127\\.0\\.0\\.1:(\\d+)/");

  private final Map<String, String> environment;
  private final PeerProcess process;

  private Program(Map<String, String> environment, PeerProcess process) {
    this.environment = environment;
    this.process = process;
  }

  /** By which commands find it. */
  Map<String, String> environment() {
    return environment;
  }

  /** The launcher's command line with these arguments. */
  static List<String> command(String... arguments) {
    List<String> command = new ArrayList<>(List.of(LAUNCHER.toString()));
    command.addAll(List.of(arguments));
    return command;
  }

  /** Runs with a configuration, and returns once its page answers. */
  static Program run(Path folder, String yaml) {
    Program program = launch(folder, yaml);
    Eventually.holds("the page's address is printed", program::saysWhereItsPageIs);
    program.process.awaitHttp(program.page().resolve("/healthz"));
    return program;
  }

  /** Runs with a configuration and waits for nothing. */
  static Program launch(Path folder, String yaml) {
    try {
      Files.createDirectories(folder);
      Files.deleteIfExists(folder.resolve("cresset.log"));
      Path config = folder.resolve("cresset.yaml");
      Files.writeString(config, yaml);
      Map<String, String> environment =
          Map.of("RUNTIME_DIRECTORY", folder.resolve("run").toString());
      return new Program(
          environment,
          PeerProcess.start(folder, environment, command("run", "--config", config.toString())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean saysWhereItsPageIs() {
    if (!process.process().isAlive()) {
      throw new AssertionError("ended:\n" + output());
    }
    return PAGE.matcher(output()).find();
  }

  URI page() {
    Matcher address = PAGE.matcher(output());
    if (!address.find()) {
      throw new AssertionError("no address in:\n" + output());
    }
    return URI.create("http://127.0.0.1:" + address.group(1));
  }

  /** The port on which syslog listens by {@code udp} or {@code tcp}, as its log line says. */
  int syslogPort(String transport) {
    Pattern line = Pattern.compile("listening on " + transport + " 127\\.0\\.0\\.1:(\\d+)");
    Eventually.holds("syslog listens by " + transport, () -> line.matcher(output()).find());
    Matcher port = line.matcher(output());
    if (!port.find()) {
      throw new AssertionError(output());
    }
    return Integer.parseInt(port.group(1));
  }

  HttpResponse<String> get(String path, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(page().resolve(path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** The value of one series on the page, its labels as they are printed. */
  double series(String series) {
    String page = get("/metrics").body();
    for (String line : page.split("\n", -1)) {
      if (line.startsWith(series + " ")) {
        return Double.parseDouble(line.substring(series.length() + 1));
      }
    }
    throw new AssertionError("no " + series + " in:\n" + page);
  }

  PeerProcess process() {
    return process;
  }

  String output() {
    return process.output();
  }

  /** SIGTERM. */
  int stop() {
    return process.stop();
  }

  /** SIGKILL. */
  void kill() {
    process.kill();
  }

  @Override
  public void close() {
    process.close();
  }
}
