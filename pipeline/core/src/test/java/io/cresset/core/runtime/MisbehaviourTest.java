package io.cresset.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.collect.Rhythm;
import io.cresset.api.exposition.PrometheusText;
import io.cresset.api.model.Point;
import io.cresset.api.model.Signal;
import io.cresset.core.runtime.ComponentStatus.State;
import io.cresset.testkit.Eventually;
import io.cresset.testkit.misbehaving.CollectorHabit;
import io.cresset.testkit.misbehaving.MisbehavingCollector;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A collector with every bad habit beside one that behaves, which must not notice. */
class MisbehaviourTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration LIMIT = Duration.ofSeconds(10);

  /** Those for which somebody waits, for at most as long as it says. */
  private static final Set<CollectorHabit> KEEP_WAITING =
      EnumSet.of(
          CollectorHabit.HANGS,
          CollectorHabit.DAWDLES,
          CollectorHabit.HANGS_ON_DEMAND,
          CollectorHabit.SPINS_ON_DEMAND,
          CollectorHabit.HANGS_LISTENING,
          CollectorHabit.HANGS_IN_START,
          CollectorHabit.HANGS_IN_RETIRE,
          CollectorHabit.HANGS_IN_CLOSE);

  private final Stage stage = new Stage().showing().keeping();
  private final List<MisbehavingCollector> made = new ArrayList<>();
  private final AtomicInteger polls = new AtomicInteger();

  /** How many of the neighbour's runs have handed over what they had. */
  private final AtomicInteger emitted = new AtomicInteger();

  @AfterEach
  void letGo() {
    made.forEach(MisbehavingCollector::letGo);
    // A listener that does not retire is waited for by the clock.
    CompletableFuture<Void> closed = CompletableFuture.runAsync(stage::close);
    whileTheClockGoesOn(closed::isDone);
  }

  private void whileTheClockGoesOn(BooleanSupplier state) {
    stage.time.advanceUntil(state, Duration.ofMillis(100));
  }

  private void misbehave(CollectorHabit habit) {
    MisbehavingCollector collector =
        new MisbehavingCollector(List.of(habit), Stage.HOST, stage.time);
    made.add(collector);
    stage.supervisor.start(new ComponentSpec("misbehaving", "misbehaving", collector, List.of()));
  }

  /**
   * Does something on another thread, and moves the clock on while that waits by it and the
   * neighbour rests. So the clock tells how long it waited, however slow the machine is.
   */
  private void until(String what, Runnable work) throws Exception {
    FutureTask<Void> done = new FutureTask<>(work, null);
    Thread thread = Thread.ofPlatform().daemon().start(done);
    Eventually.holds(
        what,
        () -> {
          if (stage.time.isAwaitedBy(thread) && neighbourRests()) {
            stage.advance(Duration.ofMillis(100));
          }
          return done.isDone();
        });
    done.get();
  }

  /**
   * Its tick may have come while the run before it was still being finished: then the next does.
   */
  private void awaitPoll(int poll) {
    Eventually.holds(
        "poll " + poll,
        () -> {
          boolean rests = neighbourRests();
          if (rests && polls.get() < poll) {
            stage.advance(Duration.ofMillis(100));
          }
          return rests && polls.get() >= poll;
        });
  }

  private boolean neighbourRests() {
    return stage.supervisor.status().stream()
        .filter(status -> status.component().equals("well"))
        .allMatch(status -> status.runs() == calls("page ") + calls("poll "));
  }

  private long calls(String task) {
    return stage.view.calls().stream().filter((task + "success")::equals).count();
  }

  private void startNeighbour() {
    stage.start(
        "well",
        tasks -> {
          tasks.add(
              "poll",
              Stage.HOST,
              Rhythm.every(SECOND),
              out -> {
                out.emit(stage.lines("line " + polls.incrementAndGet()));
                emitted.incrementAndGet();
              });
          tasks.add(
              "page",
              Stage.HOST,
              Rhythm.onDemand(),
              out -> {
                out.emit(Stage.up(1));
                emitted.incrementAndGet();
              });
        });
  }

  @ParameterizedTest
  @EnumSource(
      value = CollectorHabit.class,
      names = {"FLOODS_LOGS", "SPINS", "SPINS_LISTENING"},
      mode = EnumSource.Mode.EXCLUDE)
  void aNeighbourDoesNotNotice(CollectorHabit habit) throws Exception {
    boolean waits = KEEP_WAITING.contains(habit);
    if (waits) {
      until("the start", () -> misbehave(habit));
    } else {
      misbehave(habit);
    }
    startNeighbour();
    // Polls and scrapes go on, and nothing of the neighbour's is lost.
    for (int i = 1; i <= 3; i++) {
      awaitPoll(i);
      if (waits) {
        until("scrape " + i, this::scrape);
      } else {
        scrape();
      }
      Eventually.holds("the neighbour rests", this::neighbourRests);
      stage.advance(SECOND);
    }
    assertThat(calls("page ")).isGreaterThanOrEqualTo(3);
    ComponentStatus well = stage.status("well");
    assertThat(well.state()).isEqualTo(State.READY);
    assertThat(well.failures()).isEmpty();
    assertThat(well.dropped()).isEmpty();
    assertThat(stage.loggedBodies()).contains("line 1", "line 2", "line 3");
    assertThat(stage.view.calls()).noneMatch(call -> call.contains("accept after ended"));

    long begin = stage.time.monotonicNanos();
    until("the stop", () -> stage.supervisor.close(Duration.ofMillis(1500)));
    Duration took = Duration.ofNanos(stage.time.monotonicNanos() - begin);
    assertThat(took).isLessThan(Duration.ofSeconds(3));
  }

  private void scrape() {
    try {
      assertThat(stage.supervisor.collect("", LIMIT)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Runs a habit's task until it has failed, and gives what is known then. */
  private ComponentStatus after(CollectorHabit habit) {
    misbehave(habit);
    scrape();
    Eventually.holds(habit + " shows", () -> !stage.status("misbehaving").failures().isEmpty());
    return stage.status("misbehaving");
  }

  @ParameterizedTest
  @EnumSource(
      value = CollectorHabit.class,
      names = {
        "MILLION_SERIES",
        "BAD_METRIC_NAME",
        "BAD_LABEL_NAME",
        "MEGABYTE_RESOURCE",
        "HUGE_POSITIONS",
        "EMITS_METRICS_LISTENING"
      })
  void badDataAreOneLineWithoutATrace(CollectorHabit habit) throws Exception {
    ComponentStatus status = after(habit);
    assertThat(status.failures()).containsOnlyKeys("malformed");
    assertThat(status.state()).isEqualTo(State.FAILING);
    assertThat(status.tasks().getFirst().error()).isNotBlank().hasSizeLessThan(400);
    Eventually.holds("said", () -> !stage.log.lines().isEmpty());
    assertThat(stage.log.lines())
        .filteredOn(line -> line.startsWith("ERROR") || line.startsWith("WARNING"))
        .allSatisfy(
            line -> assertThat(line).startsWith("WARNING cannot collect: ").doesNotContain(" ("))
        .isNotEmpty();
  }

  @Test
  void aMillionSeriesAreRefusedBeforeTheyFillTheHeap() throws Exception {
    ComponentStatus status = after(CollectorHabit.MILLION_SERIES);
    assertThat(status.dropped()).containsOnlyKeys("too_many_points");
    assertThat(status.dropped().get("too_many_points")).isLessThan(1_000_000L).isPositive();
    assertThat(status.tasks().getFirst().error()).startsWith("too many data points: all series of");
    assertThat(status.tasks().getFirst().remedy()).contains("CRESSET_JAVA_OPTS");
  }

  @Test
  void whatIsRefusedIsCountedByReason() throws Exception {
    for (Map.Entry<CollectorHabit, String> expected :
        Map.of(
                CollectorHabit.MEGABYTE_RESOURCE, "too_large",
                CollectorHabit.HUGE_POSITIONS, "too_large",
                CollectorHabit.HUGE_RECORDS, "too_large",
                CollectorHabit.DEEP_VALUES, "too_large",
                CollectorHabit.BAD_ENCODED, "malformed",
                CollectorHabit.EMITS_AFTER_ITS_RUN, "after_run")
            .entrySet()) {
      try (Stage own = new Stage().showing().keeping()) {
        MisbehavingCollector collector =
            new MisbehavingCollector(List.of(expected.getKey()), Stage.HOST, own.time);
        own.supervisor.start(new ComponentSpec("m", "m", collector, List.of()));
        // The first run must not meet its deadline because the clock moved before it was through.
        own.advance(Duration.ofNanos(1));
        own.awaitIdle();
        Eventually.holds(
            expected + "",
            () -> {
              own.advance(SECOND);
              own.awaitIdle();
              return own.status("m").dropped().containsKey(expected.getValue());
            });
        assertThat(own.status("m").dropped()).doesNotContainKey("log_defect");
      }
    }
  }

  @Test
  void aPageOfOddThingsIsWellFormed() throws Exception {
    for (CollectorHabit habit :
        List.of(
            CollectorHabit.ODD_VALUES,
            CollectorHabit.DUPLICATE_SERIES,
            CollectorHabit.NULLS,
            CollectorHabit.NAMES_OF_OTHERS)) {
      KeepingView kept = new KeepingView();
      stage.show(kept);
      misbehave(habit);
      scrape();
      String page =
          new String(PrometheusText.write(kept.families()).utf8(), StandardCharsets.UTF_8);
      assertThat(page.lines().filter(line -> !line.startsWith("# ")))
          .allMatch(
              line ->
                  line.matches(
                      "[a-z_0-9]+(\\{([a-z]+=\"([^\"\\\\\\n]|\\\\[\"\\\\n])*\",?)*\\})? \\S+"),
              habit + " is well-formed");
      stage.intake.hide(kept);
      assertThat(stage.supervisor.stop(List.of("misbehaving"), SECOND)).isTrue();
    }
  }

  @Test
  void aFloodLeavesTheNeighbourItsTurn() throws Exception {
    // Into a log in memory, which has room for all, it would be a flood of this test.
    stage.intake.keepNoMore(Signal.LOGS);
    stage.view.leaveOut("misbehaving");
    misbehave(CollectorHabit.FLOODS_LOGS);
    startNeighbour();
    // The clock moves while the view has something in hand, which looks as if it were slow; so the
    // neighbour is asked and not the view. While that is at work the clock stands: its run must not
    // meet its deadline because this machine is slow.
    Eventually.holds(
        "three polls",
        () -> {
          boolean rests = stage.status("well").runs() == emitted.get();
          if (rests && polls.get() < 3) {
            stage.advance(Duration.ofMillis(100));
          }
          return rests && polls.get() >= 3;
        });
    assertThat(stage.status("well").dropped()).isEmpty();
    until("the stop", () -> stage.supervisor.close(Duration.ofMillis(1500)));
  }

  @Test
  void tasksHaveAnEnd() throws Exception {
    misbehave(CollectorHabit.MANY_TASKS);
    assertThat(stage.status("misbehaving").failures()).containsEntry("defect", 1L);
    assertThat(stage.log.lines()).anyMatch(line -> line.contains("has 10000 tasks, no more"));
  }

  @Test
  void seriesOfFailingRunsAreNotHeapedUp() {
    misbehave(CollectorHabit.EXPLODES);
    for (int i = 0; i < 12; i++) {
      stage.awaitIdle();
      stage.advance(Rhythm.DEFAULT_INTERVAL);
    }
    stage.awaitIdle();
    assertThat(stage.status("misbehaving").dropped()).isEmpty();
    assertThat(stage.status("misbehaving").failures()).containsOnlyKeys("timeout");
    long ended =
        stage.metrics.families().stream()
            .flatMap(family -> family.points().stream())
            .filter(Point::ended)
            .count();
    assertThat(ended).isGreaterThanOrEqualTo(100_000);
  }
}
