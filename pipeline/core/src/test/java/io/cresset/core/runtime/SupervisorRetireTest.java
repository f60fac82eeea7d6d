package io.cresset.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.collect.Collector;
import io.cresset.api.collect.Rhythm;
import io.cresset.api.collect.Tasks;
import io.cresset.api.model.Signal;
import io.cresset.testkit.Eventually;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How a source is asked to take nothing more, and what changes when logs come and go. */
class SupervisorRetireTest {
  private static final Duration LIMIT = Duration.ofSeconds(1);
  private static final Duration INTERVAL = Duration.ofSeconds(15);

  private final Stage stage = new Stage();

  @AfterEach
  void close() {
    stage.close();
  }

  /** A listener that hands over a last line when it is asked to retire. */
  private final class Retiring implements Collector {
    private final CountDownLatch asked = new CountDownLatch(1);
    private final boolean returns;
    private volatile boolean interrupted;

    Retiring(boolean returns) {
      this.returns = returns;
    }

    @Override
    public void start(Tasks tasks) {
      tasks.add(
          "tcp",
          Stage.HOST,
          Rhythm.listen(),
          out -> {
            out.ready();
            try {
              asked.await();
              out.emit(stage.lines("the last"));
              if (!returns) {
                new CountDownLatch(1).await();
              }
            } catch (InterruptedException e) {
              interrupted = true;
            }
          });
    }

    @Override
    public boolean retire() {
      asked.countDown();
      return true;
    }

    @Override
    public void close() {}
  }

  @Test
  void whatReturnsByItselfIsNotInterrupted() {
    stage.keeping();
    Retiring source = new Retiring(true);
    stage.supervisor.start(new ComponentSpec("a", "a", source, List.of()));
    Eventually.holds("up", stage.supervisor::started);
    assertThat(stage.supervisor.stop(List.of("a"), LIMIT)).isTrue();
    assertThat(stage.logs.batches()).hasSize(1);
    assertThat(source.interrupted).isFalse();
  }

  @Test
  void whatDoesNotReturnIsInterruptedAfterHalfASecond() throws Exception {
    stage.keeping();
    Retiring source = new Retiring(false);
    stage.supervisor.start(new ComponentSpec("a", "a", source, List.of()));
    Eventually.holds("up", stage.supervisor::started);
    CompletableFuture<Boolean> closing =
        CompletableFuture.supplyAsync(() -> stage.supervisor.close(LIMIT));
    Eventually.holds("the last is handed over", () -> stage.logs.batches().size() == 1);
    stage.time.awaitWaiterFor(Supervisor.RETIRE_LIMIT);
    stage.time.advance(Supervisor.RETIRE_LIMIT);
    assertThat(closing.get()).isTrue();
    assertThat(source.interrupted).isTrue();
  }

  @Test
  void aDefectWhenRetiringDelaysNobody() {
    Collector source =
        new Collector() {
          @Override
          public void start(Tasks tasks) {}

          @Override
          public boolean retire() {
            throw new IllegalStateException("no");
          }

          @Override
          public void close() {}
        };
    stage.supervisor.start(new ComponentSpec("a", "a", source, List.of()));
    assertThat(stage.supervisor.stop(List.of("a"), LIMIT)).isTrue();
    assertThat(stage.log.lines()).anyMatch(line -> line.contains("defect when retiring"));
  }

  @Test
  void onDemandTasksHaveAnIntervalWhileALogTakesMetrics() {
    stage.start(
        "node",
        tasks -> tasks.add("up", Stage.HOST, Rhythm.onDemand(), out -> out.emit(Stage.up(1))));
    stage.advance(INTERVAL);
    assertThat(stage.status("node").runs()).isZero();

    stage.intake.keep(stage.metrics);
    stage.supervisor.keepingChanged();
    stage.advance(Duration.ZERO);
    Eventually.holds("the first run", () -> stage.metrics.points().size() == 1);
    stage.awaitIdle();
    stage.advance(INTERVAL);
    Eventually.holds("the second run", () -> stage.metrics.points().size() == 2);
    stage.awaitIdle();

    stage.intake.keepNoMore(Signal.METRICS);
    stage.supervisor.keepingChanged();
    stage.advance(INTERVAL);
    stage.advance(INTERVAL);
    assertThat(stage.status("node").runs()).isEqualTo(2);
  }
}
