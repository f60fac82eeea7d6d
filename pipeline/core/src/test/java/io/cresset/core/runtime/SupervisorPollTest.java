package io.cresset.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.collect.Rhythm;
import io.cresset.core.runtime.ComponentStatus.State;
import io.cresset.core.runtime.ComponentStatus.TaskStatus;
import io.cresset.testkit.Eventually;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SupervisorPollTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Rhythm EVERY_10_S = Rhythm.every(Duration.ofSeconds(10));

  private final Stage stage = new Stage();

  @AfterEach
  void close() {
    stage.close();
  }

  private TaskStatus task(String component) {
    return stage.status(component).tasks().getFirst();
  }

  private void awaitIdle(String component, long runs) {
    Eventually.holds(
        runs + " runs of " + component,
        () -> stage.durations.size() == runs && stage.status(component).runs() == runs);
    stage.awaitIdle();
  }

  @Test
  void comesSoonForWhoHasSeenNoRun() {
    stage.start("poll", tasks -> tasks.add("t", Stage.HOST, EVERY_10_S, _ -> {}));
    awaitIdle("poll", 1);
    stage.advance(Duration.ofSeconds(3));
    stage.supervisor.pollSoon();
    stage.advance(Duration.ofNanos(1));
    awaitIdle("poll", 2);
    stage.advance(Duration.ofSeconds(9));
    assertThat(stage.status("poll").runs()).isEqualTo(2);
    stage.advance(Duration.ofSeconds(1));
    awaitIdle("poll", 3);
  }

  @Test
  void runsFromStartToStartAtItsInterval() {
    List<Long> starts = new CopyOnWriteArrayList<>();
    stage.start(
        "poll",
        tasks ->
            tasks.add(
                "t",
                Stage.HOST,
                EVERY_10_S,
                _ -> {
                  starts.add(stage.time.monotonicNanos() / SECOND.toNanos());
                  stage.time.sleep(3 * SECOND.toNanos());
                }));
    for (int i = 0; i < 3; i++) {
      int runs = i + 1;
      Eventually.holds("run " + runs, () -> starts.size() == runs);
      stage.time.awaitWaiters(2);
      stage.advance(Duration.ofSeconds(3));
      awaitIdle("poll", runs);
      stage.advance(Duration.ofSeconds(7));
    }
    Eventually.holds("run 4", () -> starts.size() == 4);
    assertThat(starts).containsExactly(0L, 10L, 20L, 30L);
    assertThat(stage.durations).containsOnly(Duration.ofSeconds(3));
  }

  @Test
  void leavesOutWhatItMissed() {
    List<Long> starts = new CopyOnWriteArrayList<>();
    stage.start(
        "poll",
        tasks ->
            tasks.add(
                "t",
                Stage.HOST,
                EVERY_10_S,
                _ -> starts.add(stage.time.monotonicNanos() / SECOND.toNanos())));
    awaitIdle("poll", 1);
    stage.advance(Duration.ofSeconds(35));
    awaitIdle("poll", 2);
    stage.advance(Duration.ofSeconds(5));
    awaitIdle("poll", 3);
    assertThat(starts).containsExactly(0L, 35L, 40L);
  }

  @Test
  void saysAFailureOncePerChangeAndCountsEach() {
    AtomicReference<CollectFailure.Kind> kind = new AtomicReference<>();
    stage.start(
        "poll",
        tasks ->
            tasks.add(
                "bmc",
                Stage.HOST,
                EVERY_10_S,
                _ -> {
                  CollectFailure.Kind failing = kind.get();
                  if (failing != null) {
                    throw new CollectFailure(failing, "192.0.2.1 says no", "Say please.");
                  }
                }));
    awaitIdle("poll", 1);
    assertThat(task("poll").state()).isEqualTo(State.READY);
    int runs = 1;
    for (CollectFailure.Kind next :
        List.of(
            CollectFailure.Kind.UNREACHABLE,
            CollectFailure.Kind.UNREACHABLE,
            CollectFailure.Kind.UNAUTHORIZED)) {
      kind.set(next);
      stage.advance(Duration.ofSeconds(10));
      awaitIdle("poll", ++runs);
    }
    Eventually.holds("failing", () -> task("poll").state() == State.FAILING);
    assertThat(task("poll").error()).isEqualTo("192.0.2.1 says no");
    assertThat(task("poll").remedy()).isEqualTo("Say please.");
    assertThat(task("poll").sinceUnixNanos())
        .isEqualTo(stage.time.unixNanos() - 2 * 10 * SECOND.toNanos());
    assertThat(stage.status("poll").state()).isEqualTo(State.FAILING);
    kind.set(null);
    stage.advance(Duration.ofSeconds(10));
    Eventually.holds("ready", () -> task("poll").state() == State.READY);
    Eventually.holds("said", () -> stage.log.lines().size() == 3);
    assertThat(stage.status("poll").failures())
        .isEqualTo(Map.of("unreachable", 2L, "unauthorized", 1L));
    assertThat(stage.log.lines())
        .containsExactly(
            "WARNING cannot collect: 192.0.2.1 says no; Say please.",
            "WARNING cannot collect: 192.0.2.1 says no; Say please.",
            "INFO works again");
  }

  @Test
  void whatIsAbsentIsNoFaultAndSaidAtDebug() {
    stage.start(
        "poll",
        tasks ->
            tasks.add(
                "t",
                Stage.HOST,
                EVERY_10_S,
                _ -> {
                  throw new CollectFailure(CollectFailure.Kind.ABSENT, "no /sys/class/x", "");
                }));
    awaitIdle("poll", 1);
    Eventually.holds("absent", () -> task("poll").state() == State.ABSENT);
    stage.advance(Duration.ofSeconds(10));
    awaitIdle("poll", 2);
    assertThat(stage.status("poll").state()).isEqualTo(State.ABSENT);
    assertThat(stage.status("poll").failures()).isEmpty();
    // A line is written when its run has ended already.
    Eventually.holds("said", () -> !stage.log.lines().isEmpty());
    assertThat(stage.log.lines()).containsExactly("DEBUG not here: no /sys/class/x");
  }

  @Test
  void aDefectIsLoggedWithItsTraceAndTakesNothingElseDown() {
    AtomicInteger healthy = new AtomicInteger();
    stage.start(
        "poll",
        tasks -> {
          tasks.add(
              "broken",
              Stage.HOST,
              EVERY_10_S,
              _ -> {
                throw new StackOverflowError("too deep");
              });
          tasks.add("healthy", Stage.HOST, EVERY_10_S, _ -> healthy.incrementAndGet());
        });
    for (int runs = 1; runs <= 3; runs++) {
      awaitIdle("poll", 2L * runs);
      stage.advance(Duration.ofSeconds(10));
    }
    awaitIdle("poll", 8);
    Eventually.holds("counted", () -> stage.status("poll").failures().equals(Map.of("defect", 4L)));
    assertThat(healthy).hasValue(4);
    Eventually.holds("said", () -> !stage.log.lines().isEmpty());
    assertThat(stage.log.lines())
        .containsExactly("ERROR defect in task 'broken' (java.lang.StackOverflowError: too deep)");
  }

  @Test
  void aRunPastItsDeadlineIsInterruptedAndCountsAsTimedOut() {
    stage.showing();
    AtomicBoolean interrupted = new AtomicBoolean();
    stage.start(
        "poll",
        tasks ->
            tasks.add(
                "t",
                Stage.HOST,
                EVERY_10_S.deadline(Duration.ofSeconds(2)),
                out -> {
                  out.emit(Stage.up(1));
                  try {
                    new CountDownLatch(1).await();
                  } catch (InterruptedException e) {
                    interrupted.set(true);
                    throw e;
                  }
                }));
    stage.awaitCalls("t up{} 1.0");
    stage.advance(Duration.ofSeconds(2));
    stage.awaitCalls("t up{} 1.0", "t timeout");
    Eventually.holds("interrupted", interrupted::get);
    Eventually.holds("state", () -> task("poll").state() == State.FAILING);
    assertThat(task("poll").error()).isEqualTo("no end after 2.0 s");
    assertThat(stage.status("poll").failures()).isEqualTo(Map.of("timeout", 1L));
    Eventually.holds("not hung", () -> task("poll").hungSinceUnixNanos() == 0);
    stage.awaitIdle();
    stage.advance(Duration.ofSeconds(8));
    Eventually.holds("runs again", () -> stage.status("poll").runs() == 2);
  }

  @Test
  void aBodyThatHangsIsAbandonedUntilItReturns() {
    stage.showing();
    CountDownLatch returns = new CountDownLatch(1);
    AtomicReference<String> threadName = new AtomicReference<>();
    AtomicReference<Throwable> refusal = new AtomicReference<>();
    stage.start(
        "poll",
        tasks ->
            tasks.add(
                "t",
                Stage.HOST,
                EVERY_10_S
                    .onPlatformThread()
                    .reporting(result -> List.of(Stage.UP.family(result.success() ? 1 : 0))),
                out -> {
                  threadName.set(
                      Thread.currentThread().getName() + Thread.currentThread().isVirtual());
                  awaitUninterruptibly(returns);
                  try {
                    out.emit(Stage.up(7));
                  } catch (InterruptedException e) {
                    refusal.set(e);
                  }
                }));
    Eventually.holds("body runs", () -> "poll/tfalse".equals(threadName.get()));
    stage.advance(Duration.ofSeconds(10));
    stage.awaitCalls("t up{} 0.0", "t timeout");
    Eventually.holds("said", () -> task("poll").hungSinceUnixNanos() == stage.time.unixNanos());
    stage.advance(Duration.ofSeconds(60));
    assertThat(stage.status("poll").runs()).isEqualTo(1);

    returns.countDown();
    Eventually.holds("returned", () -> task("poll").hungSinceUnixNanos() == 0);
    assertThat(refusal.get()).hasMessageContaining("deadline");
    assertThat(stage.status("poll").dropped()).isEqualTo(Map.of("abandoned", 1L));
    stage.awaitIdle();
    stage.advance(Duration.ofSeconds(10));
    stage.awaitCalls("t up{} 0.0", "t timeout", "t up{} 7.0", "t up{} 1.0", "t success");
  }

  static void awaitUninterruptibly(CountDownLatch latch) {
    while (true) {
      try {
        latch.await();
        return;
      } catch (InterruptedException e) {
        // A body that does not listen.
      }
    }
  }

  @Test
  void tasksOfOneLaneRunOneAtATimeAlsoBehindAHungOne() {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    AtomicInteger second = new AtomicInteger();
    AtomicInteger elsewhere = new AtomicInteger();
    CountDownLatch returns = new CountDownLatch(1);
    stage.start(
        "bmc",
        tasks -> {
          tasks.add(
              "a",
              Stage.HOST,
              EVERY_10_S.lane("session"),
              _ -> {
                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                awaitUninterruptibly(returns);
                running.decrementAndGet();
              });
          tasks.add(
              "b",
              Stage.HOST,
              EVERY_10_S.lane("session"),
              _ -> {
                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                second.incrementAndGet();
                running.decrementAndGet();
              });
          tasks.add("c", Stage.HOST, EVERY_10_S, _ -> elsewhere.incrementAndGet());
        });
    Eventually.holds("a runs", () -> running.get() == 1);
    // Through to its end, or the next tick would find it running.
    Eventually.holds(
        "c has run beside it",
        () ->
            stage.status("bmc").tasks().stream()
                .anyMatch(task -> task.task().equals("c") && task.state() == State.READY));
    stage.advance(Duration.ofSeconds(10));
    Eventually.holds("a is abandoned", () -> task("bmc").hungSinceUnixNanos() != 0);
    Eventually.holds("c runs again", () -> elsewhere.get() == 2);
    assertThat(second).hasValue(0);
    returns.countDown();
    Eventually.holds("b had its turn", () -> second.get() == 1);
    assertThat(most).hasValue(1);
  }

  @Test
  void aFloodIsHeldBackByTheLogAndEndsAtTheDeadline() {
    stage.keeping();
    stage.metrics.full(true);
    AtomicInteger emitted = new AtomicInteger();
    stage.start(
        "poll",
        tasks ->
            tasks.add(
                "t",
                Stage.HOST,
                EVERY_10_S,
                out -> {
                  for (int i = 0; i < 1_000; i++) {
                    out.emit(Stage.up(i));
                    emitted.incrementAndGet();
                  }
                }));
    Eventually.holds("blocked", () -> stage.metrics.blocked() == 1);
    stage.advance(Duration.ofSeconds(10));
    Eventually.holds("timed out", () -> task("poll").state() == State.FAILING);
    Eventually.holds("returned", () -> task("poll").hungSinceUnixNanos() == 0);
    assertThat(emitted).hasValue(0);
    assertThat(stage.status("poll").dropped()).isEqualTo(Map.of("abandoned", 1L));
    stage.awaitIdle();
    stage.metrics.full(false);
    stage.advance(Duration.ofSeconds(10));
    Eventually.holds("all", () -> stage.metrics.points().size() == 1_000);
  }

  @Test
  void inTheBackgroundNobodyWaitsForItsFirstRun() {
    stage.start(
        "poll",
        tasks ->
            tasks.add(
                "t", Stage.HOST, EVERY_10_S.inBackground(), _ -> new CountDownLatch(1).await()));
    Eventually.holds("runs", () -> stage.status("poll").runs() == 1);
    assertThat(stage.supervisor.started()).isTrue();
  }

  @Test
  void isStartedOnceItsFirstRunHasEnded() {
    CountDownLatch go = new CountDownLatch(1);
    stage.start("poll", tasks -> tasks.add("t", Stage.HOST, EVERY_10_S, _ -> go.await()));
    Eventually.holds("runs", () -> stage.status("poll").runs() == 1);
    assertThat(stage.status("poll").state()).isEqualTo(State.STARTING);
    assertThat(stage.supervisor.started()).isFalse();
    go.countDown();
    Eventually.holds("started", stage.supervisor::started);
    assertThat(stage.status("poll").state()).isEqualTo(State.READY);
  }
}
