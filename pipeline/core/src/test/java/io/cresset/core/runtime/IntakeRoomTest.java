package io.cresset.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.collect.Emitter;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.PositionMoves;
import io.cresset.testkit.Eventually;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Sources whose data can be read again wait while the log has no room for them. */
class IntakeRoomTest {
  private final Stage stage = new Stage();

  @AfterEach
  void close() {
    stage.close();
  }

  /** A source that emits on a thread of its own. */
  private static final class Reader {
    private interface Emission {
      void emit() throws InterruptedException;
    }

    private final CompletableFuture<Boolean> emitted = new CompletableFuture<>();
    final Thread thread;

    Reader(Emission emission) {
      thread =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      emission.emit();
                      emitted.complete(true);
                    } catch (InterruptedException e) {
                      emitted.complete(false);
                    }
                  });
    }

    void awaitWaiting() {
      Eventually.holds("the source waits", () -> thread.getState() == Thread.State.WAITING);
    }

    /** False if it was interrupted. */
    boolean emitted() {
      return emitted.join();
    }
  }

  @Test
  void whatCanBeReadAgainWaitsForRoomAndWhatCannotDoesNot() throws Exception {
    stage.keeping();
    Emitter out = stage.listener();
    stage.logs.roomForSources(false);
    out.emit(stage.lines("from the network"));
    assertThat(stage.loggedBodies()).containsExactly("from the network");
    PositionMoves moves =
        new PositionMoves(Map.of("file", Optional.of(ByteSlice.of(new byte[] {7}))));
    out.emit(stage.lines(moves));
    Reader reader = new Reader(() -> out.emit(stage.lines(moves, "from a file")));
    reader.awaitWaiting();
    assertThat(stage.loggedBodies()).containsExactly("from the network");
    stage.logs.roomForSources(true);
    assertThat(reader.emitted()).isTrue();
    assertThat(stage.loggedBodies()).containsExactly("from the network", "from a file");
  }

  /** It is read again from its position, which has not moved: nothing is dropped by that. */
  @Test
  void aSourceThatIsEndedWhileItWaitsForRoomHasLostNothing() throws Exception {
    stage.keeping();
    Emitter out = stage.listener();
    stage.logs.roomForSources(false);
    PositionMoves moves =
        new PositionMoves(Map.of("file", Optional.of(ByteSlice.of(new byte[] {7}))));
    Reader reader = new Reader(() -> out.emit(stage.lines(moves, "from a file")));
    reader.awaitWaiting();
    reader.thread.interrupt();
    assertThat(reader.emitted()).isFalse();
    assertThat(stage.loggedBodies()).isEmpty();
    assertThat(stage.intake.position("syslog", "file")).isEmpty();
    assertThat(stage.status("syslog").dropped()).isEmpty();
    assertThat(stage.status("syslog").records()).isZero();
  }
}
