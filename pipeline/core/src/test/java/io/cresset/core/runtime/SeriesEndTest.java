package io.cresset.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.collect.Rhythm;
import io.cresset.api.collect.Task;
import io.cresset.api.collect.TaskBody;
import io.cresset.api.model.HistogramPoint;
import io.cresset.api.model.Labels;
import io.cresset.api.model.MetricBatch;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.api.model.MetricType;
import io.cresset.api.model.NumberPoint;
import io.cresset.api.model.Point;
import io.cresset.api.model.SummaryPoint;
import io.cresset.api.model.SummaryPoint.Quantile;
import io.cresset.testkit.Eventually;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When the log is told that a series has ended. */
class SeriesEndTest {
  private static final Duration INTERVAL = Duration.ofSeconds(60);

  private final Stage stage = new Stage().keeping();
  private final CompletableFuture<Task> task = new CompletableFuture<>();
  private volatile TaskBody body = _ -> {};

  @AfterEach
  void close() {
    stage.close();
  }

  private static MetricBatch sent(String... to) {
    List<NumberPoint> points =
        java.util.Arrays.stream(to).map(name -> new NumberPoint(Labels.of("to", name), 1)).toList();
    return MetricBatch.of(Stage.HOST, List.of(Stage.SENT.family(points)));
  }

  private void start(TaskBody first) {
    body = first;
    stage.start(
        "poll",
        tasks ->
            task.complete(
                tasks.add("t", Stage.HOST, Rhythm.every(INTERVAL), out -> body.run(out))));
    awaitRuns(1);
    stage.awaitIdle();
  }

  private void next(TaskBody run) {
    body = run;
    long runs = stage.durations.size();
    stage.advance(INTERVAL);
    awaitRuns(runs + 1);
    stage.awaitIdle();
  }

  private void awaitRuns(long runs) {
    Eventually.holds(runs + " runs", () -> stage.durations.size() == runs);
  }

  private static CollectFailure away() {
    return new CollectFailure(CollectFailure.Kind.UNREACHABLE, "away", "");
  }

  @Test
  void whatASuccessfulRunNoLongerReportsHasEnded() {
    start(out -> out.emit(sent("a", "b")));
    next(
        out -> {
          out.emit(sent("a"));
          out.emit(Stage.up(1));
        });
    next(out -> out.emit(sent("b")));
    assertThat(stage.metrics.points())
        .containsExactly(
            "sent_total{to=\"a\"} 1.0",
            "sent_total{to=\"b\"} 1.0",
            "sent_total{to=\"a\"} 1.0",
            "up{} 1.0",
            "sent_total{to=\"b\"} ended",
            "sent_total{to=\"b\"} 1.0",
            "sent_total{to=\"a\"} ended",
            "up{} ended");
    Point end = stage.metrics.families().getLast().points().getFirst();
    assertThat(end.timeUnixNanos()).isEqualTo(stage.time.unixNanos());
  }

  @Test
  void aFailedRunEndsNothingForFiveMinutes() {
    start(out -> out.emit(sent("a", "b")));
    for (int minute = 1; minute <= 5; minute++) {
      next(
          out -> {
            out.emit(sent("a"));
            throw away();
          });
      assertThat(stage.metrics.points()).doesNotContain("sent_total{to=\"b\"} ended");
    }
    next(
        _ -> {
          throw away();
        });
    assertThat(stage.metrics.points()).endsWith("sent_total{to=\"b\"} ended");
    next(out -> out.emit(sent("b")));
    assertThat(stage.metrics.points())
        .endsWith("sent_total{to=\"b\"} 1.0", "sent_total{to=\"a\"} ended");
  }

  @Test
  void aBodyThatHangsForFiveMinutesEndsThem() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch returns = new CountDownLatch(1);
    start(out -> out.emit(sent("a")));
    body =
        _ -> {
          entered.countDown();
          SupervisorPollTest.awaitUninterruptibly(returns);
        };
    stage.advance(INTERVAL);
    entered.await();
    stage.advance(Duration.ofSeconds(10));
    awaitRuns(2);
    Eventually.holds(
        "is left", () -> stage.status("poll").state() == ComponentStatus.State.FAILING);
    stage.advance(Duration.ofSeconds(299));
    assertThat(stage.metrics.points()).hasSize(1);
    stage.advance(Duration.ofSeconds(1));
    Eventually.holds("ended", () -> stage.metrics.points().size() == 2);
    assertThat(stage.metrics.points()).endsWith("sent_total{to=\"a\"} ended");
    body = out -> out.emit(sent("a"));
    returns.countDown();
    Eventually.holds(
        "back", () -> stage.status("poll").tasks().getFirst().hungSinceUnixNanos() == 0);
    stage.awaitIdle();
    stage.advance(INTERVAL);
    awaitRuns(3);
    assertThat(stage.metrics.points()).endsWith("sent_total{to=\"a\"} 1.0");
  }

  @Test
  void cancellingEndsThemOnce() {
    start(out -> out.emit(sent("a")));
    task.join().cancel();
    task.join().cancel();
    Eventually.holds("ended", () -> stage.metrics.points().size() == 2);
    assertThat(stage.supervisor.stop(List.of("poll"), Duration.ofSeconds(1))).isTrue();
    assertThat(stage.metrics.points())
        .containsExactly("sent_total{to=\"a\"} 1.0", "sent_total{to=\"a\"} ended");
  }

  @Test
  void cancellingDuringARunEndsThemAfterIt() {
    start(out -> out.emit(sent("a")));
    CountDownLatch emitted = new CountDownLatch(1);
    body =
        out -> {
          out.emit(sent("a", "b"));
          emitted.countDown();
          try {
            new CountDownLatch(1).await();
          } finally {
            boolean _ = Thread.interrupted();
            out.emit(sent("c"));
          }
        };
    stage.advance(INTERVAL);
    SupervisorPollTest.awaitUninterruptibly(emitted);
    task.join().cancel();
    Eventually.holds("ended", () -> stage.metrics.points().size() == 5);
    assertThat(stage.metrics.points().subList(3, 5))
        .containsExactlyInAnyOrder("sent_total{to=\"a\"} ended", "sent_total{to=\"b\"} ended");
    assertThat(stage.status("poll").dropped()).containsEntry("cancelled", 1L);
    assertThat(stage.status("poll").failures()).isEmpty();
  }

  @Test
  void whatACollectorEndsItselfIsNotEndedAgain() {
    start(out -> out.emit(sent("a")));
    next(
        out ->
            out.emit(
                MetricBatch.of(
                    Stage.HOST,
                    List.of(
                        Stage.SENT.family(
                            List.of(
                                new NumberPoint(Labels.of("to", "a"), 0)
                                    .endedAt(stage.time.unixNanos())))))));
    next(_ -> {});
    assertThat(stage.metrics.points())
        .containsExactly("sent_total{to=\"a\"} 1.0", "sent_total{to=\"a\"} ended");
  }

  @Test
  void everyTypeOfSeriesEnds() {
    MetricSpec histogram = new MetricSpec("h", MetricType.HISTOGRAM, "", "A histogram.", List.of());
    MetricSpec summary = new MetricSpec("s", MetricType.SUMMARY, "", "A summary.", List.of());
    List<MetricFamily> families =
        List.of(
            histogram.family(
                List.of(
                    new HistogramPoint(
                        Labels.empty(), List.of(1.0), List.of(2L, 3L), 4, 0, false))),
            summary.family(
                List.of(
                    new SummaryPoint(
                        Labels.empty(), List.of(new Quantile(0.5, 7)), 5, 6, 0, false))));
    start(out -> out.emit(MetricBatch.of(Stage.HOST, families)));
    next(_ -> {});
    assertThat(stage.metrics.points())
        .containsExactlyInAnyOrder("h{} ?", "s{} ?", "h{} ended", "s{} ended");
    // Each bucket and each quantile is a series that has to end.
    long now = stage.time.unixNanos();
    assertThat(stage.metrics.families().subList(2, 4))
        .flatExtracting(MetricFamily::points)
        .containsExactlyInAnyOrder(
            new HistogramPoint(Labels.empty(), List.of(1.0), List.of(0L, 0L), 0, now, true),
            new SummaryPoint(Labels.empty(), List.of(new Quantile(0.5, 0)), 0, 0, now, true));
  }
}
