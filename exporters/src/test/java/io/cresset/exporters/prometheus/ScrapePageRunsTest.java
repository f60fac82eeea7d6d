package io.cresset.exporters.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.collect.Rhythm;
import io.cresset.api.export.View.Run;
import io.cresset.api.model.Labels;
import io.cresset.api.model.MetricSpec;
import io.cresset.api.model.NumberPoint;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What of a run is seen, and for how long. */
final class ScrapePageRunsTest extends PageStage {

  @Test
  void aRunIsVisibleWhole() {
    Run first = every("poll");
    accept(first, gauge("a", 1));
    assertThat(series("/metrics")).isEmpty();
    accept(first, gauge("b", 1));
    assertThat(series("/metrics")).isEmpty();
    succeeded(first);
    assertThat(series("/metrics")).containsExactly("a 1", "b 1");

    Run second = every("poll");
    accept(second, gauge("a", 2));
    assertThat(series("/metrics")).containsExactly("a 1", "b 1");
    succeeded(second);
    assertThat(series("/metrics")).containsExactly("a 2");
  }

  @Test
  void anAbandonedRunLeavesNothingBehind() {
    accept(onDemand("node", "mounts"), gauge("a", 1));
    Run next = onDemand("node", "mounts");
    whole(next, gauge("b", 2));
    assertThat(series("/metrics")).containsExactly("b 2");

    // Nor does a run that ends without having said anything, after one that never ended.
    accept(every("poll"), gauge("c", 1));
    succeeded(every("poll"));
    assertThat(series("/metrics")).containsExactly("b 2");
  }

  @Test
  void anOnDemandTaskShowsItsLastRunAlone() {
    whole(onDemand("node", "mounts"), gauge("a", 1), gauge("b", 1));
    Run broken = onDemand("node", "mounts");
    accept(broken, gauge("a", 2), gauge("node_scrape_collector_success", 0));
    failed(broken);
    assertThat(series("/metrics")).containsExactly("a 2", "node_scrape_collector_success 0");
  }

  @Test
  void anOnDemandTaskThatHangsShowsNothing() {
    whole(onDemand("node", "mounts"), gauge("a", 1));
    context.fakeTime().advance(Duration.ofSeconds(1));
    assertThat(series("/metrics")).containsExactly("a 1");
    // The next scrape's run does not end in time.
    context.fakeTime().advance(Duration.ofSeconds(14));
    Run hanging = onDemand("node", "mounts");
    context.onCollect(
        (_, limit) -> {
          context.fakeTime().advance(limit);
          return true;
        });
    assertThat(series("/metrics")).isEmpty();
    whole(hanging, gauge("a", 3));
    assertThat(series("/metrics")).containsExactly("a 3");
  }

  @Test
  void aFailedPollEndsNothingUntilItIsStale() {
    Run good = every("poll");
    accept(good, gauge("port", "port", "1", "2", "3"), gauge("up", 1));
    succeeded(good);
    context.fakeTime().advance(Duration.ofMinutes(4));
    Run bad = every("poll");
    accept(bad, gauge("port", "port", "1"), gauge("up", 0));
    failed(bad);
    assertThat(series("/metrics"))
        .containsExactly("port{port=\"1\"} 1", "port{port=\"2\"} 1", "port{port=\"3\"} 1", "up 0");

    context.fakeTime().advance(Duration.ofMinutes(1));
    assertThat(series("/metrics")).containsExactly("port{port=\"1\"} 1", "up 0");
    context.fakeTime().advance(Duration.ofMinutes(4));
    assertThat(series("/metrics")).isEmpty();

    Run again = every("poll");
    accept(again, gauge("up", 1));
    succeeded(again);
    assertThat(series("/metrics")).containsExactly("up 1");
  }

  @Test
  void aPollThatFailsForDaysTakesNoMoreMemory() {
    whole(every("poll"), gauge("port", "port", "1", "2"));
    for (int i = 0; i < 10_000; i++) {
      context.fakeTime().advance(Duration.ofSeconds(1));
      Run bad = every("poll");
      accept(bad, gauge("up", i));
      failed(bad);
    }
    assertThat(series("/metrics")).containsExactly("up 9999");
  }

  @Test
  void theWallClockHasNoSay() {
    whole(every("poll"), gauge("up", 1));
    context.fakeTime().stepWallClock(Duration.ofDays(400));
    assertThat(series("/metrics")).containsExactly("up 1");
    context.fakeTime().stepWallClock(Duration.ofDays(-800));
    assertThat(series("/metrics")).containsExactly("up 1");
  }

  @Test
  void aListenersSeriesKeepTheirLastValue() {
    for (String value : List.of("1", "2", "1")) {
      Run push = run("otlp", "receive", Rhythm.Kind.LISTEN);
      whole(push, gauge("pushed", "from", value));
      context.fakeTime().advance(Duration.ofMinutes(2));
    }
    assertThat(series("/metrics")).containsExactly("pushed{from=\"1\"} 1", "pushed{from=\"2\"} 1");
    context.fakeTime().advance(Duration.ofMinutes(2));
    assertThat(series("/metrics")).containsExactly("pushed{from=\"1\"} 1");
  }

  @Test
  void whatEndedIsNotShown() {
    Run first = every("poll");
    whole(first, gauge("port", "port", "1", "2"));
    Run second = every("poll");
    NumberPoint ended = new NumberPoint(Labels.of("port", "2"), 1).endedAt(5);
    accept(second, MetricSpec.gauge("port", "Help.").family(List.of(ended)));
    failed(second);
    assertThat(series("/metrics")).containsExactly("port{port=\"1\"} 1");
  }

  @Test
  void aCancelledTaskIsGone() {
    whole(every("poll"), gauge("a", 1));
    whole(every("other"), gauge("b", 1));
    page.cancelled("snmp/gate", "poll");
    page.cancelled("snmp/gate", "never-there");
    assertThat(series("/metrics")).containsExactly("b 1");
  }
}
