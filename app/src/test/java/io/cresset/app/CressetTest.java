package io.cresset.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cresset.app.control.ControlClient;
import io.cresset.app.control.ControlPlaces;
import io.cresset.app.control.ControlUnavailable;
import io.cresset.testkit.Eventually;
import io.cresset.testkit.FreePort;
import io.cresset.testkit.TestAuthority;
import io.cresset.testkit.http.HttpPeer;
import io.cresset.testkit.http.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The program as it runs, in this process, on a port that the system chooses. */
class CressetTest {
  private static final Pattern PAGE = Pattern.compile("page (http://127\\.0\\.0\\.1:\\d+)/");
  private static final Pattern PORT = Pattern.compile("page https?://127\\.0\\.0\\.1:(\\d+)/");

  @TempDir Path dir;

  @Test
  void withDefaultsItServesThisMachine() throws IOException {
    Ran ran = run("");
    String page = page(ran);
    assertThat(ran.out()).hasLineCount(1).contains("collecting node;").contains("no sink");
    assertThat(get(page + "/healthz")).isEqualTo("200 ok\n");
    Eventually.holds("ready", () -> get(page + "/readyz").equals("200 ok\n"));
    assertThat(get(page + "/metrics"))
        .startsWith("200 ")
        .contains("\nnode_load1 ")
        .contains("\ncresset_");
    assertThat(get(page + "/metrics/node"))
        .startsWith("200 ")
        .contains("\nnode_load1 ")
        .doesNotContain("\ncresset_");
    assertThat(get(page + "/"))
        .startsWith("200 <!doctype html>")
        .contains("<a href=\"/metrics/node\">")
        .contains("<article class=\"ready\"><h3>node ");
    assertThat(get(page + "/nowhere")).startsWith("404 ");
    assertThat(dir.resolve("data")).doesNotExist();

    assertThat(ran.stops()).isZero();
    assertThat(ran.code()).isZero();
    assertThat(get(page + "/healthz")).startsWith("no answer");
  }

  @Test
  void aBusyWebPortIsOneLineWithTheRemedy() throws IOException {
    try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Path file = dir.resolve("busy.yaml");
      String listen = "127.0.0.1:" + busy.getLocalPort();
      Files.writeString(file, "web: { listen: \"" + listen + "\" }\n");
      Ran ran = Ran.command(Map.of(), "run", "--config", file.toString());
      assertThat(ran.code()).isEqualTo(1);
      assertThat(ran.out()).isEmpty();
      assertThat(ran.err())
          .isEqualTo(
              "cresset: cannot listen on "
                  + listen
                  + " for the web page: Address already in use; stop what listens there, or give"
                  + " web.listen another address in the configuration\n");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "no-such-host.invalid:9464, its host is not known",
    "192.0.2.1:9464, Cannot assign requested address"
  })
  void anAddressOfNobodyIsOneLineWithTheRemedy(String listen, String why) throws IOException {
    Path file = dir.resolve("nobody.yaml");
    Files.writeString(file, "web: { listen: \"" + listen + "\" }\n");
    Ran ran = Ran.command(Map.of(), "run", "--config", file.toString());
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.err())
        .isEqualTo(
            "cresset: cannot listen on "
                + listen
                + " for the web page: "
                + why
                + "; give web.listen an address of this machine and a port that this user may"
                + " take, such as 0.0.0.0:9464, in the configuration\n");
  }

  @Test
  void whatASinkRefusesForNowIsKeptAcrossAStop() throws Exception {
    AtomicInteger status = new AtomicInteger(503);
    try (HttpPeer loki = HttpPeer.by(_ -> Reply.of(status.get()))) {
      String syslog = "127.0.0.1:" + FreePort.next();
      String config =
          "collectors: { syslog: { listen: [tcp://"
              + syslog
              + "] } }\nexporters: { loki: { url: \""
              + loki.url()
              + "\" } }\n";
      Ran first = run(config);
      String page = page(first);
      assertThat(first.out())
          .contains("collecting syslog;", "delivering to loki, data in " + dir.resolve("data"));
      Eventually.holds("ready", () -> get(page + "/readyz").equals("200 ok\n"));
      send(syslog, 10);
      Eventually.holds(
          "ten records wait", () -> get(page + "/metrics").contains(metric("lag", "10")));
      assertThat(first.stops()).isZero();

      status.set(204);
      Ran second = run(config);
      String again = page(second);
      Eventually.holds(
          "ten records are delivered",
          () -> get(again + "/metrics").contains(metric("delivered", "10")));
      assertThat(get(again + "/")).contains("<article class=\"ok\"><h3>loki logs ");
      assertThat(second.stops()).isZero();
    }
  }

  @Test
  void aDataFolderInUseIsOneLineWithTheRemedy() throws Exception {
    String config = "collectors: {}\nexporters: { loki: { url: \"http://127.0.0.1:1\" } }\n";
    Ran first = run(config);
    assertThat(page(first)).isNotEmpty();
    Ran second = run(config);
    assertThat(second.code()).isEqualTo(1);
    assertThat(second.out()).isEmpty();
    assertThat(second.err())
        .hasLineCount(1)
        .startsWith("cresset: another Cresset (process ")
        .contains(dir.resolve("data").toString())
        .contains("data: /some/folder");
    assertThat(first.stops()).isZero();
    Ran third = run(config);
    assertThat(page(third)).isNotEmpty();
    assertThat(third.stops()).isZero();
  }

  @Test
  void aDataFolderThatCannotBeMadeIsOneLineWithTheRemedy() throws Exception {
    Files.writeString(dir.resolve("data"), "a file in the way");
    Ran ran = run("exporters: { loki: { url: \"http://127.0.0.1:1\" } }\n");
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err())
        .hasLineCount(1)
        .startsWith("cresset: the folder " + dir.resolve("data") + " cannot be created: ")
        .contains("data: /some/folder");
  }

  @Test
  void commandsFindItWhileItRuns() throws Exception {
    Path file = dir.resolve("cresset.yaml");
    Files.writeString(file, "web: { listen: \"127.0.0.1:0\" }\n");
    Map<String, String> environment = Map.of("RUNTIME_DIRECTORY", dir.resolve("run").toString());
    Ran ran = Ran.started(environment, "run", "--config", file.toString());
    String page = page(ran);
    ControlClient client = client(ran, environment);
    assertThat(client.url()).isEqualTo(page);
    assertThat(client.ask("GET", "/healthz").text()).isEqualTo("ok\n");
    assertThat(ran.stops()).isZero();
    assertThat(dir.resolve("run/control")).isEmptyDirectory();
  }

  @Test
  void closedItAnswersThoseWhoMayLookAndTheCommands() throws Exception {
    Path file = dir.resolve("closed.yaml");
    Path cert = dir.resolve("tls.crt");
    Path key = dir.resolve("tls.key");
    Files.writeString(dir.resolve("password"), "sesame\n");
    Files.writeString(
        file,
        """
        web:
          listen: "127.0.0.1:0"
          tls: { cert_file: %s, key_file: %s }
          auth: { basic: { admin: "${file:%s}" } }
        """
            .formatted(cert, key, dir.resolve("password")));
    Ran without = Ran.command(Map.of(), "run", "--config", file.toString());
    assertThat(without.code()).isEqualTo(1);
    assertThat(without.err())
        .isEqualTo(
            "cresset: cannot serve the web page by https: "
                + cert
                + " does not exist; put it right, or name another file under web.tls\n");

    TestAuthority.Identity own = new TestAuthority("test authority").server("127.0.0.1");
    own.writeCertificate(cert);
    own.writeKey(key);
    Map<String, String> environment = Map.of("RUNTIME_DIRECTORY", dir.resolve("run").toString());
    Ran ran = Ran.started(environment, "run", "--config", file.toString());
    Eventually.holds("the startup line", () -> ran.out().contains("\n") || ran.ended());
    assertThat(ran.out()).contains("page https://127.0.0.1:");
    ControlClient client = client(ran, environment);
    assertThat(client.url()).startsWith("https://127.0.0.1:");
    assertThat(client.ask("GET", "/healthz").text()).isEqualTo("ok\n");
    assertThat(client.ask("GET", "/readyz").text()).isIn("ok\n", "not ready\n");
    assertThatThrownBy(() -> client.ask("GET", "/metrics")).isInstanceOf(ControlUnavailable.class);
    assertThat(ran.stops()).isZero();
  }

  @Test
  void withoutThePageThereIsNoScrapeRoute() throws Exception {
    Ran ran = run("collectors: {}\nexporters: { prometheus: false }\n");
    String page = page(ran);
    assertThat(get(page + "/metrics")).startsWith("404 ");
    assertThat(get(page + "/")).startsWith("200 ").doesNotContain("href=\"/metrics");
    assertThat(ran.stops()).isZero();
  }

  /** A line of the page: one of a sink's numbers. */
  private static String metric(String term, String value) {
    String name = "lag".equals(term) ? "lag_records" : term + "_records_total";
    return "\ncresset_sink_" + name + "{component=\"loki\",signal=\"logs\"} " + value + "\n";
  }

  private static void send(String address, int lines) throws IOException {
    String[] parts = address.split(":", 2);
    try (Socket socket = new Socket(parts[0], Integer.parseInt(parts[1]))) {
      for (int i = 0; i < lines; i++) {
        String line = "<13>Nov 21 12:00:00 router test: line " + i + "\n";
        socket.getOutputStream().write(line.getBytes(StandardCharsets.US_ASCII));
      }
    }
  }

  private Ran run(String more) throws IOException {
    Path file = dir.resolve("cresset.yaml");
    Files.writeString(
        file, "web: { listen: \"127.0.0.1:0\" }\ndata: \"" + dir.resolve("data") + "\"\n" + more);
    return Ran.started(Map.of(), "run", "--config", file.toString());
  }

  private static String page(Ran ran) {
    Eventually.holds("the startup line", () -> ran.out().contains("\n") || ran.ended());
    Matcher line = PAGE.matcher(ran.out());
    assertThat(line.find()).as(ran.out() + ran.err()).isTrue();
    return line.group(1);
  }

  /** By its port: others may run on this machine, or have left their files. */
  private static ControlClient client(Ran ran, Map<String, String> environment)
      throws ControlUnavailable {
    Matcher port = PORT.matcher(ran.out());
    assertThat(port.find()).as(ran.out()).isTrue();
    return ControlClient.find(
        ControlPlaces.of(environment), OptionalInt.of(Integer.parseInt(port.group(1))));
  }

  /** Status and body; why there is none otherwise. */
  private static String get(String url) {
    try {
      HttpURLConnection connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
      connection.setConnectTimeout(30_000);
      connection.setReadTimeout(30_000);
      int status = connection.getResponseCode();
      InputStream body = status < 400 ? connection.getInputStream() : connection.getErrorStream();
      try (body) {
        return status + " " + new String(body.readAllBytes(), StandardCharsets.UTF_8);
      }
    } catch (IOException e) {
      return "no answer: " + e.getMessage();
    }
  }
}
