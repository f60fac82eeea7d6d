package io.cresset.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.collect.Rhythm;
import io.cresset.api.collect.Task;
import io.cresset.api.collect.Tasks;
import io.cresset.core.runtime.ComponentStatus.State;
import io.cresset.testkit.Eventually;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SupervisorListenTest {
  private final Stage stage = new Stage();

  @AfterEach
  void close() {
    stage.close();
  }

  private static CollectFailure busyPort() {
    return new CollectFailure(
        CollectFailure.Kind.UNREACHABLE, "udp://0.0.0.0:514 is taken", "Choose another port.");
  }

  @Test
  void isStartedWhenItSaysSo() {
    CountDownLatch bound = new CountDownLatch(1);
    stage.listening(
        out -> {
          bound.await();
          out.ready();
          new CountDownLatch(1).await();
        });
    Eventually.holds("runs", () -> stage.status("syslog").runs() == 1);
    assertThat(stage.supervisor.started()).isFalse();
    bound.countDown();
    Eventually.holds("started", stage.supervisor::started);
    assertThat(stage.status("syslog").state()).isEqualTo(State.READY);
  }

  @Test
  void comesAgainByItsBackoffWhichReadyResets() {
    List<Long> starts = new CopyOnWriteArrayList<>();
    AtomicBoolean bindable = new AtomicBoolean();
    stage.listening(
        out -> {
          starts.add(stage.time.monotonicNanos());
          if (bindable.get()) {
            out.ready();
          }
          throw busyPort();
        });
    // Chance always gives the shortest wait here; that the bound doubles is BackoffTest's.
    for (int i = 1; i <= 4; i++) {
      int tries = i;
      Eventually.holds(
          "try " + tries,
          () -> stage.status("syslog").failures().equals(Map.of("unreachable", (long) tries)));
      stage.awaitIdle();
      stage.advance(Duration.ofMillis(999));
      assertThat(stage.status("syslog").runs()).isEqualTo(tries);
      bindable.set(tries == 3);
      stage.advance(Duration.ofMillis(1));
    }
    Eventually.holds("try 5", () -> starts.size() == 5);
    Eventually.holds("said", () -> stage.log.lines().size() == 3);
    assertThat(stage.log.lines())
        .containsExactly(
            "WARNING cannot collect: udp://0.0.0.0:514 is taken; Choose another port.",
            "INFO works again",
            "WARNING cannot collect: udp://0.0.0.0:514 is taken; Choose another port.");
  }

  @Test
  void endsWhenItReturnsAndItsNameIsFree() {
    stage.showing();
    Tasks tasks = stage.start("syslog", _ -> {}).tasks();
    tasks.add("connection", Stage.HOST, Rhythm.listen(), out -> out.emit(stage.lines("a")));
    stage.awaitCalls("connection 1 logs", "connection success", "connection cancelled");
    Eventually.holds("gone", () -> stage.status("syslog").tasks().isEmpty());
    tasks.add("connection", Stage.HOST, Rhythm.listen(), out -> out.emit(stage.lines("b")));
    Eventually.holds("again", () -> stage.view.calls().size() == 6);
    assertThat(stage.status("syslog").records()).isEqualTo(2);
    assertThat(stage.supervisor.started()).isTrue();
  }

  @Test
  void eachBatchIsARunOfItsOwnForAView() {
    stage.showing();
    stage.listening(
        out -> {
          out.emit(stage.lines("a", "b"));
          out.emit(stage.lines("c"));
          new CountDownLatch(1).await();
        });
    stage.awaitCalls("udp 2 logs", "udp success", "udp 1 logs", "udp success");
  }

  @Test
  void mayNotEmitMetrics() {
    stage.keeping().showing();
    stage.listening(out -> out.emit(Stage.up(1)));
    Eventually.holds(
        "refused", () -> stage.status("syslog").failures().equals(Map.of("malformed", 1L)));
    assertThat(stage.status("syslog").dropped()).isEqualTo(Map.of("metrics_of_a_listener", 1L));
    assertThat(stage.metrics.batches()).isEmpty();
    assertThat(stage.view.calls()).isEmpty();
  }

  @Test
  void whatItHoldsWhenItIsCancelledIsNotLost() {
    stage.keeping();
    CompletableFuture<Task> task = new CompletableFuture<>();
    AtomicInteger inFlight = new AtomicInteger();
    stage.logs.full(true);
    stage.start(
        "syslog",
        tasks ->
            task.complete(
                tasks.add(
                    "udp",
                    Stage.HOST,
                    Rhythm.listen(),
                    out -> {
                      inFlight.incrementAndGet();
                      out.emit(stage.lines("in flight"));
                      try {
                        new CountDownLatch(1).await();
                      } catch (InterruptedException e) {
                        out.emit(stage.lines("held"));
                        throw e;
                      }
                    })));
    Eventually.holds("waits for the log", () -> stage.logs.blocked() == 1);
    task.join().cancel();
    task.join().cancel();
    stage.logs.full(false);
    Eventually.holds("all there", () -> stage.loggedBodies().equals(List.of("in flight", "held")));
    assertThat(stage.status("syslog").dropped()).isEmpty();
    assertThat(stage.status("syslog").failures()).isEmpty();
    assertThat(inFlight).hasValue(1);
  }

  @Test
  void aNameBelongsToOneLivingTask() {
    Tasks tasks = stage.start("syslog", _ -> {}).tasks();
    CountDownLatch never = new CountDownLatch(1);
    Task first = tasks.add("t", Stage.HOST, Rhythm.listen(), _ -> never.await());
    assertThatThrownBy(() -> tasks.add("t", Stage.HOST, Rhythm.listen(), _ -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("syslog has a living task 't'");
    first.cancel();
    tasks.add("t", Stage.HOST, Rhythm.listen(), _ -> {});
    Eventually.holds("second ran", () -> stage.status("syslog").runs() == 2);
  }

  @Test
  void aTaskOfTheSameNameBeginsWhenTheCancelledOneIsGone() {
    stage.showing();
    Tasks tasks = stage.start("snmp", _ -> {}).tasks();
    CountDownLatch returns = new CountDownLatch(1);
    Rhythm rhythm = Rhythm.every(Duration.ofSeconds(10));
    Task old =
        tasks.add(
            "t",
            Stage.HOST,
            rhythm,
            out -> {
              out.emit(Stage.up(1));
              SupervisorPollTest.awaitUninterruptibly(returns);
            });
    stage.awaitCalls("t up{} 1.0");
    old.cancel();
    tasks.add("t", Stage.HOST, rhythm, out -> out.emit(Stage.up(2)));
    assertThat(stage.status("snmp").runs()).isEqualTo(1);
    returns.countDown();
    stage.awaitCalls("t up{} 1.0", "t cancelled", "t up{} 2.0", "t success");
  }

  @Test
  void lanesGoWithTheTasksThatUsedThem() {
    Tasks tasks = stage.start("snmp", _ -> {}).tasks();
    Task stays = tasks.add("stays", Stage.HOST, every("shared"), _ -> {});
    for (int i = 0; i < 100; i++) {
      tasks.add("own" + i, Stage.HOST, every("lane of " + i), _ -> {}).cancel();
      tasks.add("in" + i, Stage.HOST, every("shared"), _ -> {}).cancel();
    }
    Eventually.holds("one lane", () -> stage.supervisor.laneCount() == 1);
    stays.cancel();
    Eventually.holds("no lanes", () -> stage.supervisor.laneCount() == 0);
  }

  private static Rhythm every(String lane) {
    return Rhythm.every(Duration.ofMinutes(5)).lane(lane);
  }
}
