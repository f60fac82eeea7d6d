package io.cresset.collectors.node.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.collect.Collector;
import io.cresset.api.collect.Tasks;
import io.cresset.testkit.CollectorHarness;
import io.cresset.testkit.Eventually;
import io.cresset.testkit.FakeTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Mounts that hang, as a dead NFS server makes them: the call does not return, whatever comes. */
class CallPoolTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(1);
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final int MAX_WORKERS = 16;
  private static final String FINE = "fine";

  private final FakeTime time = new FakeTime();
  private final Servers servers = new Servers();
  private final CallPool<String> pool =
      new CallPool<>(
          "stat", servers::statvfs, time, new CallPool.Limits(TIMEOUT, PAUSE, MAX_WORKERS));
  private final CollectorHarness harness = new CollectorHarness("node", time);
  private final ExecutorService scraper = Executors.newSingleThreadExecutor();

  /** File servers: a path hangs while there is a latch for it. */
  private static final class Servers {
    private final Map<String, CountDownLatch> dead = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();

    String statvfs(String path) {
      calls.computeIfAbsent(path, _ -> new AtomicInteger()).incrementAndGet();
      CountDownLatch latch = dead.get(path);
      boolean interrupted = false;
      while (latch != null && latch.getCount() > 0) {
        try {
          latch.await();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      return FINE;
    }

    void die(String... paths) {
      for (String path : paths) {
        dead.put(path, new CountDownLatch(1));
      }
    }

    void comeBack(String path) {
      CountDownLatch latch = dead.remove(path);
      if (latch != null) {
        latch.countDown();
      }
    }

    /** How many are being asked and do not answer. */
    int hanging() {
      return (int) dead.keySet().stream().filter(path -> calls(path) > 0).count();
    }

    int calls(String path) {
      AtomicInteger count = calls.get(path);
      return count == null ? 0 : count.get();
    }
  }

  @AfterEach
  void stop() {
    Set.copyOf(servers.dead.keySet()).forEach(servers::comeBack);
    scraper.shutdownNow();
    harness.close();
    assertThat(harness.defects()).isEmpty();
  }

  private void startPool() {
    harness.start(
        new Collector() {
          @Override
          public void start(Tasks tasks) {
            pool.start(tasks, harness.resource());
          }

          @Override
          public void close() {
            // The pool has nothing to close.
          }
        });
  }

  private Map<String, String> ask(String... paths) throws Exception {
    return new LinkedHashMap<>(pool.ask(new LinkedHashSet<>(List.of(paths))));
  }

  /** Asks while the clock advances, as it does when somebody waits. */
  private Map<String, String> askAndWait(String... paths) throws Exception {
    Callable<Map<String, String>> asking = () -> ask(paths);
    Future<Map<String, String>> answers = scraper.submit(asking);
    time.advanceUntil(answers::isDone, Duration.ofMillis(50));
    return answers.get();
  }

  @Test
  void mountsThatAnswerNeedNoClockAndOneWorker() throws Exception {
    startPool();
    assertThat(ask("/", "/home")).isEqualTo(Map.of("/", FINE, "/home", FINE));
    assertThat(ask("/")).isEqualTo(Map.of("/", FINE));
    assertThat(ask()).isEmpty();
    assertThat(harness.taskNames()).containsExactly("stat-1");
  }

  @Test
  void beforeItIsStartedItMakesCallsItself() throws Exception {
    assertThat(ask("/", "/home")).isEqualTo(Map.of("/", FINE, "/home", FINE));
  }

  @Test
  void aHungMountTimesOutAndHidesNoOther() throws Exception {
    startPool();
    servers.die("/nas");
    long start = time.monotonicNanos();
    assertThat(askAndWait("/", "/nas", "/home")).isEqualTo(Map.of("/", FINE, "/home", FINE));
    assertThat(Duration.ofNanos(time.monotonicNanos() - start)).isGreaterThanOrEqualTo(TIMEOUT);
  }

  @Test
  void aHungMountIsNotAskedAgainAndCostsNoTime() throws Exception {
    startPool();
    servers.die("/nas");
    askAndWait("/", "/nas");
    // No clock advances here: who waits for anything waits for ever.
    for (int i = 0; i < 10; i++) {
      assertThat(ask("/", "/nas", "/home")).isEqualTo(Map.of("/", FINE, "/home", FINE));
    }
    assertThat(servers.calls("/nas")).isEqualTo(1);
    assertThat(harness.taskNames()).hasSize(2);
  }

  @Test
  void aMountThatComesBackIsAskedAgainAndFreesItsWorker() throws Exception {
    startPool();
    servers.die("/nas");
    askAndWait("/nas", "/");
    assertThat(harness.taskNames()).hasSize(2);
    servers.comeBack("/nas");
    Eventually.holds("one worker is left", () -> harness.taskNames().size() == 1);
    assertThat(ask("/", "/nas")).isEqualTo(Map.of("/", FINE, "/nas", FINE));
    assertThat(servers.calls("/nas")).isEqualTo(2);
  }

  /** After 100 ms there are 2 workers, after 200 ms 4, then 8, then 16. */
  @Test
  void manyMountsOfOneDeadServerTimeOutTogetherAndHideNoOther() throws Exception {
    startPool();
    List<String> dead = IntStream.range(0, 12).mapToObj(i -> "/nas/" + i).toList();
    servers.die(dead.toArray(String[]::new));
    List<String> all = new ArrayList<>(dead);
    all.add("/");
    Future<Map<String, String>> asking = scraper.submit(() -> ask(all.toArray(String[]::new)));
    for (int hanging : new int[] {1, 2, 4, 8}) {
      Eventually.holds(hanging + " mounts hang", () -> servers.hanging() == hanging);
      time.awaitWaiterFor(PAUSE);
      time.advance(PAUSE);
    }
    // The one who had the answer is idle or gone, and so are those who came with it.
    Eventually.holds("the last answered", () -> harness.taskNames().size() == dead.size() + 1);
    time.awaitWaiterFor(PAUSE);
    time.advance(TIMEOUT.minus(PAUSE.multipliedBy(4)));
    Map<String, String> answers = asking.get(1, TimeUnit.MINUTES);
    assertThat(answers).isEqualTo(Map.of("/", FINE));
    assertThat(ask("/", "/nas/6")).isEqualTo(Map.of("/", FINE));
  }

  @Test
  void workersAreLimited() throws Exception {
    startPool();
    String[] dead = new String[MAX_WORKERS + 8];
    for (int i = 0; i < dead.length; i++) {
      dead[i] = "/dead/" + i;
    }
    servers.die(dead);
    for (int i = 0; i < 3; i++) {
      assertThat(askAndWait(dead)).isEmpty();
    }
    assertThat(harness.taskNames()).hasSize(MAX_WORKERS);
  }

  @Test
  void aRunThatIsInterruptedLeavesNothingBehind() throws Exception {
    startPool();
    servers.die("/nas");
    Future<Map<String, String>> answers = scraper.submit(() -> ask("/nas", "/home"));
    Eventually.holds("the worker hangs", () -> servers.calls("/nas") == 1);
    answers.cancel(true);
    // Its other mount is not waited for, and the next run asks it anew.
    assertThat(askAndWait("/")).isEqualTo(Map.of("/", FINE));
    assertThat(servers.calls("/home")).isZero();
  }
}
