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
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StartPageTest {
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
        .contains("<td>syslog</td><td class=\"failing\">failing</td>")
        .contains("udp://0.0.0.0:514: port &lt;514&gt; is busy <em>Stop it &amp; retry.</em>")
        .contains("(for 10 min)");
  }

  @Test
  void whatWaitsToBeAskedIsReady() {
    ComponentStatus node =
        component("node", true, new TaskStatus("cpu", State.STARTING, "", "", 0, 0));
    assertThat(page(new Snapshot(List.of(node), List.of(), List.of()), Set.of()))
        .contains("<td>node</td><td class=\"ready\">ready</td>");
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
    LogStatus.SinkStatus loki = new LogStatus.SinkStatus("loki", 0, 1_234_567, 3, 2, 0, 1, 0);
    LogStatus log =
        new LogStatus(
            LogStatus.State.FULL, "no room", 10, 30, 25, 20L << 20, 4, 7, 0, List.of(loki));
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
        .contains("<td>loki</td><td>logs</td><td class=\"retrying\">retrying</td>")
        .contains(
            "<td class=\"n\">1,234,567</td><td class=\"n\">1</td><td class=\"n\">3</td>"
                + "<td class=\"n\">2</td><td>connection refused (for 0 s)</td>")
        .contains("<td>logs</td><td class=\"full\">full</td><td class=\"n\">20</td>")
        .contains("<td class=\"n\">5</td><td>20 MiB</td>")
        .contains("<td>no room</td>");
  }

  @Test
  void loadsNothingAndFitsAPhone() {
    assertThat(page(new Snapshot(List.of(), List.of(), List.of()), Set.of()))
        .contains("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">")
        .doesNotContain("src=", "<link", "<script", "url(", "@import");
  }

  @Test
  void answersOnlyForTheRoot() {
    StartPage page =
        new StartPage(time, "1.0", () -> new Snapshot(List.of(), List.of(), List.of()), _ -> false);
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

  private String page(Snapshot snapshot, Set<String> served) {
    StartPage page = new StartPage(time, "1.0", () -> snapshot, served::contains);
    Response response = page.handle(new Request("GET", "/", Map.of(), Map.of()));
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.contentType()).isEqualTo("text/html; charset=utf-8");
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  private static ComponentStatus component(String id, boolean started, TaskStatus... tasks) {
    return new ComponentStatus(id, id, started, 0, Map.of(), 0, Map.of(), 0, List.of(tasks));
  }
}
