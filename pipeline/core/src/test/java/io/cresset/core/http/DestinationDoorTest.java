package io.cresset.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.check.CertificateDoor;
import io.cresset.api.check.DestinationDoor;
import io.cresset.api.check.Door;
import io.cresset.api.check.Finding;
import io.cresset.api.config.Secret;
import io.cresset.api.http.HttpSettings;
import io.cresset.api.http.TlsSettings;
import io.cresset.core.runtime.SystemTime;
import io.cresset.testkit.DoorHarness;
import io.cresset.testkit.FakeTime;
import io.cresset.testkit.FreePort;
import io.cresset.testkit.TestAuthority;
import io.cresset.testkit.TestAuthority.Identity;
import io.cresset.testkit.http.RawServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Destinations as they are met, over real sockets: each failure with the key that ends it. */
@Timeout(120)
class DestinationDoorTest {
  private final DoorHarness harness =
      new DoorHarness(
          "exporters",
          "loki",
          new SystemTime(),
          new UrlHttpClient(new SystemTime(), "Cresset/1.2"));
  private final TestAuthority authority = new TestAuthority("test authority");
  @TempDir private Path folder;

  private Door door(URI url, HttpSettings settings) {
    return new DestinationDoor(
            "Loki",
            "",
            url,
            settings,
            Map.of(),
            new byte[] {0},
            List.of(new DestinationDoor.Hint(404, "receiver", "start it with --receive")),
            true)
        .door(harness);
  }

  private List<String> lines(URI url, HttpSettings settings) throws InterruptedException {
    return harness.lines(List.of(door(url, settings)));
  }

  private static HttpSettings with(TlsSettings tls) {
    return with(tls, Optional.empty(), Optional.empty());
  }

  private static HttpSettings with(
      TlsSettings tls, Optional<Secret> token, Optional<String> tenant) {
    return new HttpSettings(
        tenant,
        token,
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        Duration.ofSeconds(30),
        tls,
        Optional.empty());
  }

  private static String date(Duration off) {
    return DateTimeFormatter.RFC_1123_DATE_TIME.format(
        Instant.ofEpochSecond(new SystemTime().unixNanos() / 1_000_000_000L)
            .plus(off)
            .atZone(ZoneOffset.UTC));
  }

  private static RawServer answering(String statusAndHeaders, String body, Duration off) {
    return new RawServer(
        connection -> {
          connection.request();
          connection.say(
              "HTTP/1.1 "
                  + statusAndHeaders
                  + "\r\nDate: "
                  + date(off)
                  + "\r\nConnection: close\r\nContent-Length: "
                  + body.length()
                  + "\r\n\r\n"
                  + body);
        });
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          200 OK                          |                 | ok   login: none is asked for
          204 No Content                  |                 | ok   login: none is asked for
          422 Unprocessable               | no streams      | ok   login: none is asked for
          200 OK^Content-Type: text/html  | a page          | FAIL check exporters.loki.url: Loki is not there
          301 Moved^Location: http://x/   |                 | FAIL set exporters.loki.url to where it points: http://x/
          400 Bad Request                 | Client sent an HTTP request to an HTTPS server. | FAIL write https:// in exporters.loki.url
          400 Bad Request                 | what            | warn check exporters.loki.url if
          401 Unauthorized                | no org id       | FAIL set exporters.loki.bearer_token, or exporters.loki.username and exporters.loki.password; or exporters.loki.tenant if
          403 Forbidden                   |                 | FAIL set exporters.loki.bearer_token
          404 Not Found                   | page            | FAIL check exporters.loki.url: Loki is not there
          404 Not Found                   | the receiver is off | FAIL start it with --receive
          405 Method Not Allowed          |                 | FAIL check exporters.loki.url
          407 Proxy                       |                 | FAIL the proxy of exporters.loki.proxy
          429 Too Many                    |                 | warn try again later
          500 Internal                    | oh              | FAIL see the log of Loki
          503 Unavailable                 |                 | FAIL see the log of Loki
          """)
  void whatItAnswersSaysWhatToDo(String status, String body, String expected) throws Exception {
    try (RawServer server =
        answering(status.replace("^", "\r\n"), body == null ? "" : body, Duration.ZERO)) {
      List<String> lines = lines(server.uri(), HttpSettings.plain());
      String state = expected.substring(0, 4).strip();
      assertThat(lines)
          .anySatisfy(line -> assertThat(line).startsWith(state).contains(expected.substring(5)));
      assertThat(lines).last().isEqualTo("ok clock: agrees with that of Loki");
      assertThat(server.requests()).hasSize(1);
      assertThat(server.requests().getFirst().body()).containsExactly(0);
    }
  }

  @Test
  void aLoginIsNamedByItsKeyAndNeverShown() throws Exception {
    HttpSettings token =
        with(TlsSettings.none(), Optional.of(new Secret(() -> "open-sesame")), Optional.of("home"));
    for (String status : List.of("401 Unauthorized", "403 Forbidden")) {
      try (RawServer server = answering(status, "not with open-sesame", Duration.ZERO)) {
        String login = lines(server.uri(), token).get(1);
        assertThat(login)
            .startsWith("FAIL login: ")
            .contains(status.startsWith("401") ? "answered 401" : "not with ***")
            .contains("exporters.loki.bearer_token right")
            .doesNotContain("sesame");
      }
    }
    try (RawServer server = answering("204 OK", "", Duration.ZERO)) {
      assertThat(lines(server.uri(), token)).contains("ok login: bearer_token is accepted");
    }
  }

  @Test
  void clocksThatDifferAreSaid() throws Exception {
    try (RawServer server = answering("204 OK", "", Duration.ofMinutes(-3))) {
      assertThat(lines(server.uri(), HttpSettings.plain()))
          .last()
          .asString()
          .matches("warn clock: this machine is 1[78]\\d s|warn clock: .* 2 min ahead of Loki; .*")
          .endsWith("timedatectl set-ntp true");
    }
    try (RawServer server = answering("204 OK", "", Duration.ofHours(3))) {
      assertThat(lines(server.uri(), HttpSettings.plain()))
          .last()
          .asString()
          .startsWith("FAIL clock: this machine is 2 h behind Loki, which refuses");
    }
  }

  @Test
  void nobodyThereAndNoSuchName() throws Exception {
    int port = FreePort.next();
    assertThat(lines(URI.create("http://127.0.0.1:" + port + "/"), HttpSettings.plain()))
        .containsExactly(
            "FAIL url: cannot reach http://127.0.0.1:%d/: 127.0.0.1:%d: connection refused; start"
                    .formatted(port, port)
                + " Loki there, or put host and port in exporters.loki.url right");
    assertThat(lines(URI.create("http://loki.invalid:3100/"), HttpSettings.plain()).getFirst())
        .contains("the name is not known")
        .contains("put the host in exporters.loki.url right");
  }

  private RawServer tls(Identity identity, TestAuthority... ofClients) throws IOException {
    SSLServerSocket socket =
        (SSLServerSocket)
            identity
                .server(ofClients)
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    socket.setNeedClientAuth(ofClients.length > 0);
    return new RawServer(
        socket,
        connection -> {
          connection.request();
          connection.say("HTTP/1.1 204 OK\r\nContent-Length: 0\r\n\r\n");
        });
  }

  private static URI https(RawServer server) {
    return URI.create("https://" + server.host() + "/push");
  }

  private TlsSettings trusting() {
    Path file = folder.resolve("ca.pem");
    authority.writeCertificate(file);
    return new TlsSettings(Optional.of(file), Optional.empty(), Optional.empty(), Optional.empty());
  }

  @Test
  void certificatesThatAreNotAcceptedNameTheirKey() throws Exception {
    try (RawServer good = tls(authority.server("127.0.0.1"))) {
      assertThat(lines(https(good), with(trusting()))).contains("ok login: none is asked for");
      assertThat(lines(https(good), HttpSettings.plain()).getFirst())
          .endsWith(
              "its TLS certificate is not trusted: no known authority signed it; set"
                  + " exporters.loki.tls.ca_file to a file with the certificate of the authority"
                  + " that signed it");
      assertThat(lines(URI.create("http://" + good.host() + "/"), HttpSettings.plain()).getFirst())
          .startsWith("FAIL url: ");
    }
    try (RawServer old = tls(authority.expiredServer("127.0.0.1"))) {
      assertThat(lines(https(old), with(trusting())).getFirst())
          .endsWith("its TLS certificate has expired; renew the certificate of Loki");
    }
    try (RawServer other = tls(authority.server("other.example"))) {
      assertThat(lines(https(other), with(trusting())).getFirst())
          .contains("; set exporters.loki.tls.server_name to the name that the certificate has");
    }
    // As servers answer that take what they get for a bad request.
    try (RawServer plain = new RawServer(it -> it.say("HTTP/1.1 400 Bad Request\r\n\r\n"))) {
      assertThat(lines(https(plain), with(trusting())).getFirst())
          .endsWith("; write http:// in exporters.loki.url, or let Loki speak TLS");
    }
    try (RawServer wants = tls(authority.server("127.0.0.1"), authority)) {
      assertThat(lines(https(wants), with(trusting())).getFirst())
          .endsWith(
              "; set exporters.loki.tls.cert_file and exporters.loki.tls.key_file to a certificate"
                  + " that Loki accepts");
    }
  }

  @Test
  void filesThatTheSettingsNameAreDoorsToo() throws Exception {
    Path own = folder.resolve("own.pem");
    authority.client("me", "EC").writeCertificate(own);
    TlsSettings tls =
        new TlsSettings(
            Optional.of(folder.resolve("none.pem")),
            Optional.of(own),
            Optional.of(own),
            Optional.empty());
    List<Door> doors = DestinationDoor.files(with(tls), harness);
    assertThat(doors).noneMatch(Door::remote);
    assertThat(harness.lines(doors))
        .containsExactly(
            "FAIL tls.ca_file: "
                + folder.resolve("none.pem")
                + " does not exist; put it there, or set exporters.loki.tls.ca_file to another",
            "ok tls.cert_file: " + own + " is good until 2100-01-01",
            "ok tls.key_file: " + own + " can be read");
  }

  /** The clock of a test stands in 2026, the certificate ends in 2002 or 2100. */
  @Test
  void certificatesOfOnesOwnAreGoodForSomeTime() throws Exception {
    FakeTime time = new FakeTime();
    DoorHarness own = new DoorHarness("collectors", "syslog", time);
    Path file = folder.resolve("server.pem");
    authority.expiredServer("here").writeCertificate(file);
    Finding expired = CertificateDoor.look(file, "tls.cert_file", own);
    assertThat(DoorHarness.line(expired))
        .startsWith("FAIL tls.cert_file: " + file + " has expired on 2002-01-01; renew it");
    authority.server("here").writeCertificate(file);
    time.stepWallClock(Duration.between(FakeTime.START, Instant.parse("2099-12-25T00:00:00Z")));
    assertThat(DoorHarness.line(CertificateDoor.look(file, "tls.cert_file", own)))
        .startsWith("warn tls.cert_file: " + file + " expires on 2100-01-01, in 7 days; renew");
    time.stepWallClock(Duration.ofDays(-365 * 100L));
    assertThat(DoorHarness.line(CertificateDoor.look(file, "tls.cert_file", own)))
        .startsWith("FAIL tls.cert_file: " + file + " is good only from 2001-01-01 on; wait, or");
    Files.writeString(file, "no certificate");
    assertThat(DoorHarness.line(CertificateDoor.look(file, "tls.cert_file", own)))
        .startsWith("FAIL tls.cert_file: " + file + " holds no certificate that can be read");
  }
}
