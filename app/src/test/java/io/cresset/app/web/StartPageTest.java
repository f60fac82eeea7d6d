package io.cresset.app.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.http.HttpRoutes.Request;
import io.cresset.api.http.HttpRoutes.Response;
import io.cresset.api.model.Signal;
import io.cresset.core.log.LogStatus;
import io.cresset.core.runtime.ComponentStatus;
import io.cresset.core.runtime.ComponentStatus.State;
import io.cresset.core.runtime.ComponentStatus.TaskStatus;
import io.cresset.core.runtime.DeliveryStatus;
import io.cresset.testkit.FakeTime;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class StartPageTest {
  private static final Supplier<Snapshot> NOTHING =
      () -> new Snapshot(List.of(), List.of(), List.of());

  private final FakeTime time = new FakeTime();

  @Test
  void showsWhatIsWrongAndWhatToDo() {
    long since = time.unixNanos() - 600_000_000_000L;
    ComponentStatus syslog =
        component(
            "syslog",
            false,
            new TaskStatus(
                "udp://0.0.0.0:514",
                State.FAILING,
                "port <514> is busy",
                "Stop it & retry.",
                since,
                0));
    String page = page(new Snapshot(List.of(syslog), List.of(), List.of()), Set.of());
    assertThat(page)
        .contains("<p class=\"unwell\">One part needs attention.</p>")
        .contains("<article class=\"failing\"><h3>syslog <span class=\"state\">failing</span></h3>")
        .contains("udp://0.0.0.0:514: port &lt;514&gt; is busy <span class=\"since\">(for 10 min)<")
        .contains("<em>Stop it &amp; retry.</em>");
  }

  @Test
  void whatWaitsToBeAskedIsReady() {
    ComponentStatus node =
        component("node", true, new TaskStatus("cpu", State.STARTING, "", "", 0, 0));
    assertThat(page(new Snapshot(List.of(node), List.of(), List.of()), Set.of()))
        .contains("<p class=\"well\">Everything works.</p>")
        .contains("<article class=\"ready\"><h3>node <span class=\"state\">ready</span></h3>");
  }

  @Test
  void linksOnlyToWhatIsServed() {
    ComponentStatus node = component("node", true);
    Snapshot snapshot = new Snapshot(List.of(node), List.of(), List.of());
    assertThat(page(snapshot, Set.of("/metrics", "/metrics/node")))
        .contains("<a href=\"/metrics\">", "<a href=\"/metrics/node\">", "<a href=\"/readyz\">");
    assertThat(page(snapshot, Set.of()))
        .contains("<a href=\"/readyz\">")
        .doesNotContain("href=\"/metrics");
  }

  @Test
  void showsEverySinksAccountAndTheBuffer() {
    LogStatus.SinkStatus loki =
        new LogStatus.SinkStatus(
            "loki", 0, 1_234_567, 3, 2, 0, 1, time.unixNanos() - 200_000_000_000L);
    LogStatus log =
        new LogStatus(
            LogStatus.State.FULL, "no room", 10, 30, 25, 20L << 20, 4, 7, 0, 0, List.of(loki));
    DeliveryStatus delivery =
        new DeliveryStatus(
            "loki",
            Signal.LOGS,
            DeliveryStatus.State.RETRYING,
            "connection refused",
            time.unixNanos(),
            0,
            Map.of());
    String page =
        page(
            new Snapshot(List.of(), List.of(new Snapshot.Log(Signal.LOGS, log)), List.of(delivery)),
            Set.of());
    assertThat(page)
        .contains("<p class=\"unwell\">2 parts need attention.</p>")
        .contains("<h3>loki logs <span class=\"state\">retrying</span></h3>")
        .contains("connection refused <span class=\"since\">(for 0 s)</span>")
        .contains("<article class=\"full\"><h3>logs <span class=\"state\">full</span></h3>")
        .contains("<p class=\"wrong\">no room</p>");
    assertThat(facts(page))
        .contains("delivered=1,234,567", "waiting=1", "oldest waits=3 min", "rejected=3")
        .contains("dropped=2", "records=20", "not yet synced=5", "size=20 MiB", "damaged=7");
  }

  /** Names and values, in their order. */
  private static List<String> facts(String page) {
    return Pattern.compile("<dt>([^<]*)</dt><dd>([^<]*)</dd>")
        .matcher(page)
        .results()
        .map(fact -> fact.group(1) + "=" + fact.group(2))
        .toList();
  }

  @Test
  void ratesAreOfTheLastMinute() {
    AtomicLong records = new AtomicLong(1_000_000);
    Supplier<Snapshot> snapshot =
        () ->
            new Snapshot(
                List.of(
                    new ComponentStatus(
                        "syslog",
                        "syslog",
                        true,
                        1,
                        Map.of(),
                        records.get(),
                        Map.of(),
                        0,
                        Map.of(),
                        List.of())),
                List.of(),
                List.of());
    try (RecentRates rates = new RecentRates(time, snapshot)) {
      StartPage page = new StartPage(time, "1.0", snapshot, rates, _ -> false);
      assertThat(facts(text(page))).contains("now=–", "records=1,000,000");
      for (int i = 0; i < 30; i++) {
        records.addAndGet(20);
        step(rates);
      }
      assertThat(facts(text(page))).contains("now=2.0/s", "records=1,000,600");
      for (int i = 0; i < 7; i++) {
        records.addAndGet(25_000);
        step(rates);
      }
      assertThat(facts(text(page))).contains("now=2,500/s");
      for (int i = 0; i < 7; i++) {
        step(rates);
      }
      assertThat(facts(text(page))).contains("now=0/s");
      // Started again, it counts from nothing.
      records.set(10);
      step(rates);
      assertThat(facts(text(page))).contains("now=0/s", "records=10");
    }
  }

  private void step(RecentRates rates) {
    time.advance(Duration.ofSeconds(10));
    rates.look();
  }

  @Test
  void ofManyFailingTasksAFewAreShown() {
    TaskStatus[] tasks = new TaskStatus[25];
    for (int i = 0; i < tasks.length; i++) {
      tasks[i] = new TaskStatus("task " + i, State.FAILING, "away", "", time.unixNanos(), 0);
    }
    assertThat(page(new Snapshot(List.of(component("snmp", true, tasks)), List.of(), List.of())))
        .contains("task 9: away", "<p>and 15 more</p>")
        .doesNotContain("task 10: away");
  }

  @Test
  void loadsNothingAndFitsAPhone() {
    assertThat(page(new Snapshot(List.of(), List.of(), List.of()), Set.of()))
        .contains("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">")
        .contains("<link rel=\"icon\" href=\"data:,\">")
        .doesNotContain("src=", "<script", "url(", "@import", "<form", "http:", "https:");
  }

  @Test
  void answersOnlyForTheRoot() {
    StartPage page =
        new StartPage(time, "1.0", NOTHING, new RecentRates(time, NOTHING), _ -> false);
    assertThat(page.handle(new Request("GET", "/nowhere", Map.of(), Map.of())).status())
        .isEqualTo(404);
  }

  @Test
  void readinessNamesWhoHasNotStarted() {
    ComponentStatus waits =
        component(
            "syslog", false, new TaskStatus("udp", State.FAILING, "port busy", "Free it.", 0, 0));
    ComponentStatus runs =
        component("node", true, new TaskStatus("cpu", State.FAILING, "away", "", 0, 0));
    Response response = Health.ready(List.of(waits, runs));
    assertThat(response.status()).isEqualTo(503);
    assertThat(new String(response.body(), StandardCharsets.UTF_8))
        .isEqualTo("syslog has not started yet; udp: port busy (Free it.)\n");
    assertThat(Health.ready(List.of(runs)).status()).isEqualTo(200);
  }

  private String page(Snapshot snapshot) {
    return page(snapshot, Set.of());
  }

  private String page(Snapshot snapshot, Set<String> served) {
    try (RecentRates rates = new RecentRates(time, () -> snapshot)) {
      return text(new StartPage(time, "1.0", () -> snapshot, rates, served::contains));
    }
  }

  private static String text(StartPage page) {
    Response response = page.handle(new Request("GET", "/", Map.of(), Map.of()));
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.contentType()).isEqualTo("text/html; charset=utf-8");
    assertThat(response.headers().get("Content-Security-Policy")).startsWith("default-src 'none'");
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  private static ComponentStatus component(String id, boolean started, TaskStatus... tasks) {
    return new ComponentStatus(
        id, id, started, 0, Map.of(), 0, Map.of(), 0, Map.of(), List.of(tasks));
  }
}
