package io.cresset.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.collect.Rhythm;
import io.cresset.api.collect.Tasks;
import io.cresset.api.model.Signal;
import io.cresset.testkit.Eventually;
import io.cresset.testkit.misbehaving.MisbehavingView;
import io.cresset.testkit.misbehaving.ViewHabit;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A view with each bad habit beside one that behaves: neither that nor those who emit notice. */
class MisbehavingViewTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final Stage stage = new Stage().showing().keeping();
  private final RecordingView told = new RecordingView(Signal.METRICS, Signal.LOGS);
  private final AtomicInteger polls = new AtomicInteger();
  private final AtomicInteger lines = new AtomicInteger();
  private final AtomicReference<@Nullable Thread> poller = new AtomicReference<>();
  private final AtomicReference<@Nullable Thread> listener = new AtomicReference<>();
  private MisbehavingView bad = new MisbehavingView(ViewHabit.THROWS, told, stage.time);

  @AfterEach
  void stop() {
    bad.letGo();
    stage.close();
  }

  private void tasks(Tasks tasks) {
    var _ =
        tasks.add(
            "poll",
            Stage.HOST,
            Rhythm.every(SECOND).deadline(Duration.ofMinutes(1)),
            out -> {
              poller.set(Thread.currentThread());
              var _ = out.emit(Stage.up(polls.incrementAndGet()));
              var _ = out.emit(Stage.up(0));
            });
    var _ =
        tasks.add(
            "listen",
            Stage.HOST,
            Rhythm.listen(),
            out -> {
              listener.set(Thread.currentThread());
              while (true) {
                var _ = out.emit(stage.lines("line " + lines.incrementAndGet()));
                stage.time.sleep(SECOND.toNanos());
              }
            });
  }

  /**
   * Moves the clock on until something is so, while whoever is at work waits for the view with the
   * habit: so the clock tells for how long, however slow this machine is.
   */
  private void until(String what, BooleanSupplier state) {
    Eventually.holds(
        what,
        () -> {
          if (!state.getAsBoolean() && ((bad.isBusy() && waits(poller)) || everybodyRests())) {
            stage.advance(Duration.ofMillis(100));
          }
          return state.getAsBoolean();
        });
  }

  /** No poll has begun of whose end the other view has not heard, and the listener sleeps. */
  private boolean everybodyRests() {
    return stage.status("well").runs() - 1 == count(stage.view, "poll success") && waits(listener);
  }

  private boolean waits(AtomicReference<@Nullable Thread> one) {
    Thread thread = one.get();
    return thread != null && stage.time.isAwaitedBy(thread);
  }

  private long count(RecordingView view, String call) {
    return view.calls().stream().filter(call::equals).count();
  }

  @ParameterizedTest
  @EnumSource(ViewHabit.class)
  void neitherEmittersNorOtherViewsNotice(ViewHabit habit) {
    bad = new MisbehavingView(habit, told, stage.time);
    stage.intake.show(bad, stage.log, Intake.VIEW_PATIENCE);
    stage.start("well", this::tasks);
    stage.start("gone", tasks -> tasks.add("gone", Stage.HOST, Rhythm.onDemand(), _ -> {}));
    long start = stage.time.monotonicNanos();
    until("twenty polls", () -> polls.get() >= 20 && lines.get() >= 20);
    // Its two seconds at once, and then a tenth of the time for a view that is as slow as may be.
    Duration took = Duration.ofNanos(stage.time.monotonicNanos() - start);
    assertThat(took).isLessThan(Duration.ofSeconds(60));
    assertThat(stage.status("well").failures()).isEmpty();
    assertThat(stage.status("well").dropped()).isEmpty();
    assertThat(stage.loggedBodies()).contains("line 1", "line 10", "line 19");
    assertThat(count(stage.view, "poll success")).isGreaterThanOrEqualTo(19);
    String reason = habit == ViewHabit.THROWS ? "view_defect" : "view_behind";
    assertThat(stage.status("well").unseen()).containsOnlyKeys(reason);
    CompletableFuture<Boolean> stopped =
        CompletableFuture.supplyAsync(() -> stage.supervisor.stop(List.of("gone"), SECOND));
    until("the stop", stopped::isDone);

    bad.letGo();
    long seen = count(told, "poll success");
    until("it sees runs again", () -> count(told, "poll success") >= seen + 3);
    until("it sees lines again", () -> count(told, "listen success") >= 3);
    List<String> poll = told.calls().stream().filter(call -> call.startsWith("poll ")).toList();
    for (int end = poll.lastIndexOf("poll success"); end >= 0 && end > poll.size() - 6; end -= 3) {
      assertThat(poll.subList(Math.max(0, end - 2), end)).as("a run is seen whole").hasSize(2);
      assertThat(poll.get(end - 1)).isEqualTo("poll up{} 0.0");
    }
    assertThat(told.calls()).noneMatch(call -> call.contains("accept after ended"));
    if (habit != ViewHabit.THROWS) {
      until("it hears what has gone", () -> told.calls().contains("gone cancelled"));
      assertThat(stage.log.lines())
          .contains("ERROR does not keep up; it is not told what flows until it does")
          .contains("INFO keeps up again");
    }
  }
}
