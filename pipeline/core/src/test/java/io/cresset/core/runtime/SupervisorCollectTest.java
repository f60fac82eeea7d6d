package io.cresset.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.collect.Rhythm;
import io.cresset.api.collect.TaskBody;
import io.cresset.testkit.Eventually;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SupervisorCollectTest {
  private static final Duration LIMIT = Duration.ofSeconds(9);

  private final Stage stage = new Stage().showing();
  private final ExecutorService scrapers = Executors.newVirtualThreadPerTaskExecutor();

  @AfterEach
  void close() {
    scrapers.shutdownNow();
    stage.close();
  }

  private Future<Boolean> scrape(String selector) {
    return scrapers.submit(() -> stage.supervisor.collect(selector, LIMIT));
  }

  @Test
  void runsWhatIsAskedForAndReturnsWhenTheViewsHaveIt() throws Exception {
    stage.start(
        "node", tasks -> tasks.add("a", Stage.HOST, Rhythm.onDemand(), o -> o.emit(Stage.up(1))));
    stage.start(
        "snmp/router",
        tasks -> tasks.add("b", Stage.HOST, Rhythm.onDemand(), o -> o.emit(Stage.up(2))));
    assertThat(stage.supervisor.started()).isTrue();
    assertThat(stage.view.calls()).isEmpty();

    assertThat(stage.supervisor.collect("node", LIMIT)).isTrue();
    assertThat(stage.view.calls()).containsExactly("a up{} 1.0", "a success");
    assertThat(stage.supervisor.collect("snmp", LIMIT)).isTrue();
    assertThat(stage.view.calls()).endsWith("b up{} 2.0", "b success");
    stage.advance(Duration.ofSeconds(1));
    assertThat(stage.supervisor.collect("snmp/router", LIMIT)).isTrue();
    assertThat(stage.status("snmp/router").runs()).isEqualTo(2);
    assertThat(stage.supervisor.collect("nothing", LIMIT)).isFalse();
    stage.advance(Duration.ofSeconds(1));
    assertThat(stage.supervisor.collect("", LIMIT)).isTrue();
    assertThat(stage.status("node").runs()).isEqualTo(2);
    assertThat(stage.status("snmp/router").runs()).isEqualTo(3);
  }

  @Test
  void callersAtTheSameTimeShareARun() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    stage.start("node", tasks -> tasks.add("a", Stage.HOST, Rhythm.onDemand(), _ -> go.await()));
    List<Future<Boolean>> all = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      all.add(scrape(""));
    }
    stage.time.awaitWaiters(6);
    assertThat(all).noneMatch(Future::isDone);
    go.countDown();
    for (Future<Boolean> one : all) {
      assertThat(one.get()).isTrue();
    }
    assertThat(stage.status("node").runs()).isEqualTo(1);
  }

  @Test
  void whatRanWithinASecondIsNotRepeated() throws Exception {
    stage.start("node", tasks -> tasks.add("a", Stage.HOST, Rhythm.onDemand(), _ -> {}));
    stage.supervisor.collect("", LIMIT);
    stage.advance(Duration.ofMillis(999));
    stage.supervisor.collect("", LIMIT);
    assertThat(stage.status("node").runs()).isEqualTo(1);
    stage.advance(Duration.ofMillis(1));
    stage.supervisor.collect("", LIMIT);
    assertThat(stage.status("node").runs()).isEqualTo(2);
  }

  @Test
  void waitsNoLongerThanItsLimitAndShowsTheRestNextTime() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    stage.start(
        "node",
        tasks -> {
          tasks.add("quick", Stage.HOST, Rhythm.onDemand(), o -> o.emit(Stage.up(1)));
          tasks.add(
              "slow",
              Stage.HOST,
              Rhythm.onDemand(),
              o -> {
                go.await();
                o.emit(Stage.up(2));
              });
        });
    Future<Boolean> scrape = scrape("");
    stage.awaitCalls("quick up{} 1.0", "quick success");
    stage.time.awaitWaiters(2);
    stage.advance(LIMIT);
    assertThat(scrape.get()).isTrue();
    go.countDown();
    Eventually.holds("the rest", () -> stage.view.calls().contains("slow success"));
    // The view may know of the end of a run before the clock moved, and the supervisor after.
    stage.awaitIdle();
    stage.advance(Duration.ofSeconds(1));
    stage.supervisor.collect("", LIMIT);
    List<String> first =
        List.of("quick up{} 1.0", "quick success", "slow up{} 2.0", "slow success");
    assertThat(stage.view.calls()).startsWith(first.toArray(String[]::new)).hasSize(8);
    assertThat(stage.view.calls().subList(4, 8)).containsExactlyInAnyOrderElementsOf(first);
  }

  @Test
  void aHungTaskDelaysNoScrapeButTheFirst() throws Exception {
    CountDownLatch returns = new CountDownLatch(1);
    AtomicInteger hanging = new AtomicInteger();
    TaskBody hangs =
        _ -> {
          hanging.incrementAndGet();
          SupervisorPollTest.awaitUninterruptibly(returns);
        };
    stage.start(
        "node",
        tasks -> {
          for (int i = 0; i < 6; i++) {
            tasks.add("hung" + i, Stage.HOST, Rhythm.onDemand(), hangs);
          }
          tasks.add("behind", Stage.HOST, Rhythm.onDemand().lane("l"), hangs);
          tasks.add("waits", Stage.HOST, Rhythm.onDemand().lane("l"), _ -> {});
          tasks.add("well", Stage.HOST, Rhythm.onDemand(), o -> o.emit(Stage.up(1)));
        });
    Future<Boolean> first = scrape("");
    Eventually.holds("they hold all slots", () -> hanging.get() == 4);
    stage.time.awaitWaiters(2);
    stage.advance(Workplace.SLOT_LIMIT);
    Eventually.holds(
        "the others have their turn",
        () -> hanging.get() == 7 && stage.view.calls().contains("well success"));
    assertThat(hung()).isZero();
    stage.time.awaitWaiters(2);
    stage.advance(Duration.ofSeconds(10));
    assertThat(first.get()).isTrue();
    Eventually.holds("all of them hang", () -> hung() == 7);
    stage.advance(Duration.ofSeconds(1));
    long before = stage.time.monotonicNanos();
    assertThat(stage.supervisor.collect("", LIMIT)).isTrue();
    assertThat(stage.time.monotonicNanos()).isEqualTo(before);
    assertThat(stage.view.calls()).endsWith("well up{} 1.0", "well success");
    assertThat(stage.status("node").runs()).isEqualTo(9);
    returns.countDown();
  }

  private long hung() {
    return stage.status("node").tasks().stream()
        .filter(task -> task.hungSinceUnixNanos() != 0)
        .count();
  }

  @Test
  void runsAtMostFourAtATimeOnPlatformThreads() throws Exception {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Semaphore go = new Semaphore(0);
    Set<Boolean> virtual = ConcurrentHashMap.newKeySet();
    stage.start(
        "node",
        tasks -> {
          for (int i = 0; i < 20; i++) {
            tasks.add(
                "t" + i,
                Stage.HOST,
                Rhythm.onDemand(),
                _ -> {
                  virtual.add(Thread.currentThread().isVirtual());
                  most.accumulateAndGet(running.incrementAndGet(), Math::max);
                  go.acquire();
                  running.decrementAndGet();
                });
          }
        });
    Future<Boolean> scrape = scrape("");
    Eventually.holds("four run", () -> running.get() == 4);
    go.release(20);
    assertThat(scrape.get()).isTrue();
    assertThat(most).hasValue(4);
    assertThat(virtual).containsExactly(false);
    assertThat(stage.status("node").runs()).isEqualTo(20);
  }

  @Test
  void aScrapeRunStaysOutOfTheLogAndAnIntervalsRunGoesIn() throws Exception {
    stage.keeping();
    AtomicInteger value = new AtomicInteger();
    stage.start(
        "node",
        tasks ->
            tasks.add(
                "a",
                Stage.HOST,
                Rhythm.onDemand(),
                o -> o.emit(Stage.up(value.incrementAndGet()))));
    stage.awaitCalls("a up{} 1.0", "a success");
    Eventually.holds("in the log", () -> stage.metrics.points().size() == 1);
    stage.awaitIdle();
    stage.advance(Duration.ofSeconds(5));
    stage.supervisor.collect("", LIMIT);
    stage.awaitCalls("a up{} 1.0", "a success", "a up{} 2.0", "a success");
    stage.awaitIdle();
    stage.advance(Duration.ofSeconds(10));
    Eventually.holds("next interval", () -> stage.metrics.points().size() == 2);
    assertThat(stage.metrics.points()).containsExactly("up{} 1.0", "up{} 3.0");
    assertThat(stage.metrics.families().getLast().points().getFirst().timeUnixNanos())
        .isEqualTo(stage.time.unixNanos());
  }

  @Test
  void anIntervalsRunWaitsForAScrapesRunAndServesScrapersItself() throws Exception {
    stage.keeping();
    Semaphore go = new Semaphore(1);
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    stage.start(
        "node",
        tasks ->
            tasks.add(
                "a",
                Stage.HOST,
                Rhythm.onDemand(),
                o -> {
                  most.accumulateAndGet(running.incrementAndGet(), Math::max);
                  go.acquire();
                  o.emit(Stage.up(1));
                  running.decrementAndGet();
                }));
    Eventually.holds("first interval", () -> stage.durations.size() == 1);
    stage.awaitIdle();
    stage.advance(Duration.ofSeconds(14));
    Future<Boolean> scrape = scrape("");
    Eventually.holds("scrape runs", () -> running.get() == 1);
    stage.advance(Duration.ofSeconds(1));
    assertThat(stage.status("node").runs()).isEqualTo(2);
    go.release();
    assertThat(scrape.get()).isTrue();
    Eventually.holds("interval's turn", () -> stage.status("node").runs() == 3);
    Future<Boolean> second = scrape("");
    stage.time.awaitWaiters(2);
    go.release();
    assertThat(second.get()).isTrue();
    assertThat(stage.status("node").runs()).isEqualTo(3);
    assertThat(most).hasValue(1);
    Eventually.holds("two in the log", () -> stage.metrics.points().size() == 2);
  }

  @Test
  void aFailedScrapeRunIsShownAsFailed() throws Exception {
    stage.start(
        "node",
        tasks ->
            tasks.add(
                "a",
                Stage.HOST,
                Rhythm.onDemand()
                    .reporting(result -> List.of(Stage.UP.family(result.success() ? 1 : 0))),
                o -> {
                  o.emit(Stage.up(5));
                  throw new IllegalStateException("a bug");
                }));
    stage.supervisor.collect("", LIMIT);
    assertThat(stage.view.calls()).containsExactly("a up{} 5.0", "a up{} 0.0", "a unsupported");
    assertThat(stage.status("node").failures()).isEqualTo(Map.of("defect", 1L));
  }
}
