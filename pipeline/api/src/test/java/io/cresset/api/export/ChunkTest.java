package io.cresset.api.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.Signal;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ChunkTest {

  @Test
  void countsWhatIsToBeSent() {
    Chunk chunk = new Chunk(Signal.LOGS, 12, List.of(frame(10, 5), frame(20, 3)));
    assertThat(chunk.recordCount()).isEqualTo(6);
    assertThat(chunk.endNumber()).isEqualTo(23);
    assertThat(chunk.frames().getFirst().endNumber()).isEqualTo(15);
  }

  @Test
  void beginsInItsFirstFrame() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Chunk(Signal.LOGS, 9, List.of(frame(10, 5))));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Chunk(Signal.LOGS, 15, List.of(frame(10, 5))))
        .withMessage("15 is not in the chunk's first frame");
    assertThatIllegalArgumentException().isThrownBy(() -> new Chunk(Signal.LOGS, 0, List.of()));
    assertThatIllegalArgumentException().isThrownBy(() -> frame(10, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new Outcome.Rejection(5, 5, "empty"));
  }

  private static Chunk.Frame frame(long first, int count) {
    return new Chunk.Frame(new UUID(1, 2), 1, first, count, ByteSlice.empty());
  }
}
