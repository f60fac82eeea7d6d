package io.cresset.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cresset.api.collect.CollectorFactory;
import io.cresset.api.collect.Discovery;
import io.cresset.core.config.ConfigLoader;
import io.cresset.core.config.Kinds;
import io.cresset.testkit.Eventually;
import io.cresset.testkit.FreePort;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code status} and {@code tap}, asked of a program in this process. */
class LiveCommandsTest {
  private static final Pattern LISTENING =
      Pattern.compile("listening on tcp 127\\.0\\.0\\.1:(\\d+)");

  @TempDir Path dir;
  private final List<Ran> running = new ArrayList<>();

  private Ran start(String yaml) throws IOException {
    Path config = Files.writeString(dir.resolve("cresset.yaml"), yaml);
    Ran ran = Ran.started(environment(), "run", "--config", config.toString());
    running.add(ran);
    Eventually.holds("it runs", () -> ran.out().contains("page http") || ran.ended());
    assertThat(ran.out()).as(ran.err()).contains("page http");
    return ran;
  }

  private Map<String, String> environment() {
    return Map.of(
        "RUNTIME_DIRECTORY", dir.toString(),
        "XDG_STATE_HOME", dir.resolve("state").toString(),
        "LOKI_PASSWORD", "hunter2-loki");
  }

  private String config() {
    return """
    data: %s
    web: { listen: 127.0.0.1:%d }
    collectors:
      node: {}
      syslog: { listen: [ "tcp://127.0.0.1:0" ] }
    exporters:
      loki: { url: "http://127.0.0.1:9", username: joe, password: "${env:LOKI_PASSWORD}" }
      prometheus: {}
    """
        .formatted(dir.resolve("data"), FreePort.next());
  }

  @AfterEach
  void stop() {
    running.stream().filter(ran -> !ran.ended()).forEach(Ran::signal);
  }

  private Ran ask(String... args) {
    return Ran.command(environment(), withConfig(args));
  }

  private Ran tap(String... more) {
    List<String> args = new ArrayList<>(List.of("tap"));
    args.addAll(List.of(more));
    return Ran.started(environment(), withConfig(args.toArray(String[]::new)));
  }

  /** By its port: others may run on this machine. */
  private String[] withConfig(String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(List.of("--config", dir.resolve("cresset.yaml").toString()));
    return all.toArray(String[]::new);
  }

  private static Socket connect(Ran ran) throws IOException {
    Eventually.holds("syslog listens", () -> LISTENING.matcher(ran.err()).find());
    Matcher port = LISTENING.matcher(ran.err());
    assertThat(port.find()).isTrue();
    return new Socket("127.0.0.1", Integer.parseInt(port.group(1)));
  }

  private static void send(Ran ran, String... lines) throws IOException {
    try (Socket socket = connect(ran)) {
      for (String line : lines) {
        send(socket, line);
      }
    }
  }

  private static void send(Socket socket, String line) {
    try {
      socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends lines until one is seen: a tap shows what flows once it is connected. */
  private static void sendUntilSeen(Ran ran, Ran tap, String line) throws IOException {
    AtomicInteger sent = new AtomicInteger();
    try (Socket socket = connect(ran)) {
      Eventually.holds(
          "a line is seen",
          () -> {
            send(socket, "<13>Oct 11 22:14:15 ap app: " + line + " " + sent.getAndIncrement());
            assertThat(tap.ended()).as(tap.err()).isFalse();
            return tap.out().contains(line);
          });
    }
  }

  @Test
  void statusShowsEveryPart() throws Exception {
    Ran ran = start(config());
    send(ran, "<13>Oct 11 22:14:15 ap app: a line");
    Eventually.holds(
        "the sink fails", () -> ask("status").out().contains("! loki logs has been failing for"));
    Ran status = ask("status");
    assertThat(status.code()).isZero();
    assertThat(status.err()).isEmpty();
    assertThat(status.out())
        .startsWith("Cresset ")
        .containsPattern("\n  syslog +ready +1 ")
        .containsPattern("\n  node +ready ")
        .containsPattern("\n  loki +logs +retrying +0 +0/s +0 +0 +1 ")
        .contains("http://127.0.0.1:9")
        .containsPattern("\n  logs  ok +\\d+ KiB +0 % +1 ")
        .contains("  in " + dir.resolve("data") + "\n")
        // What is collected is not offered.
        .doesNotContain("hunter2", "\n  node: {}", "\n  syslog: ", "\u001b");

    Ran json = ask("status", "--json");
    assertThat(json.code()).isZero();
    JsonNode all = new ObjectMapper().readTree(json.out());
    assertThat(all.get("pid").asLong()).isEqualTo(ProcessHandle.current().pid());
    assertThat(all.get("collectors")).anyMatch(c -> c.get("component").asText().equals("syslog"));
    assertThat(all.at("/sinks/0/lag").asLong()).isEqualTo(1);
    assertThat(all.at("/logs/0/maxBytes").asLong()).isEqualTo(512L << 20);
  }

  @Test
  void statusSaysWhatIsHereAndNotCollected() throws Exception {
    boolean linux = Files.exists(Path.of("/proc/stat"));
    Ran ran = start(config().replace("node: {}", ""));
    String out = ask("status").out();
    int offers = out.indexOf("write under collectors:\n");
    boolean offered =
        offers >= 0
            && Pattern.compile("\n  node: \\{\\} +this machine's CPU").matcher(out).find(offers);
    assertThat(offered).as(out).isEqualTo(linux);
    assertThat(ran.stops()).isZero();
  }

  @Test
  void everyLineThatIsSuggestedWorksAsItStands() throws Exception {
    for (CollectorFactory<?> kind : Kinds.onClassPath().collectors().values()) {
      for (Discovery found : kind.discover(Path.of("/"))) {
        Path file =
            Files.writeString(dir.resolve("try.yaml"), "collectors:\n  " + found.line() + "\n");
        var config =
            new ConfigLoader(
                    Kinds.onClassPath(), new ConfigLoader.Defaults(List.of(), List.of()), Map.of())
                .load(file);
        assertThat(config.collectors()).hasSize(1);
        assertThat(config.collectors().getFirst().factory().kind()).isEqualTo(kind.kind());
      }
    }
    CollectorFactory<?> node =
        Kinds.onClassPath().collectors().values().stream()
            .filter(kind -> kind.kind().equals("node"))
            .findFirst()
            .orElseThrow();
    assertThat(node.discover(dir)).isEmpty();
    Files.createDirectories(dir.resolve("proc"));
    Files.writeString(dir.resolve("proc/stat"), "");
    assertThat(node.discover(dir)).hasSize(1);
  }

  @Test
  void withoutARunningProgramThereIsOneLine() throws IOException {
    Files.writeString(dir.resolve("cresset.yaml"), config());
    for (String command : List.of("status", "tap")) {
      Ran ran = ask(command);
      assertThat(ran.code()).isEqualTo(1);
      assertThat(ran.out()).isEmpty();
      assertThat(ran.err()).startsWith("cresset: no Cresset ").hasLineCount(1);
    }
  }

  @Test
  void tapShowsLogsAsTheyComeAndHidesWhatIsSecret() throws Exception {
    Ran ran = start(config());
    Ran tap = tap("--signal", "logs", "--rate", "10000");
    sendUntilSeen(ran, tap, "hello");
    send(ran, "<13>Oct 11 22:14:15 ap app: login with hunter2-loki and password=geheim");
    // Connections are read beside each other: what was sent on another later may come earlier.
    Eventually.holds("the login", () -> tap.out().contains("login with "));
    sendUntilSeen(ran, tap, "the last");
    assertThat(tap.out())
        .contains("login with *** and password=***")
        .doesNotContain("hunter2", "geheim")
        .containsPattern("Z syslog \\{host\\.name=ap, .*\\} notice hello \\d+ ");
    assertThat(ran.stops()).isZero();
    assertThat(tap.code()).isZero();
    assertThat(tap.err()).endsWith(" has stopped\n");
  }

  @Test
  void tapFiltersAndPrintsJson() throws Exception {
    Ran ran = start(config());
    Ran tap =
        tap(
            "--json",
            "--rate",
            "10000",
            "--component",
            "syslog",
            "--resource",
            "host.name=ap",
            "--text",
            "wanted");
    sendUntilSeen(ran, tap, "wanted");
    send(
        ran,
        "<13>Oct 11 22:14:15 other app: wanted, but of another",
        "<13>Oct 11 22:14:15 ap app: another");
    sendUntilSeen(ran, tap, "wanted at last");
    for (String line : tap.out().lines().toList()) {
      JsonNode record = new ObjectMapper().readTree(line);
      assertThat(record.get("component").asText()).isEqualTo("syslog");
      assertThat(record.at("/logRecord/body/stringValue").asText()).startsWith("wanted");
    }
    assertThat(tap.out()).doesNotContain("of another");
  }

  @Test
  void tapShowsMetricsWhenSomebodyAsksForThem() throws Exception {
    Ran ran = start(config());
    Ran tap = tap("--name", "node_load*", "--rate", "10000");
    Matcher page = Pattern.compile("page (http://[^/]+)/").matcher(ran.out());
    assertThat(page.find()).isTrue();
    URI metrics = URI.create(page.group(1) + "/metrics/node");
    Eventually.holds(
        "the last of them is seen",
        () -> {
          try (InputStream in = metrics.toURL().openStream()) {
            assertThat(in.readAllBytes()).isNotEmpty();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          return tap.out().contains(" node_load15 ");
        });
    assertThat(tap.out().lines())
        .allMatch(line -> line.matches(".*Z node \\{.*\\} node_load(1|5|15) [0-9.]+"));
  }

  @Test
  void tapSaysWhatItLeftOut() throws Exception {
    Ran ran = start(config());
    Ran tap = tap("--rate", "1", "--text", "flood");
    sendUntilSeen(ran, tap, "flood");
    String[] lines = new String[500];
    Arrays.fill(lines, "<13>Oct 11 22:14:15 ap app: flood");
    send(ran, lines);
    Eventually.holds(
        "it says so", () -> tap.err().matches("(?s).*cresset: [\\d,]+ more left out, over 1 a.*"));
    assertThat(tap.out().lines().count()).isLessThan(200);
  }
}
