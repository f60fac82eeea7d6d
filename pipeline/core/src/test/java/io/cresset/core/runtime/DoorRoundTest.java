package io.cresset.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.check.Door;
import io.cresset.api.check.Finding;
import io.cresset.testkit.FakeTime;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Doors that open, that hang and that throw, tried together. */
class DoorRoundTest {
  private final FakeTime time = new FakeTime();
  private final DoorRound round = new DoorRound(time, Duration.ofSeconds(5));

  private static Door opens(String name) {
    return Door.local(name, () -> List.of(Finding.ok(name, "opens")));
  }

  @Test
  void theyAreTriedAtTheSameTimeAndToldInTheirOrder() throws InterruptedException {
    CountDownLatch second = new CountDownLatch(1);
    Door waits =
        Door.local(
            "first",
            () -> {
              second.await();
              return List.of(Finding.ok("first", "waited"), Finding.ok("more", "too"));
            });
    Door frees =
        Door.local(
            "second",
            () -> {
              second.countDown();
              return List.of(Finding.ok("second", "freed it"));
            });
    assertThat(round.open(List.of(waits, frees)))
        .containsExactly(
            List.of(Finding.ok("first", "waited"), Finding.ok("more", "too")),
            List.of(Finding.ok("second", "freed it")));
    assertThat(round.open(List.of())).isEmpty();
  }

  /** One hears no interrupt, as a call to a file system that is gone. */
  @Test
  void oneThatHangsIsLeftBehindAfterTheLimit() throws Exception {
    CountDownLatch released = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    Door hangs =
        Door.remote(
            "hangs",
            () -> {
              boolean open = false;
              while (!open) {
                try {
                  released.await();
                  open = true;
                } catch (InterruptedException _) {
                  interrupted.countDown();
                }
              }
              return List.of(Finding.ok("hangs", "too late"));
            });
    CompletableFuture<List<List<Finding>>> found = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                found.complete(round.open(List.of(opens("a"), hangs, opens("b"))));
              } catch (InterruptedException e) {
                found.completeExceptionally(e);
              }
            });
    time.advanceUntil(found::isDone, Duration.ofSeconds(1));
    assertThat(found.get().get(0)).containsExactly(Finding.ok("a", "opens"));
    assertThat(found.get().get(2)).containsExactly(Finding.ok("b", "opens"));
    Finding late = found.get().get(1).getFirst();
    assertThat(late.state()).isEqualTo(Finding.State.FAIL);
    assertThat(late.what()).isEqualTo("hangs");
    assertThat(late.detail()).isEqualTo("no answer within 5 s");
    interrupted.await();
    released.countDown();
  }

  @Test
  void oneThatThrowsOrSaysNothingIsADefectOfItsOwn() throws InterruptedException {
    Door throwing =
        Door.local(
            "throws",
            () -> {
              throw new IllegalStateException("oh");
            });
    Door silent = Door.local("silent", List::of);
    List<List<Finding>> found = round.open(List.of(throwing, silent, opens("a")));
    assertThat(found.get(0).getFirst().detail())
        .isEqualTo("defect: java.lang.IllegalStateException: oh");
    assertThat(found.get(1).getFirst().detail()).isEqualTo("defect: it says nothing");
    assertThat(found.get(2)).containsExactly(Finding.ok("a", "opens"));
  }
}
