package io.cresset.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cresset.api.collect.Collector;
import io.cresset.api.collect.Rhythm;
import io.cresset.api.collect.Step;
import io.cresset.api.collect.Tasks;
import io.cresset.api.model.LogBatch;
import io.cresset.core.runtime.ComponentStatus.State;
import io.cresset.testkit.Eventually;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SupervisorCloseTest {
  private static final Duration LIMIT = Duration.ofSeconds(3);

  private final Stage stage = new Stage();

  @AfterEach
  void close() {
    stage.close();
  }

  /** A step that counts how it is treated. */
  private static final class CountingStep implements Step {
    final AtomicInteger started = new AtomicInteger();
    final AtomicInteger closed = new AtomicInteger();

    @Override
    public void start(Tasks tasks) {
      started.incrementAndGet();
      tasks.add("step's", Stage.HOST, Rhythm.onDemand(), _ -> {});
    }

    @Override
    public LogBatch apply(LogBatch batch) {
      return batch;
    }

    @Override
    public void close() {
      closed.incrementAndGet();
    }
  }

  @Test
  void interruptsWaitsAndThenClosesCollectorsAndSteps() {
    AtomicBoolean interrupted = new AtomicBoolean();
    AtomicInteger closedBefore = new AtomicInteger(-1);
    CompletableFuture<Stage.Registering> collector = new CompletableFuture<>();
    CountingStep step = new CountingStep();
    collector.complete(
        stage.listening(
            out -> {
              out.ready();
              try {
                new CountDownLatch(1).await();
              } finally {
                interrupted.set(true);
                closedBefore.set(collector.join().closed.get());
              }
            },
            step));
    Eventually.holds("up", stage.supervisor::started);
    assertThat(step.started).hasValue(1);
    assertThat(stage.supervisor.close(LIMIT)).isTrue();
    assertThat(interrupted).isTrue();
    assertThat(closedBefore).hasValue(0);
    assertThat(collector.join().closed).hasValue(1);
    assertThat(step.closed).hasValue(1);
    assertThat(stage.supervisor.close(LIMIT)).isTrue();
    assertThat(collector.join().closed).hasValue(1);
    assertThat(stage.supervisor.status()).isEmpty();
  }

  @Test
  void waitsForABodyNoLongerThanTheLimit() throws Exception {
    stage.keeping();
    CountDownLatch returns = new CountDownLatch(1);
    CountDownLatch refused = new CountDownLatch(1);
    Stage.Registering collector =
        stage.listening(
            out -> {
              out.ready();
              SupervisorPollTest.awaitUninterruptibly(returns);
              try {
                out.emit(stage.lines("too late"));
              } catch (InterruptedException e) {
                refused.countDown();
              }
            });
    Eventually.holds("up", stage.supervisor::started);
    CompletableFuture<Boolean> closing =
        CompletableFuture.supplyAsync(() -> stage.supervisor.close(LIMIT));
    stage.time.awaitWaiterFor(LIMIT);
    assertThat(closing).isNotDone();
    stage.advance(LIMIT);
    assertThat(closing.get(10, TimeUnit.SECONDS)).isFalse();
    assertThat(collector.closed).hasValue(1);
    returns.countDown();
    refused.await();
    assertThat(stage.logs.batches()).isEmpty();
  }

  @Test
  void stopEndsOneComponentAndItsSeriesAndLeavesTheOthers() {
    stage.showing().keeping();
    Rhythm rhythm = Rhythm.every(Duration.ofSeconds(10));
    stage.start("a", tasks -> tasks.add("t", Stage.HOST, rhythm, out -> out.emit(Stage.up(1))));
    stage.awaitCalls("t up{} 1.0", "t success");
    stage.start("b", tasks -> tasks.add("u", Stage.HOST, rhythm, _ -> {}));
    Eventually.holds("both", stage.supervisor::started);
    assertThat(stage.supervisor.stop(List.of("a"), LIMIT)).isTrue();
    assertThat(stage.metrics.points()).containsExactly("up{} 1.0", "up{} ended");
    assertThat(stage.view.calls()).contains("t cancelled").doesNotContain("u cancelled");
    assertThat(stage.supervisor.status()).hasSize(1);
    stage.start("a", tasks -> tasks.add("t", Stage.HOST, rhythm, out -> out.emit(Stage.up(2))));
    Eventually.holds("again", () -> stage.metrics.points().contains("up{} 2.0"));
    assertThat(stage.supervisor.stop(List.of("nobody"), LIMIT)).isTrue();
  }

  @Test
  void aRestartOfTheProgramEndsNoSeries() {
    stage.showing().keeping();
    stage.start(
        "a",
        tasks ->
            tasks.add(
                "t",
                Stage.HOST,
                Rhythm.every(Duration.ofSeconds(10)),
                out -> out.emit(Stage.up(1))));
    stage.awaitCalls("t up{} 1.0", "t success");
    assertThat(stage.supervisor.close(LIMIT)).isTrue();
    assertThat(stage.metrics.points()).containsExactly("up{} 1.0");
    assertThat(stage.view.calls()).containsExactly("t up{} 1.0", "t success");
  }

  @Test
  void takesNothingNewOnceClosedAndNoIdTwice() {
    Tasks tasks = stage.start("a", _ -> {}).tasks();
    assertThatThrownBy(() -> stage.start("a", _ -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("a is running");
    stage.supervisor.close(LIMIT);
    assertThatThrownBy(() -> stage.start("b", _ -> {})).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> tasks.add("t", Stage.HOST, Rhythm.onDemand(), _ -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("a is closed");
  }

  @Test
  void aCollectorThatThrowsAtItsStartFailsAlone() throws Exception {
    Stage.Registering broken =
        stage.start(
            "broken",
            tasks -> {
              tasks.add("t", Stage.HOST, Rhythm.onDemand(), _ -> {});
              throw new IllegalStateException("a bug");
            });
    stage.start("well", tasks -> tasks.add("t", Stage.HOST, Rhythm.onDemand(), _ -> {}));
    assertThat(stage.status("broken").state()).isEqualTo(State.FAILING);
    assertThat(stage.status("broken").failures()).isEqualTo(Map.of("defect", 1L));
    assertThat(stage.supervisor.collect("", LIMIT)).isTrue();
    assertThat(stage.status("well").runs()).isEqualTo(1);
    assertThat(stage.status("broken").runs()).isEqualTo(0);
    stage.supervisor.close(LIMIT);
    assertThat(broken.closed).hasValue(1);
  }

  @Test
  void aCollectorThatHangsInItsCloseDelaysNoOther() throws Exception {
    CountDownLatch returns = new CountDownLatch(1);
    Collector hangs =
        new Collector() {
          @Override
          public void start(Tasks tasks) {}

          @Override
          public void close() {
            SupervisorPollTest.awaitUninterruptibly(returns);
          }
        };
    CountingStep step = new CountingStep();
    stage.supervisor.start(new ComponentSpec("bad", "bad", hangs, List.of()));
    Stage.Registering good = stage.start("good", _ -> {}, step);
    CompletableFuture<Boolean> closing =
        CompletableFuture.supplyAsync(() -> stage.supervisor.close(LIMIT));
    Eventually.holds("the other's close", () -> good.closed.get() == 1 && step.closed.get() == 1);
    stage.time.awaitWaiterFor(LIMIT);
    stage.advance(LIMIT);
    assertThat(closing.get(10, TimeUnit.SECONDS)).isFalse();
    returns.countDown();
  }
}
