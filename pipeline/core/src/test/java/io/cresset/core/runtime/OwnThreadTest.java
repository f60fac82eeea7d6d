package io.cresset.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class OwnThreadTest {

  @Test
  void anInterruptOfWhoAsksDoesNotReachTheWork() {
    CompletableFuture<Thread> worker = new CompletableFuture<>();
    Thread.currentThread().interrupt();
    boolean interrupted =
        OwnThread.call(
            "work",
            () -> {
              worker.complete(Thread.currentThread());
              return Thread.currentThread().isInterrupted();
            });
    assertThat(Thread.interrupted()).as("who asked is still interrupted").isTrue();
    assertThat(interrupted).isFalse();
    assertThat(worker.join().getName()).isEqualTo("work");
    assertThat(worker.join().isVirtual()).isFalse();
  }

  @Test
  void whatTheWorkThrowsReachesWhoAsks() {
    assertThatThrownBy(
            () ->
                OwnThread.call(
                    "work",
                    () -> {
                      throw new IllegalStateException("a bug");
                    }))
        .hasRootCauseMessage("a bug");
  }
}
