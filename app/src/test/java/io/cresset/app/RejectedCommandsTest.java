package io.cresset.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cresset.testkit.Eventually;
import io.cresset.testkit.FreePort;
import io.cresset.testkit.http.HttpPeer;
import io.cresset.testkit.http.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code log rejected}, asked of a program in this process and of the folder that it leaves. */
class RejectedCommandsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern LISTENING =
      Pattern.compile("listening on tcp 127\\.0\\.0\\.1:(\\d+)");
  private static final Reply REFUSES = Reply.of(400, "not for this one");

  @TempDir private Path dir;
  private final HttpPeer peer = HttpPeer.by(_ -> REFUSES);
  private final int page = FreePort.next();
  private final List<Ran> running = new ArrayList<>();

  @AfterEach
  void stop() {
    running.stream().filter(ran -> !ran.ended()).forEach(Ran::signal);
    peer.close();
  }

  private Map<String, String> environment() {
    return Map.of(
        "RUNTIME_DIRECTORY", dir.toString(), "XDG_STATE_HOME", dir.resolve("state").toString());
  }

  private void configure(String exporters) throws IOException {
    Files.writeString(
        dir.resolve("cresset.yaml"),
        """
        data: %s
        web: { listen: 127.0.0.1:%d }
        collectors: { syslog: { listen: [ "tcp://127.0.0.1:0" ] } }
        exporters: { %s prometheus: {} }
        """
            .formatted(dir.resolve("data"), page, exporters));
  }

  private Ran start() throws IOException {
    configure("otlp: { url: \"%s\", signals: [ logs ] },".formatted(peer.url().resolve("/")));
    Ran ran = Ran.started(environment(), "run", "--config", dir.resolve("cresset.yaml").toString());
    running.add(ran);
    Eventually.holds("it runs", () -> ran.out().contains("page http") || ran.ended());
    assertThat(ran.out()).as(ran.err()).contains("page http");
    return ran;
  }

  private static void send(Ran ran, String... lines) throws IOException {
    Eventually.holds("syslog listens", () -> LISTENING.matcher(ran.err()).find());
    Matcher port = LISTENING.matcher(ran.err());
    assertThat(port.find()).isTrue();
    try (Socket socket = new Socket("127.0.0.1", Integer.parseInt(port.group(1)))) {
      for (String line : lines) {
        socket
            .getOutputStream()
            .write(("<13>Oct 11 22:14:15 ap app: " + line + "\n").getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  private Ran ask(String... words) {
    List<String> all = new ArrayList<>(List.of("log", "rejected"));
    all.addAll(List.of(words));
    all.addAll(List.of("--config", dir.resolve("cresset.yaml").toString()));
    return Ran.command(environment(), all.toArray(String[]::new));
  }

  private void awaitListed(int count) {
    Eventually.holds(
        count + " are listed", () -> ask("list", "--json").out().lines().count() == count);
  }

  @Test
  void refusedListedShownMendedResentAndGone() throws Exception {
    Ran program = start();
    send(program, "the first", "the second", "the third");
    awaitListed(3);
    Ran list = ask("list");
    assertThat(list.code()).isZero();
    assertThat(list.out().lines().findFirst().orElse(""))
        .matches("id +refused +sink +signal +reason +record");
    assertThat(list.out())
        .containsPattern("1 .*Z +otlp +logs +refused: not for this one +.*the second")
        .containsPattern("records +sink +signal +reason\\n +3 +otlp +logs +refused\\n");
    assertThat(ask("list", "--sink", "loki").out()).startsWith("nothing is set aside of loki in ");
    assertThat(ask("list", "--since", "1h").out()).contains("the first");

    Ran show = ask("show", "1");
    assertThat(show.code()).isZero();
    assertThat(show.out())
        .startsWith("id        1\n")
        .contains(" by otlp logs\n", "refused: not for this one", "the second")
        .doesNotContain("the first");
    JsonNode json = JSON.readTree(ask("show", "2", "--json").out());
    assertThat(json.at("/id").asLong()).isEqualTo(2);
    assertThat(json.at("/reason").asText()).isEqualTo("refused: not for this one");
    assertThat(json.at("/logRecord/body/stringValue").asText()).isEqualTo("the third");
    Ran missing = ask("show", "7-9");
    assertThat(missing.code()).isEqualTo(1);
    assertThat(missing.err()).isEqualTo("cresset: nothing with the id 7-9 is set aside\n");

    Ran status = Ran.command(environment(), "status", "--config", dir + "/cresset.yaml");
    assertThat(status.out())
        .contains("otlp logs: 3 rejected are set aside; see: cresset log rejected list");
    assertThat(program.err()).contains("to see it: cresset log rejected list");
    try (InputStream start = URI.create("http://127.0.0.1:" + page + "/").toURL().openStream()) {
      assertThat(new String(start.readAllBytes(), StandardCharsets.UTF_8))
          .containsPattern("set aside</dt>\\s*<dd>3<");
    }

    // Still refused; then mended.
    Ran again = ask("resend", "--all");
    assertThat(again.code()).isEqualTo(1);
    assertThat(again.out()).isEqualTo("3 refused again: refused\n");
    awaitListed(3);
    peer.answers(_ -> Reply.of(200));
    Ran one = ask("resend", "1", "17");
    assertThat(one.out()).isEqualTo("1 delivered\n");
    assertThat(one.err()).isEqualTo("cresset: nothing with the id 17 is set aside\n");
    assertThat(one.code()).isEqualTo(1);
    assertThat(peer.received()).hasSize(1);
    Ran rest = ask("resend", "--sink", "otlp");
    assertThat(rest.out()).isEqualTo("2 delivered\n");
    assertThat(rest.code()).isZero();
    assertThat(ask("list").out()).startsWith("nothing is set aside in ");
    assertThat(ask("resend", "--all").out()).isEqualTo("nothing is set aside\n");
  }

  @Test
  void droppedByTheRunningProgramAndWithoutOne() throws Exception {
    Ran program = start();
    send(program, "the first", "the second", "the third");
    awaitListed(3);
    Ran two = ask("drop", "0-1");
    assertThat(two.out()).isEqualTo("2 dropped\n");
    assertThat(two.code()).isZero();
    awaitListed(1);
    assertThat(program.stops()).isZero();
    assertThat(ask("list").out()).as("without a running program").contains("the third");
    Ran nobody = ask("resend", "--all");
    assertThat(nobody.code()).isEqualTo(1);
    assertThat(nobody.err()).contains("no Cresset");
    Ran last = ask("drop", "--all", "--json");
    assertThat(last.code()).as(last.err()).isZero();
    assertThat(JSON.readTree(last.out()).at("/dropped").asLong()).isEqualTo(1);
    assertThat(ask("list").out()).startsWith("nothing is set aside in ");
    assertThat(ask("drop", "2").err()).contains("nothing with the id 2 is set aside");
  }

  @Test
  void theLogOfRejectedRecordsIsReadAsTheOthersAre() throws Exception {
    Ran program = start();
    send(program, "the first", "the second");
    awaitListed(2);
    assertThat(stored("inspect").out()).contains("logs: ").contains("rejected: ");
    Ran verify = stored("verify");
    assertThat(verify.code()).as(verify.out()).isZero();
    assertThat(verify.out()).contains("logs: good: ").contains("rejected: good: ");
    assertThat(stored("dump").out()).containsOnlyOnce("the first");
    Ran dump = stored("dump", "--log", "rejected", "--json");
    assertThat(dump.code()).as(dump.err()).isZero();
    assertThat(dump.out().lines()).hasSize(2).first().asString().contains("not for this one");
    assertThat(program.stops()).isZero();

    Path segment;
    try (Stream<Path> files = Files.list(dir.resolve("data/rejected"))) {
      segment = files.filter(file -> file.toString().endsWith(".log")).findFirst().orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(segment);
    int at = new String(bytes, StandardCharsets.ISO_8859_1).lastIndexOf("second");
    bytes[at] ^= 1;
    Files.write(segment, bytes);
    verify = stored("verify", "--log", "rejected");
    assertThat(verify.code()).isEqualTo(1);
    assertThat(verify.out()).contains("rejected: ").contains(segment.getFileName().toString());
  }

  private Ran stored(String... words) {
    List<String> all = new ArrayList<>(List.of("log"));
    all.addAll(List.of(words));
    all.addAll(List.of("--data", dir.resolve("data").toString()));
    return Ran.command(environment(), all.toArray(String[]::new));
  }

  /** What a sink refused stays when the sink goes, and nobody takes it. */
  @Test
  void ofASinkThatIsGone() throws Exception {
    Ran program = start();
    send(program, "the first");
    awaitListed(1);
    configure("loki: { url: \"http://127.0.0.1:9\" },");
    program.hangup();
    Ran resend = ask("resend", "--all");
    assertThat(resend.out()).isEqualTo("1 not sent: otlp is not configured for logs\n");
    assertThat(resend.code()).isEqualTo(1);
    assertThat(ask("drop", "--sink", "otlp").out()).isEqualTo("1 dropped\n");
  }

  @Test
  void aFolderWithoutRejectedRecordsSaysSo() throws Exception {
    configure("");
    Files.createDirectories(dir.resolve("data"));
    assertThat(ask("list").out()).startsWith("nothing is set aside in ");
    assertThat(ask("list", "--json").out()).isEmpty();
    assertThat(ask("show", "3").code()).isEqualTo(1);
    assertThat(ask("drop", "3").code()).isEqualTo(1);
    Ran nowhere = Ran.command(environment(), "log", "rejected", "list", "--data", dir + "/none");
    assertThat(nowhere.code()).isEqualTo(1);
    assertThat(nowhere.err()).contains("there is no folder " + dir + "/none");
  }
}
