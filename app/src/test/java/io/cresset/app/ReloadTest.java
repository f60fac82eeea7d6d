package io.cresset.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.testkit.Eventually;
import io.cresset.testkit.FreePort;
import io.cresset.testkit.http.HttpPeer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a changed file changes in the program that runs, and what it leaves alone. */
class ReloadTest {
  private static final Pattern PAGE = Pattern.compile("page (http://127\\.0\\.0\\.1:\\d+)/");

  @TempDir Path dir;
  private final HttpPeer destination = new HttpPeer();
  private final CompletableFuture<Ran> started = new CompletableFuture<>();

  @AfterEach
  void stop() {
    if (started.isDone()) {
      assertThat(ran().stops()).as(ran().err()).isZero();
    }
    destination.close();
  }

  @Test
  void whatDidNotChangeIsNotTouched() throws Exception {
    start(full("30s"));
    assertThat(reloaded(full("30s")))
        .isEqualTo("configuration loaded again: nothing changed; 5 as before");
    assertThat(reloaded("# another comment\n" + full("30s")))
        .isEqualTo("configuration loaded again: nothing changed; 5 as before");
  }

  @Test
  void onlyWhatChangedStartsAgainAndGoesOnWhereItWas() throws Exception {
    start(full("30s"));
    double runs = series("cresset_collector_runs_total{component=\"syslog\"}");
    assertThat(reloaded(full("31s")))
        .isEqualTo("configuration loaded again: loki changed; 4 as before");
    assertThat(series("cresset_collector_runs_total{component=\"syslog\"}")).isEqualTo(runs);
    send("<13>Oct 11 22:14:15 host app: after the change");
    Eventually.holds(
        "delivered", () -> series("cresset_sink_delivered_records_total{component=\"loki\"") == 1);
    assertThat(destination.received()).isNotEmpty();
  }

  @Test
  void sourcesAndSinksComeAndGo() throws Exception {
    start("collectors: { node: {} }\n");
    assertThat(dir.resolve("data")).doesNotExist();
    assertThat(reloaded(full("30s")))
        .isEqualTo(
            "configuration loaded again: loki added, remote_write added, syslog added; 2 as"
                + " before");
    // Metrics are wanted now, so node runs at its interval although nobody scrapes.
    Eventually.holds(
        "metrics are kept",
        () -> series("cresset_log_appended_records_total{signal=\"metrics\"}") > 0);
    send("<13>Oct 11 22:14:15 host app: the first");
    Eventually.holds(
        "delivered", () -> series("cresset_sink_delivered_records_total{component=\"loki\"") == 1);

    assertThat(reloaded("collectors: { node: {} }\n"))
        .isEqualTo(
            "configuration loaded again: loki gone, remote_write gone, syslog gone; 2 as before");
    assertThat(ran().err()).contains("loki is no longer configured: 0 log records that waited");
    Eventually.holds("gone", () -> !page("/metrics").contains("cresset_sink_"));
    assertThat(page("/metrics")).contains("\nnode_load1 ");

    // What came before is not a new sink's business.
    assertThat(reloaded(full("30s"))).startsWith("configuration loaded again: loki added");
    Eventually.holds("there again", () -> page("/metrics").contains("cresset_sink_"));
    assertThat(series("cresset_sink_offered_records_total{component=\"loki\"")).isZero();
  }

  @Test
  void aWrongFileChangesNothingAndIsSaidWhole() throws Exception {
    start(full("30s"));
    write(full("30s") + "nonsense: 1\nresource: 7\n");
    Ran asked = ask();
    assertThat(asked.code()).isEqualTo(2);
    assertThat(asked.out()).isEmpty();
    assertThat(asked.err().lines())
        .hasSize(3)
        .first()
        .isEqualTo("configuration not loaded, the one before stays");
    assertThat(asked.err()).contains("nonsense: unknown key").contains("cresset.yaml:");
    Eventually.holds("said", () -> series("cresset_config_last_reload_successful") == 0);
    assertThat(page("/readyz")).isEqualTo("ok\n");

    assertThat(reloaded(full("30s"))).contains("nothing changed");
    Eventually.holds("said", () -> series("cresset_config_last_reload_successful") == 1);
  }

  @Test
  void aHangupDoesTheSame() throws Exception {
    start(full("30s"));
    write(full("40s"));
    ran().hangup();
    assertThat(ran().err()).contains("configuration loaded again: loki changed; 4 as before");
  }

  @Test
  void whoAsksMayBeInterrupted() throws Exception {
    start(full("30s"));
    write(full("40s"));
    Thread.currentThread().interrupt();
    ran().hangup();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(ran().err()).contains("configuration loaded again: loki changed; 4 as before");
  }

  @Test
  void whatNeedsARestartSaysSo() throws Exception {
    start(full("30s"));
    assertThat(
            reloaded(full("30s").replace("data:", "buffer: { logs: { max_bytes: 5MiB } }\ndata:")))
        .isEqualTo(
            "configuration loaded again: nothing changed; 5 as before\n"
                + "buffer is another now; restart the program to use it");
  }

  @Test
  void anotherResourceIsEverybodysBusiness() throws Exception {
    start(full("30s"));
    assertThat(reloaded(full("30s") + "resource: { cluster: home }\n"))
        .isEqualTo(
            "configuration loaded again: prometheus changed, loki changed, remote_write changed,"
                + " node changed, syslog changed; 0 as before");
    assertThat(page("/readyz")).isNotEmpty();
    Eventually.holds("ready again", () -> page("/readyz").equals("ok\n"));
    assertThat(page("/metrics")).contains("\nnode_load1").contains("\ncresset_");
  }

  @Test
  void aPortThatIsTakenIsAStateOfItsCollectorAlone() throws Exception {
    start("collectors: { node: {} }\n");
    try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(
              reloaded(
                  "collectors: { node: {}, syslog: { listen: [\"tcp://127.0.0.1:"
                      + busy.getLocalPort()
                      + "\"] } }\n"))
          .isEqualTo("configuration loaded again: syslog added; 2 as before");
      Eventually.holds("said", () -> ran().err().contains("component=syslog"));
      assertThat(page("/metrics")).contains("\nnode_load1 ");
    }
  }

  private final int syslogPort = FreePort.next();

  /** By which the command finds this program among all that this user runs here. */
  private final int webPort = FreePort.next();

  private String full(String timeout) {
    return """
    data: %s
    collectors:
      node: {}
      syslog: { listen: ["tcp://127.0.0.1:%d"] }
    exporters:
      loki: { url: "http://127.0.0.1:%d", timeout: %s }
      remote_write: { url: "http://127.0.0.1:%d/api/v1/write" }
    """
        .formatted(
            dir.resolve("data"),
            syslogPort,
            destination.url().getPort(),
            timeout,
            destination.url().getPort());
  }

  private Ran ran() {
    return started.join();
  }

  private void write(String yaml) throws IOException {
    Files.writeString(dir.resolve("cresset.yaml"), web() + yaml);
  }

  private void start(String yaml) throws IOException {
    write(yaml);
    started.complete(
        Ran.started(environment(), "run", "--config", dir.resolve("cresset.yaml").toString()));
    Eventually.holds("the page is there", () -> PAGE.matcher(ran().out()).find());
    Eventually.holds("ready", () -> page("/readyz").equals("ok\n"));
  }

  private Map<String, String> environment() {
    return Map.of(
        "RUNTIME_DIRECTORY", dir.toString(), "XDG_STATE_HOME", dir.resolve("state").toString());
  }

  private String web() {
    return "web: { listen: \"127.0.0.1:" + webPort + "\" }\n";
  }

  /** By a file that only says which program is meant: the program's own may be wrong by now. */
  private Ran ask() throws IOException {
    Path which = Files.writeString(dir.resolve("which.yaml"), web());
    return Ran.command(environment(), "reload", "--config", which.toString());
  }

  /** Writes the file, has it loaded, and gives what the command prints. */
  private String reloaded(String yaml) throws IOException {
    write(yaml);
    Ran asked = ask();
    assertThat(asked.code()).as(asked.err()).isZero();
    return asked.out().stripTrailing();
  }

  private String page(String path) {
    Matcher page = PAGE.matcher(ran().out());
    assertThat(page.find()).isTrue();
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(
              HttpRequest.newBuilder(URI.create(page.group(1) + path)).build(),
              BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      return "no answer: " + e;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** The value of the one series that begins like this. */
  private double series(String begin) {
    List<String> found = page("/metrics").lines().filter(line -> line.startsWith(begin)).toList();
    assertThat(found).as(begin).hasSize(1);
    return Double.parseDouble(found.getFirst().substring(found.getFirst().lastIndexOf(' ') + 1));
  }

  /** A source that has come with a reload listens a moment after that is through. */
  private void send(String line) {
    Eventually.holds("syslog takes a line", () -> sent(line));
  }

  private boolean sent(String line) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), syslogPort)) {
      socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
      return true;
    } catch (ConnectException _) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
