package io.cresset.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.testkit.Eventually;
import io.cresset.testkit.FreePort;
import io.cresset.testkit.http.HttpPeer;
import io.cresset.testkit.misbehaving.CollectorHabit;
import io.cresset.testkit.misbehaving.MisbehavingCollectorFactory;
import io.cresset.testkit.misbehaving.MisbehavingSinkFactory;
import io.cresset.testkit.misbehaving.SinkHabit;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole program with collectors and sinks that do everything wrong, beside node, syslog, the
 * page and a sink, which must not notice.
 */
class MisbehaviourTest {
  private static final Pattern PAGE = Pattern.compile("page (http://127\\.0\\.0\\.1:\\d+)/");

  /** A line of Prometheus' text format 0.0.4 that is no comment. */
  private static final Pattern SAMPLE =
      Pattern.compile(
          "([a-zA-Z_:][a-zA-Z0-9_:]*)"
              + "(\\{(?:[a-zA-Z_][a-zA-Z0-9_]*=\"(?:[^\"\\\\\\n]|\\\\[\"\\\\n])*+\",?)*+\\})?"
              + " (NaN|[+-]Inf|-?\\d+(?:\\.\\d+)?(?:e[+-]\\d+)?)");

  /** A scraper's that waits longer than most, for a machine that has much else to do. */
  private static final Duration SCRAPE_TIMEOUT = Duration.ofSeconds(30);

  /** How long this test waits itself: what comes late by the program's clock is its fault. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir Path dir;
  private final HttpPeer destination = new HttpPeer();
  private URLClassLoader services;
  private ClassLoader before;
  private final CompletableFuture<Ran> started = new CompletableFuture<>();
  private final int syslogPort = FreePort.next();

  /** By which the command finds this program among all that this user runs here. */
  private final int webPort = FreePort.next();

  @BeforeEach
  void start() throws IOException {
    // As a jar on the class path would be, but for this test alone.
    Path listed = Files.createDirectories(dir.resolve("jar/META-INF/services"));
    Files.writeString(
        listed.resolve("io.cresset.api.collect.CollectorFactory"),
        MisbehavingCollectorFactory.class.getName());
    Files.writeString(
        listed.resolve("io.cresset.api.export.ExporterFactory"),
        MisbehavingSinkFactory.class.getName());
    before = Thread.currentThread().getContextClassLoader();
    services = new URLClassLoader(new URL[] {dir.resolve("jar").toUri().toURL()}, before);
    Thread.currentThread().setContextClassLoader(services);
  }

  @AfterEach
  void stop() throws IOException {
    if (started.isDone()) {
      ran().signal();
    }
    Thread.currentThread().setContextClassLoader(before);
    services.close();
    destination.close();
  }

  /**
   * All but what ends a component at its start, and what fills this test's disk or heap or takes
   * its cores.
   */
  private static Set<CollectorHabit> bad() {
    return EnumSet.complementOf(
        EnumSet.of(
            CollectorHabit.HANGS_IN_START,
            CollectorHabit.HANGS_IN_RETIRE,
            CollectorHabit.HANGS_IN_CLOSE,
            CollectorHabit.THROWS_IN_START,
            CollectorHabit.THROWS_IN_RETIRE,
            CollectorHabit.THROWS_IN_CLOSE,
            CollectorHabit.MANY_TASKS,
            CollectorHabit.SPINS,
            CollectorHabit.SPINS_ON_DEMAND,
            CollectorHabit.SPINS_LISTENING,
            CollectorHabit.MILLION_SERIES,
            CollectorHabit.FLOODS_LOGS));
  }

  @Test
  void collectorsThatMisbehaveTouchNobodyElse() throws Exception {
    List<String> entries = new ArrayList<>();
    entries.add("{ name: all, habits: " + names(bad()) + " }");
    for (String habit :
        List.of(
            "hangs_in_start",
            "hangs_in_retire",
            "hangs_in_close",
            "throws_in_start",
            "throws_in_retire",
            "throws_in_close",
            "many_tasks")) {
      entries.add("{ name: " + habit + ", habits: [" + habit + "] }");
    }
    run("  misbehaving: [" + String.join(", ", entries) + "]\n", "");
    String reloaded = theOthersDoTheirWork();
    assertThat(reloaded)
        .as("what could not start is tried again")
        .contains("misbehaving/throws_in_start changed", "misbehaving/many_tasks changed")
        .doesNotContain("misbehaving/all changed");
    theirLossesAreCounted();
    assertThat(page())
        .contains(
            "cresset_collector_unseen_total{component=\"misbehaving/all\",reason=\"name_taken")
        .doesNotContain("cresset_collector_unseen_total{component=\"node\"");
    theLogIsReadable();
    stops();
  }

  @Test
  void aMillionSeriesTouchNobodyElse() throws Exception {
    run("  misbehaving: [{ name: all, habits: [million_series, explodes] }]\n", "");
    theOthersDoTheirWork();
    stops();
  }

  /** Three kinds of threads, and on any machine all carriers of virtual ones. */
  @Test
  void whatComputesWithoutEndTouchesNobodyElse() throws Exception {
    run("  misbehaving: [{ name: all, habits: [spins, spins_on_demand, spins_listening] }]\n", "");
    Eventually.holds(
        "there are more carriers",
        () -> ran().err().contains("something computes without end, maybe misbehaving/all/spins"));
    theOthersDoTheirWork();
    stops();
  }

  @Test
  void aFloodTouchesNobodyElse() throws Exception {
    run("  misbehaving: [{ name: all, habits: [floods_logs] }]\n", "");
    theOthersDoTheirWork();
    stops();
  }

  @Test
  void sinksThatMisbehaveTouchNobodyElse() throws Exception {
    List<String> entries = new ArrayList<>();
    for (SinkHabit habit : SinkHabit.values()) {
      String name = habit.name().toLowerCase(Locale.ROOT);
      entries.add("{ name: " + name + ", habit: " + name + " }");
    }
    run("", "  misbehaving: [" + String.join(", ", entries) + "]\n");
    theOthersDoTheirWork();
    stops();
  }

  private static String names(Set<CollectorHabit> habits) {
    return habits.stream().map(CollectorHabit::task).toList().toString();
  }

  private void run(String collectors, String exporters) throws IOException {
    Path file = dir.resolve("cresset.yaml");
    Files.writeString(file, yaml(collectors, exporters, "30s"));
    started.complete(Ran.started(environment(), "run", "--config", file.toString()));
    // What spins takes cores from this too, and they are shared with other tests.
    Eventually.holds(
        "the page is there",
        Duration.ofMinutes(2).toNanos(),
        () -> PAGE.matcher(ran().out()).find());
  }

  private String yaml(String collectors, String exporters, String timeout) {
    return """
    web: { listen: "127.0.0.1:%d" }
    data: %s
    collectors:
      node: {}
      syslog: { listen: ["tcp://127.0.0.1:%d"] }
    %sexporters:
      loki: { url: "http://127.0.0.1:%d", timeout: %s }
    %s\
    """
        .formatted(
            webPort,
            dir.resolve("data"),
            syslogPort,
            collectors,
            destination.url().getPort(),
            timeout,
            exporters);
  }

  private Map<String, String> environment() {
    return Map.of(
        "RUNTIME_DIRECTORY", dir.toString(), "XDG_STATE_HOME", dir.resolve("state").toString());
  }

  private String theOthersDoTheirWork() throws Exception {
    assertThat(get("/healthz", Optional.empty()).statusCode()).isEqualTo(200);
    for (int i = 1; i <= 2; i++) {
      int lines = i;
      HttpResponse<String> page = get("/metrics", Optional.of(SCRAPE_TIMEOUT));
      assertThat(page.statusCode()).isEqualTo(200);
      assertThat(page.body()).contains("\nnode_uname_info{").contains("\nnode_load1 ");
      assertValid(page.body());
      send("<13>Oct 11 22:14:15 host app: line " + i);
      Eventually.holds(
          "line " + i + " is delivered",
          () ->
              series("cresset_collector_records_total{component=\"syslog\"}") >= lines
                  && series("cresset_sink_delivered_records_total{component=\"loki\"") >= lines);
    }
    assertThat(page()).doesNotContain("cresset_collector_failures_total{component=\"node\"");
    assertThat(page()).doesNotContain("cresset_collector_dropped_total{component=\"node\"");
    assertThat(page()).doesNotContain("cresset_collector_dropped_total{component=\"syslog\"");

    // A reload goes through, and changes what it changes.
    Path file = dir.resolve("cresset.yaml");
    Files.writeString(file, Files.readString(file).replace("timeout: 30s", "timeout: 31s"));
    Ran reload = Ran.command(environment(), "reload", "--config", file.toString());
    assertThat(reload.code()).as(reload.err()).isZero();
    assertThat(reload.out()).startsWith("configuration loaded again: loki changed");
    assertThat(get("/healthz", Optional.empty()).statusCode()).isEqualTo(200);
    return reload.out();
  }

  private void theirLossesAreCounted() {
    Eventually.holds(
        "counted",
        () ->
            page()
                    .lines()
                    .filter(line -> line.startsWith("cresset_collector_dropped_total{"))
                    .filter(line -> line.contains("misbehaving/all"))
                    .filter(
                        line ->
                            line.contains("too_large")
                                || line.contains("malformed")
                                || line.contains("after_run"))
                    .count()
                == 3);
  }

  /** One line each, and no more than ten of a kind in a minute, without traces of bad data. */
  private void theLogIsReadable() {
    List<String> own = ran().err().lines().filter(line -> line.contains("misbehaving/")).toList();
    assertThat(own).isNotEmpty().allMatch(line -> line.startsWith("time="));
    assertThat(own)
        .filteredOn(line -> line.contains("InvalidTelemetry"))
        .as("bad data have no trace")
        .isEmpty();
    assertThat(ran().err().lines().filter(line -> !line.startsWith("time="))).isEmpty();
  }

  /** What does not come is left behind. How soon is shown by a clock to hold, in core. */
  private void stops() {
    CompletableFuture<Integer> stopped = CompletableFuture.supplyAsync(ran()::signal);
    Eventually.holds("it has stopped", stopped::isDone);
    Eventually.holds("the program has ended", ran()::ended);
  }

  /** Every line is a sample or a comment, no series is there twice, each family stands together. */
  private static void assertValid(String page) throws Exception {
    Set<String> seen = new HashSet<>();
    Set<String> typed = new HashSet<>();
    for (String line : page.split("\n", -1)) {
      if (line.startsWith("# TYPE ")) {
        assertThat(typed.add(line.split(" ", -1)[2])).as(line).isTrue();
      } else if (!line.isEmpty() && !line.startsWith("# HELP ")) {
        Matcher sample = SAMPLE.matcher(line);
        String shown = line.length() > 300 ? line.substring(0, 300) : line;
        assertThat(sample.matches()).as(shown).isTrue();
        assertThat(seen.add(line.substring(0, line.lastIndexOf(' ')))).as(shown).isTrue();
      }
    }
    assertThat(page).endsWith("\n");
  }

  private Ran ran() {
    return started.join();
  }

  private HttpResponse<String> get(String path, Optional<Duration> scrapeTimeout) throws Exception {
    Matcher page = PAGE.matcher(ran().out());
    assertThat(page.find()).isTrue();
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(page.group(1) + path));
    scrapeTimeout.ifPresent(
        limit ->
            request
                .header("X-Prometheus-Scrape-Timeout-Seconds", "" + limit.toSeconds())
                .timeout(PATIENCE));
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request.build(), BodyHandlers.ofString());
    }
  }

  /** The program's own series, which no hanging collector delays. */
  private String page() {
    try {
      return get("/metrics/cresset", Optional.empty()).body();
    } catch (Exception e) {
      return "no answer: " + e;
    }
  }

  /** The value of the one series that begins like this; -1 if it is not there. */
  private double series(String begin) {
    return page()
        .lines()
        .filter(line -> line.startsWith(begin))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .findFirst()
        .orElse(-1);
  }

  private void send(String line) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), syslogPort)) {
      socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }
  }
}
