package io.cresset.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.collect.Rhythm;
import io.cresset.api.collect.Task;
import io.cresset.api.model.Resource;
import io.cresset.testkit.Eventually;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When the log is told that a target is up, and how long it took. */
class TargetsTest {
  private static final Duration INTERVAL = Duration.ofSeconds(15);
  private static final Rhythm EVERY = Rhythm.every(INTERVAL);

  /** Between the first run and the first sample. */
  private static final Duration FIRST = Duration.ofSeconds(10);

  private static final String UP = "up{} 1.0";
  private static final String DOWN = "up{} 0.0";
  private static final String AT_ONCE = "scrape_duration_seconds{} 0.0";

  private final Stage stage = new Stage().showing().keeping();

  /** Why runs fail, if they do. */
  private final AtomicReference<CollectFailure.Kind> trouble = new AtomicReference<>();

  @AfterEach
  void close() {
    stage.close();
  }

  private void fail() throws CollectFailure {
    CollectFailure.Kind kind = trouble.get();
    if (kind != null) {
      throw new CollectFailure(kind, "no", "");
    }
  }

  private void awaitRuns(int runs) {
    Eventually.holds(runs + " runs", () -> stage.durations.size() == runs);
    stage.awaitIdle();
  }

  /** Moves the clock and waits for so many points about targets. */
  private List<String> after(Duration time, int points) {
    stage.advance(time);
    Eventually.holds(points + " points", () -> stage.metrics.targets().size() == points);
    return stage.metrics.targets();
  }

  @Test
  void aTargetIsToldOnceAnIntervalFromAWhileAfterItsFirstRun() {
    stage.start("poll", tasks -> tasks.add("t", Stage.HOST, EVERY, _ -> fail()));
    awaitRuns(1);
    assertThat(after(FIRST, 2)).containsExactly(UP, AT_ONCE);
    trouble.set(CollectFailure.Kind.UNREACHABLE);
    stage.advance(Duration.ofSeconds(5));
    awaitRuns(2);
    assertThat(after(FIRST, 4)).endsWith(DOWN, AT_ONCE);
    trouble.set(null);
    stage.advance(Duration.ofSeconds(5));
    awaitRuns(3);
    assertThat(after(FIRST, 6)).endsWith(UP, AT_ONCE);
    assertThat(stage.view.calls()).allMatch(call -> call.startsWith("t "));
    assertThat(stage.status("poll").records()).isZero();
  }

  @Test
  void tasksOfAResourceAreOneTargetThatIsUpWhileOneOfThemGetsThrough() {
    stage.start(
        "node",
        tasks -> {
          tasks.add("cpu", Stage.HOST, EVERY, _ -> fail());
          tasks.add(
              "broken",
              Stage.HOST,
              EVERY,
              _ -> {
                throw new IllegalStateException("a bug");
              });
          // Once a day; what it said this morning does not keep a dead target up.
          tasks.add("inventory", Stage.HOST, Rhythm.every(Duration.ofDays(1)), _ -> {});
        });
    awaitRuns(3);
    assertThat(after(FIRST, 2)).containsExactly(UP, AT_ONCE);
    trouble.set(CollectFailure.Kind.TIMEOUT);
    int points = 2;
    int runs = 3;
    for (int second = 15; second <= 330; second += 15) {
      stage.advance(Duration.ofSeconds(5));
      runs += 2;
      awaitRuns(runs);
      points += 2;
      String now = after(FIRST, points).get(points - 2);
      assertThat(now).isEqualTo(second + 10 <= 310 ? UP : DOWN);
    }
  }

  @Test
  void resourcesAreTargetsOfTheirOwnAndEndWithTheirTasks() {
    CompletableFuture<Task> gone = new CompletableFuture<>();
    Resource other = Stage.HOST.with(Resource.SERVICE_INSTANCE_ID, "bmc7");
    trouble.set(CollectFailure.Kind.UNAUTHORIZED);
    stage.start(
        "ipmi",
        tasks -> {
          tasks.add("host", Stage.HOST, EVERY, _ -> {});
          gone.complete(tasks.add("bmc7", other, EVERY, _ -> fail()));
        });
    awaitRuns(2);
    assertThat(after(FIRST, 4)).containsOnlyOnce(UP).contains(AT_ONCE);
    gone.join().cancel();
    Eventually.holds("ended", () -> stage.metrics.targets().size() == 6);
    assertThat(stage.metrics.targets().subList(4, 6))
        .containsExactly("up{} ended", "scrape_duration_seconds{} ended");
    assertThat(after(INTERVAL, 8).subList(6, 8)).containsExactly(UP, AT_ONCE);
    assertThat(stage.supervisor.stop(List.of("ipmi"), Duration.ofSeconds(1))).isTrue();
    assertThat(stage.metrics.targets().subList(8, 10))
        .containsExactly("up{} ended", "scrape_duration_seconds{} ended");
  }

  @Test
  void whatIsAbsentIsUp() {
    trouble.set(CollectFailure.Kind.ABSENT);
    stage.start("poll", tasks -> tasks.add("t", Stage.HOST, EVERY, _ -> fail()));
    awaitRuns(1);
    assertThat(after(FIRST, 2)).containsExactly(UP, AT_ONCE);
  }

  @Test
  void aBodyThatHangsIsDownForAsLongAsItDoes() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch returns = new CountDownLatch(1);
    stage.start(
        "poll",
        tasks ->
            tasks.add(
                "t",
                Stage.HOST,
                EVERY,
                _ -> {
                  entered.countDown();
                  SupervisorPollTest.awaitUninterruptibly(returns);
                }));
    entered.await();
    stage.advance(FIRST);
    awaitFirst();
    assertThat(after(FIRST, 2)).containsExactly(DOWN, "scrape_duration_seconds{} 10.0");
    for (int i = 2; i < 30; i++) {
      assertThat(after(INTERVAL, 2 * i).get(2 * i - 2)).isEqualTo(DOWN);
    }
    returns.countDown();
  }

  private void awaitFirst() {
    Eventually.holds("timed out", () -> stage.durations.size() == 1);
    Eventually.holds(
        "left behind", () -> stage.status("poll").state() == ComponentStatus.State.FAILING);
  }

  @Test
  void aFullLogHoldsUpNoRunAndGetsOneSampleLater() {
    stage.start("poll", tasks -> tasks.add("t", Stage.HOST, EVERY, _ -> {}));
    awaitRuns(1);
    stage.metrics.full(true);
    stage.advance(FIRST);
    Eventually.holds("a sample waits", () -> stage.metrics.blocked() == 1);
    for (int runs = 2; runs <= 5; runs++) {
      stage.advance(INTERVAL);
      awaitRuns(runs);
    }
    assertThat(stage.metrics.blocked()).isEqualTo(1);
    stage.metrics.full(false);
    Eventually.holds("taken", () -> stage.metrics.targets().size() == 2);
    assertThat(stage.supervisor.stop(List.of("poll"), Duration.ofSeconds(1))).isTrue();
  }

  @Test
  void withoutALogForMetricsNothingIsNoted() {
    try (Stage scraped = new Stage()) {
      scraped.start("poll", tasks -> tasks.add("t", Stage.HOST, EVERY, _ -> {}));
      Eventually.holds("ran", () -> scraped.durations.size() == 1);
      scraped.awaitIdle();
      scraped.advance(Duration.ofMinutes(1));
      assertThat(scraped.metrics.batches()).isEmpty();
    }
  }
}
