package io.cresset.api.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.export.Outcome.Rejection;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.Signal;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SettlementTest {
  private static final Chunk CHUNK =
      new Chunk(
          Signal.LOGS,
          10,
          List.of(new Chunk.Frame(new UUID(1, 2), 1, 10, 10, ByteSlice.of(new byte[1]))));
  private static final Duration AFTER = Duration.ofSeconds(3);

  @Test
  void nothingRefusedIsDelivered() {
    assertThat(new Settlement(CHUNK, List.of()).done()).isEqualTo(Outcome.delivered());
  }

  @Test
  void whatIsRefusedIsSaidInTheOrderOfNumbers() {
    Settlement settlement = new Settlement(CHUNK, List.of(new Rejection(15, 17, "malformed")));
    settlement.refuse(List.of(new Rejection(12, 13, "too old")));
    settlement.refuseSome(2, "first words");
    settlement.refuseSome(1, "other words");
    assertThat(settlement.done())
        .isEqualTo(
            new Outcome.Done(
                List.of(new Rejection(12, 13, "too old"), new Rejection(15, 17, "malformed")),
                3,
                "first words"));
  }

  @Test
  void whatIsAnsweredForBeforeAFailureStaysSo() {
    Settlement settlement = new Settlement(CHUNK, List.of(new Rejection(15, 17, "malformed")));
    assertThat(settlement.interrupted(10, AFTER, "503"))
        .isEqualTo(new Outcome.RetryAfter(AFTER, "503"));
    settlement.refuse(List.of(new Rejection(11, 12, "too old")));
    settlement.refuseSome(1, "some");
    assertThat(settlement.interrupted(14, AFTER, "503"))
        .isEqualTo(
            new Outcome.Partial(
                14, List.of(new Rejection(11, 12, "too old")), 1, "some", AFTER, "503"));
  }
}
